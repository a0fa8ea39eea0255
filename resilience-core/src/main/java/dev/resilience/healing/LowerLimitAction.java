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

package dev.resilience.healing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.Resilience;
import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.ratelimiter.RateLimiter;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Lets half as much through the bulkhead and the rate limiter of an instance, for a while
 * or until it is known not to help. Whoever changes their settings meanwhile wins: then
 * nothing is given back. Safe for use by many threads.
 */
public final class LowerLimitAction implements RecoveryAction {

	/** For how long limits stay lowered where nothing else is said. */
	public static final Duration DEFAULT_HOLD = Duration.ofMinutes(5);

	private static final Logger logger = LoggerFactory.getLogger(LowerLimitAction.class);

	private final Map<String, List<Runnable>> lowered = new ConcurrentHashMap<>();

	private final Duration hold;

	/**
	 * Creates an action that holds for 5 minutes.
	 */
	public LowerLimitAction() {
		this(DEFAULT_HOLD);
	}

	/**
	 * Creates an action.
	 * @param hold for how long limits stay lowered, longer than zero
	 */
	public LowerLimitAction(Duration hold) {
		this.hold = hold;
	}

	@Override
	public String id() {
		return RecoveryStep.LOWER_LIMIT;
	}

	@Override
	public ActionRisk risk() {
		return ActionRisk.MEDIUM;
	}

	@Override
	public void execute(RecoveryContext context) {
		Resilience instance = context.instance()
			.orElseThrow(() -> new IllegalStateException("There is no instance '" + context.subject() + "'"));
		if (this.lowered.containsKey(instance.name())) {
			throw new IllegalStateException("The limits of '" + instance.name() + "' are lowered already");
		}
		List<Runnable> giveBack = new ArrayList<>();
		Bulkhead bulkhead = instance.policies().bulkhead();
		if (bulkhead != null && bulkhead.config().maxConcurrent() > 1) {
			giveBack.add(lower(bulkhead));
		}
		RateLimiter limiter = instance.policies().rateLimiter();
		if (limiter != null && limiter.config().permits() > 1) {
			giveBack.add(lower(limiter));
		}
		if (giveBack.isEmpty()) {
			throw new IllegalStateException("Instance '" + instance.name() + "' has no limit that could be lower");
		}
		this.lowered.put(instance.name(), giveBack);
		TimeSource time = instance.policies().context().time();
		time.schedule(new TimerTask() {

			@Override
			protected void fire() {
				giveBack(instance.name(), giveBack);
			}

		}, TimeSource.after(time.nanoTime(), ConfigCheck.nanos(this.hold)));
	}

	private static Runnable lower(Bulkhead bulkhead) {
		BulkheadConfig before = bulkhead.config();
		BulkheadConfig after = before.toBuilder().maxConcurrent(before.maxConcurrent() / 2).build();
		bulkhead.reconfigure(after);
		return () -> {
			if (bulkhead.config().equals(after)) {
				bulkhead.reconfigure(before);
			}
		};
	}

	private static Runnable lower(RateLimiter limiter) {
		RateLimiterConfig before = limiter.config();
		RateLimiterConfig after = before.toBuilder()
			.permits(before.permits() / 2)
			.burst(Math.max(1, before.burst() / 2))
			.build();
		limiter.reconfigure(after);
		return () -> {
			if (limiter.config().equals(after)) {
				limiter.reconfigure(before);
			}
		};
	}

	@Override
	public void undo(RecoveryContext context) {
		context.instance().map(Resilience::name).ifPresent((name) -> {
			List<Runnable> giveBack = this.lowered.get(name);
			if (giveBack != null) {
				giveBack(name, giveBack);
			}
		});
	}

	// By whoever comes first; a later lowering is not given back by the timer of this one
	private void giveBack(String instance, List<Runnable> giveBack) {
		if (this.lowered.remove(instance, giveBack)) {
			giveBack.forEach(Runnable::run);
			logger.info("The limits of '{}' were given back", instance);
		}
	}

}
