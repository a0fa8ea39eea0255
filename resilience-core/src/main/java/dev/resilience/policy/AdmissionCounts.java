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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * How many calls a gate has admitted and refused. The gate of a key counts for itself and
 * for its instance. A gate whose own state tells how many it has admitted counts here
 * only for its instance, by {@link #ofInstance()}. Counts only rise. Safe for use by many
 * threads.
 */
public final class AdmissionCounts {

	private static final VarHandle ADMITTED;

	private static final VarHandle REJECTED;

	private static final VarHandle SHADOW;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			ADMITTED = lookup.findVarHandle(AdmissionCounts.class, "admitted", StripedCounter.class);
			REJECTED = lookup.findVarHandle(AdmissionCounts.class, "rejected", long.class);
			SHADOW = lookup.findVarHandle(AdmissionCounts.class, "shadow", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final @Nullable AdmissionCounts instance;

	/** Made by the first call that is counted here: there may be very many of these. */
	private volatile @Nullable StripedCounter admitted;

	private volatile long rejected;

	private volatile long shadow;

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
	 * Returns the counts in which those of a key are counted too.
	 * @return the counts of the instance, or {@code null} if these are no counts of a key
	 */
	public @Nullable AdmissionCounts ofInstance() {
		return this.instance;
	}

	/**
	 * Counts an admitted call.
	 */
	public void admit() {
		StripedCounter adder = this.admitted;
		((adder != null) ? adder : firstAdder()).increment();
		if (this.instance != null) {
			this.instance.admit();
		}
	}

	private StripedCounter firstAdder() {
		StripedCounter adder = new StripedCounter();
		StripedCounter other = (StripedCounter) ADMITTED.compareAndExchange(this, null, adder);
		return (other != null) ? other : adder;
	}

	/**
	 * Counts a refused call.
	 */
	public void reject() {
		REJECTED.getAndAdd(this, 1L);
		if (this.instance != null) {
			this.instance.reject();
		}
	}

	/**
	 * Counts a call that shadow mode let pass.
	 */
	public void passInShadow() {
		SHADOW.getAndAdd(this, 1L);
		if (this.instance != null) {
			this.instance.passInShadow();
		}
	}

	/**
	 * Returns the number of admitted calls that were counted here.
	 * @return the number, of an instance those of its keys included
	 */
	public long admitted() {
		StripedCounter adder = this.admitted;
		return (adder != null) ? adder.sum() : 0;
	}

	/**
	 * Returns the number of refused calls.
	 * @return the number, of an instance those of its keys included
	 */
	public long rejected() {
		return this.rejected;
	}

	/**
	 * Returns the number of calls that shadow mode let pass.
	 * @return the number, of an instance those of its keys included
	 */
	public long shadow() {
		return this.shadow;
	}

}
