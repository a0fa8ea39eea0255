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

package dev.resilience.step;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What became of a step, and what it took. Immutable.
 *
 * @param <T> the type of the value
 * @param step the name of the step
 * @param outcome what became of it
 * @param value the value; {@code null} where there is none
 * @param failure what it failed with in the end; {@code null} where it has a value
 * @param attempts the number of attempts made, the first included
 * @param errors the failures of its attempts in order, as texts without secrets: the
 * type, and the message if there is one. Of very many the latest 100
 * @param adjustments what was changed for further attempts, in order
 * @param totalWait the time waited between attempts and in queues
 */
public record StepResult<T extends @Nullable Object>(String step, StepOutcome outcome, @Nullable T value,
		@Nullable Throwable failure, int attempts, List<String> errors, List<String> adjustments, Duration totalWait) {

	/**
	 * Creates a result.
	 * @param step the name of the step
	 * @param outcome what became of it
	 * @param value the value, or {@code null}
	 * @param failure what it failed with in the end, or {@code null}
	 * @param attempts the number of attempts made
	 * @param errors the failures of its attempts as texts
	 * @param adjustments what was changed for further attempts
	 * @param totalWait the time waited between attempts and in queues
	 */
	public StepResult {
		errors = List.copyOf(errors);
		adjustments = List.copyOf(adjustments);
	}

	/**
	 * Returns whether the step has a value.
	 * @return whether it succeeded
	 */
	public boolean isSuccess() {
		return this.outcome == StepOutcome.SUCCESS;
	}

}
