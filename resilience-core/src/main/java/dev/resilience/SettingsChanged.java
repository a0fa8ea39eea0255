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

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.event.ResilienceEvent;

/**
 * Settings of an instance were changed while the application runs.
 *
 * @param instance the name of the instance
 * @param at when they were changed
 * @param source where the change came from: {@code actuator}, {@code environment} or
 * {@code code}
 * @param by who asked for it, or {@code null} if that is not known
 * @param changes what was changed, at least one setting
 */
public record SettingsChanged(String instance, Instant at, String source, @Nullable String by,
		List<Change> changes) implements ResilienceEvent {

	/**
	 * Creates an event.
	 */
	public SettingsChanged {
		changes = List.copyOf(changes);
	}

	/**
	 * One setting that has another value now.
	 *
	 * @param key the setting below the instance, such as {@code retry.max-attempts}
	 * @param before the value until now as it would be written in YAML, or {@code null}
	 * if there was none
	 * @param after the value from now on, or {@code null} if there is none
	 */
	public record Change(String key, @Nullable String before, @Nullable String after) {

		@Override
		public String toString() {
			return this.key + ": " + ((this.before != null) ? this.before : "unset") + " -> "
					+ ((this.after != null) ? this.after : "unset");
		}

	}

}
