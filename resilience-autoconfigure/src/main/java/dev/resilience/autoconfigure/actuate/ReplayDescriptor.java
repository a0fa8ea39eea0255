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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.ReplayResult;

/**
 * Description of how the replay of a dead letter ended.
 *
 * @param id the id of the letter
 * @param outcome how it ended
 * @param reason why it was not done; empty otherwise
 * @param failure the class of the failure and its message, where the work failed again
 * @param retryAfter when to ask again, where the target does not serve
 * @param status what has become of the letter; {@code null} where there is none
 */
public record ReplayDescriptor(String id, ReplayResult.Outcome outcome, String reason, @Nullable String failure,
		@Nullable Duration retryAfter, @Nullable DeadLetterStatus status) implements OperationResponseBody {

	static ReplayDescriptor of(ReplayResult result) {
		DeadLetter letter = result.letter();
		// As the letter has it: there it is redacted
		String failure = (result.failure() != null && letter != null)
				? letter.failure().type() + ": " + letter.failure().message() : null;
		return new ReplayDescriptor(result.id(), result.outcome(), result.reason(), failure, result.retryAfter(),
				(letter != null) ? letter.status() : null);
	}

}
