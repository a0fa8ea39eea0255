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

package dev.resilience.autoconfigure.idempotency.codec;

import java.util.ArrayList;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpEntity;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

/**
 * The codec for stores that keep objects, where the declared type says too little to
 * write results: what is a response is known by itself, and kept by the rules for
 * responses. Only used where Spring's web classes are present.
 */
public final class ObjectResults implements ResultCodec {

	private final StoredResponses rules;

	private final ResultCodec objects = ResultCodec.sameObjects();

	/**
	 * Creates a codec.
	 * @param rules which responses are kept, and what of them is replayed
	 */
	public ObjectResults(StoredResponses rules) {
		this.rules = rules;
	}

	static boolean keeps(@Nullable Object result, StoredResponses rules) {
		if (result instanceof ResponseEntity<?> response) {
			return rules.keeps(response.getStatusCode().value());
		}
		return !(result instanceof ProblemDetail problem) || rules.keeps(problem.getStatus());
	}

	static boolean keepsFailure(Throwable failure, StoredResponses rules) {
		return !(failure instanceof ErrorResponse response) || rules.keepsFailure(response.getStatusCode().value());
	}

	// Returns what of a result is not for the first caller alone.
	static @Nullable Object replayed(@Nullable Object result, StoredResponses rules) {
		if (!(result instanceof HttpEntity<?> entity)) {
			return result;
		}
		HttpHeaders headers = new HttpHeaders();
		entity.getHeaders().forEach((name, values) -> {
			if (rules.replays(name)) {
				headers.put(name, new ArrayList<>(values));
			}
		});
		return (entity instanceof ResponseEntity<?> response)
				? new ResponseEntity<>(response.getBody(), headers, response.getStatusCode())
				: new HttpEntity<>(entity.getBody(), headers);
	}

	@Override
	public boolean keeps(@Nullable Object result) {
		return keeps(result, this.rules);
	}

	@Override
	public boolean keepsFailure(Throwable failure) {
		return keepsFailure(failure, this.rules);
	}

	@Override
	public @Nullable Object object(@Nullable Object result) {
		return replayed(result, this.rules);
	}

	@Override
	public Ending encode(@Nullable Object result) {
		return this.objects.encode(result);
	}

	@Override
	public @Nullable Object decode(Ending ending) throws Exception {
		return this.objects.decode(ending);
	}

	@Override
	public @Nullable Ending encodeFailure(Throwable failure) {
		return this.objects.encodeFailure(failure);
	}

	@Override
	public Throwable decodeFailure(Ending ending) throws Exception {
		return this.objects.decodeFailure(ending);
	}

}
