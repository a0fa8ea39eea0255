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

package dev.resilience.fallback;

import java.util.List;

import dev.resilience.policy.PolicyMode;

/**
 * What monitoring reads of the fallbacks of one instance.
 *
 * @param instance the name of the instance
 * @param mode how far fallbacks take effect
 * @param minQuality the quality below which options are skipped, 0 to 1
 * @param options the counts of all options of the instance
 */
public record FallbackSnapshot(String instance, PolicyMode mode, double minQuality, List<Option> options) {

	/**
	 * The counts of one option since it was registered.
	 *
	 * @param name the name of the option
	 * @param answered the number of calls that it answered
	 * @param failed the number of calls that it tried and failed to answer
	 * @param skipped the number of calls whose failure reached it but did not meet its
	 * conditions, or for which its quality was too low
	 */
	public record Option(String name, long answered, long failed, long skipped) {

	}

}
