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

import org.jspecify.annotations.Nullable;

import dev.resilience.retry.AdjustmentRequest;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.AttemptAdjustment;

/**
 * Asks an adjuster of settings where there are settings.
 *
 * @param adjuster the adjuster
 */
record SettingsAdjuster(AttemptAdjuster adjuster) implements AttemptAdjuster {

	@Override
	public @Nullable AttemptAdjustment adjust(AdjustmentRequest request) {
		return request.attributes().isEmpty() ? null : this.adjuster.adjust(request);
	}

}
