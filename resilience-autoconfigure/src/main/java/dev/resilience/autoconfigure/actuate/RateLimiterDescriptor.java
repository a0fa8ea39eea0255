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

import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyMode;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterSnapshot;

/**
 * Description of a rate limiter.
 *
 * @param name the name of the instance
 * @param mode how far it takes effect
 * @param available the number of permits that could be spent at once
 * @param waiting the number of calls in the queue
 * @param permits the number of permits granted per period
 * @param period the period
 * @param burst the number of permits that may be spent at once after a pause
 * @param nextPermitWait the time until a new call would be admitted
 * @param calls lifetime totals of calls
 */
public record RateLimiterDescriptor(String name, PolicyMode mode, int available, int waiting, int permits,
		Duration period, int burst, Duration nextPermitWait, AdmissionCounts calls) implements OperationResponseBody {

	static @Nullable RateLimiterDescriptor of(InstancePolicies instance) {
		RateLimiter limiter = instance.rateLimiter();
		if (limiter == null) {
			return null;
		}
		RateLimiterSnapshot snapshot = limiter.snapshot();
		return new RateLimiterDescriptor(instance.instance(), limiter.mode(), snapshot.available(), snapshot.waiting(),
				snapshot.permits(), snapshot.period(), snapshot.burst(), snapshot.nextPermitWait(),
				new AdmissionCounts(snapshot.accepted(), snapshot.rejected(), snapshot.shadow()));
	}

}
