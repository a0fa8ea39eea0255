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

package dev.resilience.policy;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * How many calls a gate has admitted and refused. The gate of a key counts for itself and
 * for its instance. Counts only rise. Safe for use by many threads.
 */
public final class AdmissionCounts {

	private final @Nullable AdmissionCounts instance;

	private final LongAdder admitted = new LongAdder();

	private final AtomicLong rejected = new AtomicLong();

	private final AtomicLong shadow = new AtomicLong();

	/**
	 * Creates counts at zero.
	 */
	public AdmissionCounts() {
		this(null);
	}

	private AdmissionCounts(@Nullable AdmissionCounts instance) {
		this.instance = instance;
	}

	/**
	 * Creates the counts of a key, at zero.
	 * @return counts that are counted here too
	 */
	public AdmissionCounts forKey() {
		return new AdmissionCounts(this);
	}

	/**
	 * Counts an admitted call.
	 */
	public void admit() {
		this.admitted.increment();
		if (this.instance != null) {
			this.instance.admit();
		}
	}

	/**
	 * Counts a refused call.
	 */
	public void reject() {
		this.rejected.incrementAndGet();
		if (this.instance != null) {
			this.instance.reject();
		}
	}

	/**
	 * Counts a call that shadow mode let pass.
	 */
	public void passInShadow() {
		this.shadow.incrementAndGet();
		if (this.instance != null) {
			this.instance.passInShadow();
		}
	}

	/**
	 * Returns the number of admitted calls.
	 * @return the number, of an instance those of its keys included
	 */
	public long admitted() {
		return this.admitted.sum();
	}

	/**
	 * Returns the number of refused calls.
	 * @return the number, of an instance those of its keys included
	 */
	public long rejected() {
		return this.rejected.get();
	}

	/**
	 * Returns the number of calls that shadow mode let pass.
	 * @return the number, of an instance those of its keys included
	 */
	public long shadow() {
		return this.shadow.get();
	}

}
