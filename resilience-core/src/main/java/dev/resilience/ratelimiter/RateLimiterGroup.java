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

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import dev.resilience.policy.AdmissionCounts;
import dev.resilience.policy.PolicyContext;

/**
 * What all rate limiters of one instance share: one without keys, and one for each key.
 */
final class RateLimiterGroup {

	private final String instance;

	private final PolicyContext context;

	private final AdmissionCounts counts = new AdmissionCounts();

	private final ReentrantLock change = new ReentrantLock();

	private volatile Rate rate;

	private volatile Runnable onReconfigured = () -> {
	};

	RateLimiterGroup(String instance, RateLimiterConfig config, PolicyContext context) {
		this.instance = instance;
		this.rate = new Rate(config);
		this.context = context;
	}

	String instance() {
		return this.instance;
	}

	PolicyContext context() {
		return this.context;
	}

	AdmissionCounts counts() {
		return this.counts;
	}

	Rate rate() {
		return this.rate;
	}

	void onReconfigured(Runnable listener) {
		this.onReconfigured = listener;
	}

	/**
	 * Changes the settings, which every limiter adopts with its next call at the latest.
	 * @param change makes the new settings of the old ones
	 */
	void reconfigure(UnaryOperator<RateLimiterConfig> change) {
		this.change.lock();
		try {
			this.rate = new Rate(change.apply(this.rate.config()));
		}
		finally {
			this.change.unlock();
		}
	}

	void announce() {
		this.onReconfigured.run();
	}

}
