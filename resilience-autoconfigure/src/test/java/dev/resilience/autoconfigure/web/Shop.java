/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.resilience.autoconfigure.web;

import java.util.concurrent.CompletionException;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.classification.ResilienceException;

/**
 * Handlers that run into our exceptions in every way; the same in both web stacks.
 */
@RestController
class Shop {

	private final Backend backend;

	Shop(Backend backend) {
		this.backend = backend;
	}

	@GetMapping("/plain")
	String plain() {
		return this.backend.call();
	}

	@GetMapping("/wrapped/{how}")
	String wrapped(@PathVariable String how) {
		try {
			return this.backend.call();
		}
		catch (ResilienceException ex) {
			throw switch (how) {
				case "completion" -> new CompletionException(ex);
				case "status" -> new ResponseStatusException(HttpStatus.I_AM_A_TEAPOT, "no coffee", ex);
				case "annotated" -> new OutOfStockException(ex);
				default -> new IllegalStateException("secret", ex);
			};
		}
	}

	@GetMapping("/limited")
	@RateLimiter(value = "handler", permits = 10, period = "307s", burst = 10)
	String limited() {
		return "fine";
	}

	@GetMapping("/limited/empty")
	@RateLimiter("handler")
	ResponseEntity<Void> empty() {
		return ResponseEntity.noContent().build();
	}

	@GetMapping("/behind")
	String limitedBehind() {
		return this.backend.limited();
	}

	/** What the handlers call. */
	static class Backend {

		@CircuitBreaker(value = "backend", openDuration = "30700ms")
		String call() {
			return "fine";
		}

		@RateLimiter(value = "behind", permits = 1, period = "1h")
		String limited() {
			return "fine";
		}

	}

	@ResponseStatus(HttpStatus.GONE)
	static class OutOfStockException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		OutOfStockException(Throwable cause) {
			super(cause);
		}

	}

}
