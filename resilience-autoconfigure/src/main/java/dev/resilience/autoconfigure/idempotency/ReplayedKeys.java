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

package dev.resilience.autoconfigure.idempotency;

import java.util.HashMap;
import java.util.Map;

import dev.resilience.deadletter.CurrentReplay;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.policy.Call;
import dev.resilience.redaction.Redactor;

/**
 * Keys of calls that may be replays of dead letters: such a call has the key of the call
 * that it makes again, whoever makes it.
 *
 * @param keys the keys of other calls
 */
public record ReplayedKeys(IdempotencyKeys keys) implements IdempotencyKeys {

	private static final String OPERATION = "idempotency-operation";

	private static final String KEY = "idempotency-key";

	private static final String PRINCIPAL = "idempotency-principal";

	private static final int MAX_LENGTH = 500;

	/**
	 * Returns what a letter keeps so that its replay has the same key. What holds a
	 * secret, or is longer than a header, is not kept.
	 * @param request what makes the failed call recognisable
	 * @param redactor says what is secret
	 * @return the headers; none where the key cannot be kept
	 */
	public static Map<String, String> headers(IdempotentRequest request, Redactor redactor) {
		Map<String, String> headers = new HashMap<>();
		headers.put(OPERATION, request.operation());
		if (request.key() != null) {
			headers.put(KEY, request.key());
		}
		if (request.principal() != null) {
			headers.put(PRINCIPAL, request.principal());
		}
		boolean kept = headers.containsKey(KEY) && headers.entrySet()
			.stream()
			.allMatch((header) -> header.getValue().length() <= MAX_LENGTH
					&& redactor.redactValue(header.getKey(), header.getValue()) == header.getValue());
		return kept ? headers : Map.of();
	}

	@Override
	public IdempotentRequest requestOf(Call call) throws Exception {
		DeadLetter letter = CurrentReplay.letter();
		return (letter != null) ? replayed(letter.headers(), call) : this.keys.requestOf(call);
	}

	private IdempotentRequest replayed(Map<String, String> headers, Call call) throws Exception {
		String operation = headers.get(OPERATION);
		String key = headers.get(KEY);
		if (operation == null || key == null) {
			return this.keys.requestOf(call);
		}
		IdempotentRequest now;
		try {
			now = this.keys.requestOf(call);
		}
		catch (Exception ex) {
			// Nobody is logged in where letters are replayed
			return new IdempotentRequest(operation, headers.get(PRINCIPAL), key, null);
		}
		// Other calls that the replay makes have keys of their own
		return now.operation().equals(operation)
				? new IdempotentRequest(operation, headers.get(PRINCIPAL), key, now.fingerprint()) : now;
	}

}
