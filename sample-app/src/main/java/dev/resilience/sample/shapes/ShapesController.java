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

package dev.resilience.sample.shapes;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/**
 * One endpoint for each shape in which Spring applications call services. They all ask
 * the recommendation service under the same rules.
 */
@RestController
@RequestMapping("/shapes")
class ShapesController {

	static final List<String> SHAPES = List.of("blocking", "future", "mono", "http-interface", "programmatic", "keyed");

	private static final String SKU = "book-1";

	private final BlockingClient blocking;

	private final FutureClient future;

	private final MonoClient mono;

	private final InterfaceClient httpInterface;

	private final ProgrammaticClient programmatic;

	private final KeyedClient keyed;

	ShapesController(BlockingClient blocking, FutureClient future, MonoClient mono, InterfaceClient httpInterface,
			ProgrammaticClient programmatic, KeyedClient keyed) {
		this.blocking = blocking;
		this.future = future;
		this.mono = mono;
		this.httpInterface = httpInterface;
		this.programmatic = programmatic;
		this.keyed = keyed;
	}

	@GetMapping("/blocking")
	Answer blocking() {
		return Answer.of("blocking", this.blocking.related(SKU));
	}

	@GetMapping("/future")
	CompletableFuture<Answer> future() {
		return this.future.related(SKU).thenApply((related) -> Answer.of("future", related));
	}

	@GetMapping("/mono")
	Mono<Answer> mono() {
		return this.mono.related(SKU).map((related) -> Answer.of("mono", related));
	}

	@GetMapping("/http-interface")
	Answer httpInterface() {
		return Answer.of("http-interface", this.httpInterface.related(SKU));
	}

	@GetMapping("/programmatic")
	CompletableFuture<Answer> programmatic() {
		return this.programmatic.related(SKU).thenApply((outcome) -> Answer.of("programmatic", outcome));
	}

	@GetMapping("/keyed")
	Answer keyed(@RequestParam(defaultValue = "anonymous") String agent) {
		return Answer.of("keyed", this.keyed.related(agent, SKU));
	}

	@GetMapping("/{shape}")
	Answer unknown(@PathVariable String shape) {
		throw new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no shape '%s', but %s".formatted(shape, String.join(", ", SHAPES)));
	}

}
