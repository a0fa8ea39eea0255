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

package dev.resilience;

/**
 * Hears of the instances of a registry. Called without any lock held, on the thread that
 * makes the change; may ask the registry for anything. What it throws is logged.
 *
 * @see ResilienceRegistry#listen(InstanceListener)
 */
public interface InstanceListener {

	/**
	 * Called for every instance that exists when the listener is registered, and for each
	 * that is created later; for one that is created at that moment maybe twice.
	 * @param instance the instance
	 */
	default void created(Resilience instance) {
	}

	/**
	 * Called when an instance has got another policy or other settings.
	 * @param instance the instance
	 */
	default void changed(Resilience instance) {
	}

	/**
	 * Called when an instance has been removed, after the last other call for it. A
	 * successor of the same name is announced afterwards.
	 * @param instance the instance, which the registry no longer knows
	 */
	default void removed(Resilience instance) {
	}

}
