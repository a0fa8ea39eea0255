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
import java.util.function.UnaryOperator;

/**
 * What all gates of one kind and instance share: one without keys, and one for each key.
 * Safe for use by many threads.
 *
 * @param <S> the type of the settings
 */
public final class GateGroup<S> {

	private static final VarHandle SETTINGS;

	static {
		try {
			SETTINGS = MethodHandles.lookup().findVarHandle(GateGroup.class, "settings", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final String instance;

	private final PolicyContext context;

	private final AdmissionCounts counts = new AdmissionCounts();

	private volatile S settings;

	private volatile Runnable onReconfigured = () -> {
	};

	/**
	 * Creates a group without gates.
	 * @param instance the name of the instance
	 * @param settings the settings
	 * @param context what the policies of a registry share
	 */
	public GateGroup(String instance, S settings, PolicyContext context) {
		this.instance = instance;
		this.settings = settings;
		this.context = context;
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns what the policies of a registry share.
	 * @return the surroundings
	 */
	public PolicyContext context() {
		return this.context;
	}

	/**
	 * Returns the counts of the instance, those of its keys included.
	 * @return the counts
	 */
	public AdmissionCounts counts() {
		return this.counts;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public S settings() {
		return this.settings;
	}

	/**
	 * Registers who is told once settings have changed.
	 * @param listener who is told; replaces the one before
	 */
	public void onReconfigured(Runnable listener) {
		this.onReconfigured = listener;
	}

	/**
	 * Changes the settings, which newcomers obey from now on. Who waits must be looked at
	 * again.
	 * @param change makes the new settings of the old ones; made again if others change
	 * them meanwhile
	 */
	public void reconfigure(UnaryOperator<S> change) {
		S before;
		S after;
		do {
			before = this.settings;
			after = change.apply(before);
		}
		while (!SETTINGS.compareAndSet(this, before, after));
	}

	/**
	 * Tells the listener that settings have changed.
	 */
	public void announce() {
		this.onReconfigured.run();
	}

}
