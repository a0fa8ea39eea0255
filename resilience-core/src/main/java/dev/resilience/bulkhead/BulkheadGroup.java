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

package dev.resilience.bulkhead;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import dev.resilience.policy.AdmissionCounts;
import dev.resilience.policy.PolicyContext;

/**
 * What all bulkheads of one instance share: one without keys, and one for each key.
 */
final class BulkheadGroup {

	private final String instance;

	private final PolicyContext context;

	private final AdmissionCounts counts = new AdmissionCounts();

	private final ReentrantLock change = new ReentrantLock();

	private volatile BulkheadConfig config;

	private volatile Runnable onReconfigured = () -> {
	};

	BulkheadGroup(String instance, BulkheadConfig config, PolicyContext context) {
		this.instance = instance;
		this.config = config;
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

	BulkheadConfig config() {
		return this.config;
	}

	void onReconfigured(Runnable listener) {
		this.onReconfigured = listener;
	}

	/**
	 * Changes the settings, which newcomers obey from now on. Who waits must be looked at
	 * again.
	 * @param change makes the new settings of the old ones
	 */
	void reconfigure(UnaryOperator<BulkheadConfig> change) {
		this.change.lock();
		try {
			this.config = change.apply(this.config);
		}
		finally {
			this.change.unlock();
		}
	}

	void announce() {
		this.onReconfigured.run();
	}

}
