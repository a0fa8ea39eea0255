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

package dev.resilience.autoconfigure.aop;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.policy.PolicyType;

/**
 * Why failed calls of a method may be kept.
 *
 * @param instance the name of the instance under which they are
 * @param layer what the method's own annotation sets, or {@code null}
 * @param condition whether the settings of the instance say that they are
 */
record DeadLetterWish(String instance, @Nullable Settings layer, Predicate<ResolvedInstance> condition) {

	static DeadLetterWish ofAnnotation(String instance, @Nullable Settings layer) {
		return new DeadLetterWish(instance, layer, (settings) -> true);
	}

	static DeadLetterWish ofRetry(String instance) {
		return new DeadLetterWish(instance, null, ResolvedInstance::keepsWhatRetryGivesUp);
	}

	// What is configured under the instance of @Resilient applies where its block stands
	static DeadLetterWish ofBlock(String instance) {
		return new DeadLetterWish(instance, null, (settings) -> settings.blocks().contains(PolicyType.DEAD_LETTER)
				|| (settings.blocks().contains(PolicyType.RETRY) && settings.keepsWhatRetryGivesUp()));
	}

	boolean holds(ResolvedInstance settings) {
		return this.condition.test(settings);
	}

}
