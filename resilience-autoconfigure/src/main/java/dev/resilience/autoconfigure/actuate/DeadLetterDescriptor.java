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

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.classification.Effect;
import dev.resilience.classification.Severity;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.ReplayResult;

/**
 * Description of one dead letter. What the work was given is there only for those who may
 * see it.
 *
 * @param letter what lists show too
 * @param source where the work comes from
 * @param subtype a finer name within the category; empty where there is none
 * @param effect what happened at the target
 * @param severity how bad the failure is
 * @param confidence how sure its classification is, 0 to 1
 * @param rule the rule that says so
 * @param stack the beginning of the stack trace
 * @param payloadType what the payload is, such as the parameter types of a method
 * @param payloadLength the characters of the payload
 * @param payload the payload; {@code null} where there is none or it is not shown
 * @param headers what else is known about the call; values that are not shown are
 * {@code ******}
 * @param changedAt when the status changed the last time
 * @param version the number of changes
 * @param replay what a replay would do
 * @param replayReason why it would not run; empty otherwise
 */
public record DeadLetterDescriptor(DeadLetterSummary letter, String source, String subtype, Effect effect,
		Severity severity, double confidence, String rule, String stack, String payloadType, int payloadLength,
		@Nullable String payload, Map<String, String> headers, Instant changedAt, long version,
		ReplayResult.Outcome replay, String replayReason) implements OperationResponseBody {

	private static final String HIDDEN = "******";

	static DeadLetterDescriptor of(DeadLetter letter, boolean shown, ReplayResult dryRun) {
		DeadLetterPayload payload = letter.payload();
		String text = payload.text();
		Map<String, String> headers = new TreeMap<>(letter.headers());
		if (!shown) {
			headers.replaceAll((name, value) -> HIDDEN);
		}
		return new DeadLetterDescriptor(DeadLetterSummary.of(letter), letter.source(), letter.failure().subtype(),
				letter.failure().effect(), letter.failure().severity(), letter.failure().confidence(),
				letter.failure().rule(), letter.failure().stack(), payload.type(), (text != null) ? text.length() : 0,
				shown ? text : null, headers, letter.changedAt(), letter.version(), dryRun.outcome(), dryRun.reason());
	}

}
