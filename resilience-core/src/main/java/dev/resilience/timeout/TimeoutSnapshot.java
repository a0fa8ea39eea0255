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

package dev.resilience.timeout;

import java.time.Duration;

/**
 * A timeout at one moment.
 *
 * @param instance the name of the instance
 * @param mode how the limit is enforced
 * @param duration the limit
 * @param inTime how many attempts ended before the limit
 * @param timedOut how many attempts exceeded the limit
 * @param shadow how many attempts exceeded the limit in shadow mode
 * @param rejected how many attempts found no thread to be offloaded to
 */
public record TimeoutSnapshot(String instance, TimeoutMode mode, Duration duration, long inTime, long timedOut,
		long shadow, long rejected) {

}
