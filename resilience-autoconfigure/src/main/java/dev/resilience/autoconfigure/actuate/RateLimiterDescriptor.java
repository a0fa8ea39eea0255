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
import java.util.Comparator;

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
 * @param keys the rate limiters of its keys, {@code null} if nobody calls by key
 */
public record RateLimiterDescriptor(String name, PolicyMode mode, int available, int waiting, int permits,
		Duration period, int burst, Duration nextPermitWait, AdmissionCounts calls,
		@Nullable KeysDescriptor<Key> keys) implements OperationResponseBody {

	static @Nullable RateLimiterDescriptor of(InstancePolicies instance, KeyNames names) {
		RateLimiter limiter = instance.rateLimiter();
		if (limiter == null) {
			return null;
		}
		RateLimiterSnapshot snapshot = limiter.snapshot();
		return new RateLimiterDescriptor(instance.instance(), limiter.mode(), snapshot.available(), snapshot.waiting(),
				snapshot.permits(), snapshot.period(), snapshot.burst(), snapshot.nextPermitWait(),
				new AdmissionCounts(snapshot.accepted(), snapshot.rejected(), snapshot.shadow()), KeysDescriptor
					.of(instance.keys().rateLimiters(), names, RateLimiterDescriptor::troubled, Key.WORST_FIRST));
	}

	private static @Nullable Key troubled(String key, RateLimiter limiter) {
		RateLimiterSnapshot snapshot = limiter.snapshot();
		return (!limiter.isIdle() || snapshot.rejected() > 0)
				? new Key(key, snapshot.available(), snapshot.waiting(), snapshot.nextPermitWait(),
						new AdmissionCounts(snapshot.accepted(), snapshot.rejected(), snapshot.shadow()))
				: null;
	}

	/**
	 * Description of the rate limiter of a key. Keys that have all their permits and
	 * never were refused are left out.
	 *
	 * @param key the key, or its hash where it must not be shown
	 * @param available the number of permits that could be spent at once
	 * @param waiting the number of calls in the queue
	 * @param nextPermitWait the time until a new call would be admitted
	 * @param calls lifetime totals of calls
	 */
	public record Key(String key, int available, int waiting, Duration nextPermitWait, AdmissionCounts calls) {

		private static final Comparator<Key> WORST_FIRST = Comparator.comparingInt(Key::waiting)
			.thenComparing(Key::nextPermitWait)
			.thenComparingLong((described) -> described.calls().rejected())
			.reversed()
			.thenComparing(Key::key);

	}

}
