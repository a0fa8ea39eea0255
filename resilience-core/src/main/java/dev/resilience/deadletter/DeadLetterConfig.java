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

package dev.resilience.deadletter;

import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Settings that say which failed calls of one instance become dead letters. Immutable.
 */
public final class DeadLetterConfig {

	/** The number of bytes that arguments may take as text unless set otherwise. */
	public static final int DEFAULT_MAX_PAYLOAD = 64 * 1024;

	private static final DeadLetterConfig DEFAULTS = builder().build();

	private final Builder settings;

	private final int maxPayload;

	private final PolicyMode mode;

	private DeadLetterConfig(Builder settings) {
		this.settings = settings;
		this.maxPayload = (settings.maxPayload != null) ? settings.maxPayload : DEFAULT_MAX_PAYLOAD;
		this.mode = (settings.mode != null) ? settings.mode : PolicyMode.ENFORCE;
	}

	/**
	 * Returns the built-in settings.
	 * @return the defaults
	 */
	public static DeadLetterConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Begins with nothing set.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Begins with what is set here.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this.settings);
	}

	/**
	 * Returns the failures whose calls are kept.
	 * @return the types, or {@code null} where they are not set: without
	 * {@linkplain #onCategories() categories} all are
	 */
	public @Nullable List<Class<? extends Throwable>> on() {
		return this.settings.on;
	}

	/**
	 * Returns the kinds of failures whose calls are kept, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> onCategories() {
		return this.settings.onCategories;
	}

	/**
	 * Returns the failures whose calls are not kept, whatever the other lists say.
	 * @return the types
	 */
	public List<Class<? extends Throwable>> skipOn() {
		return this.settings.skipOn;
	}

	/**
	 * Returns the kinds of failures whose calls are not kept, beside the types.
	 * @return the categories
	 */
	public Set<FailureCategory> skipOnCategories() {
		return this.settings.skipOnCategories;
	}

	/**
	 * Returns how large arguments may be as text.
	 * @return the number of bytes
	 */
	public int maxPayload() {
		return this.maxPayload;
	}

	/**
	 * Returns how far dead letters take effect.
	 * @return {@link PolicyMode#ENFORCE} or {@link PolicyMode#OFF}
	 */
	public PolicyMode mode() {
		return this.mode;
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable List<Class<? extends Throwable>> on;

		private Set<FailureCategory> onCategories = Set.of();

		private List<Class<? extends Throwable>> skipOn = List.of();

		private Set<FailureCategory> skipOnCategories = Set.of();

		private @Nullable Integer maxPayload;

		private @Nullable PolicyMode mode;

		private Builder() {
		}

		private Builder(Builder other) {
			this.on = other.on;
			this.onCategories = other.onCategories;
			this.skipOn = other.skipOn;
			this.skipOnCategories = other.skipOnCategories;
			this.maxPayload = other.maxPayload;
			this.mode = other.mode;
		}

		/**
		 * Sets the failures whose calls are kept.
		 * @param on the types, subtypes included; all failures by default
		 * @return this builder
		 */
		public Builder on(List<Class<? extends Throwable>> on) {
			this.on = List.copyOf(on);
			return this;
		}

		/**
		 * Sets which kinds of failures are kept, beside the types, however uncertain
		 * their classification is. Where categories are set, nothing else is kept but
		 * what the types name.
		 * @param onCategories the categories; none by default
		 * @return this builder
		 */
		public Builder onCategories(Collection<FailureCategory> onCategories) {
			this.onCategories = Set.copyOf(onCategories);
			return this;
		}

		/**
		 * Sets which kinds of failures are not kept, whatever the other lists say.
		 * @param skipOnCategories the categories; none by default
		 * @return this builder
		 */
		public Builder skipOnCategories(Collection<FailureCategory> skipOnCategories) {
			this.skipOnCategories = Set.copyOf(skipOnCategories);
			return this;
		}

		/**
		 * Sets the failures whose calls are not kept, whatever the other list says.
		 * @param skipOn the types, subtypes included; none by default
		 * @return this builder
		 */
		public Builder skipOn(List<Class<? extends Throwable>> skipOn) {
			this.skipOn = List.copyOf(skipOn);
			return this;
		}

		/**
		 * Sets how large arguments may be as text. Letters of larger ones are kept
		 * without them.
		 * @param maxPayload the number of bytes, at least 0; 64 KB by default
		 * @return this builder
		 */
		public Builder maxPayload(int maxPayload) {
			this.maxPayload = maxPayload;
			return this;
		}

		/**
		 * Sets how far dead letters take effect.
		 * @param mode {@link PolicyMode#ENFORCE}, the default, or {@link PolicyMode#OFF}
		 * @return this builder
		 */
		public Builder mode(PolicyMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Validates the settings together.
		 * @return the configuration
		 * @throws InvalidConfigException listing everything that is wrong
		 */
		public DeadLetterConfig build() {
			new ConfigCheck(PolicyType.DEAD_LETTER).atLeast("max-payload", this.maxPayload, 0)
				.require(this.mode != PolicyMode.SHADOW, "mode", this.mode, "must be enforce or off")
				.throwIfInvalid();
			return new DeadLetterConfig(new Builder(this));
		}

	}

}
