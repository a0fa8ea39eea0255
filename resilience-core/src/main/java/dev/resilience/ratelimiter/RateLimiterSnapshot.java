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

package dev.resilience.ratelimiter;

import java.time.Duration;

/**
 * The numbers of a rate limiter at one moment. The totals count calls since the limiter
 * was created and never fall.
 *
 * @param available the number of permits that could be spent at once
 * @param waiting the number of calls in the queue
 * @param burst the number of permits that may be spent at once after a pause
 * @param permits the number of permits granted per period
 * @param period the period
 * @param nextPermitWait the time until a new call of weight 1 would be admitted at once,
 * after those that wait now
 * @param accepted the number of calls that got their permits
 * @param rejected the number of calls that were refused
 * @param shadow the number of calls that shadow mode let pass although they would have
 * been refused
 */
public record RateLimiterSnapshot(int available, int waiting, int burst, int permits, Duration period,
		Duration nextPermitWait, long accepted, long rejected, long shadow) {

}
