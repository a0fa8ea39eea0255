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

package dev.resilience.autoconfigure.settings;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.OutcomeRecovery;

/**
 * What settings say of idempotent calls: the configuration of the core, and what the core
 * is given as objects. Immutable.
 */
public final class IdempotencySettings {

	/** The store that is used where no setting and no bean says otherwise. */
	public static final String DEFAULT_STORE = "memory";

	private final IdempotencyConfig config;

	private final @Nullable String store;

	private final boolean perPrincipal;

	private final @Nullable OutcomeRecovery recovery;

	private final Settings settings;

	private IdempotencySettings(IdempotencySettings translated, Settings settings) {
		this.config = translated.config;
		this.store = translated.store;
		this.perPrincipal = translated.perPrincipal;
		this.recovery = translated.recovery;
		this.settings = settings;
	}

	private IdempotencySettings(Builder builder) {
		this.settings = Settings.empty();
		this.config = builder.config.build();
		this.store = builder.store;
		this.perPrincipal = builder.perPrincipal;
		this.recovery = builder.recovery;
	}

	/**
	 * Returns the configuration of the core.
	 * @return the configuration
	 */
	public IdempotencyConfig config() {
		return this.config;
	}

	/**
	 * Returns the name of the store that is set.
	 * @return {@code memory}, {@code jdbc}, {@code redis} or the name of a bean;
	 * {@code null} if none is set
	 */
	public @Nullable String store() {
		return this.store;
	}

	/**
	 * Returns whether keys of different principals are different.
	 * @return whether a call needs a principal
	 */
	public boolean perPrincipal() {
		return this.perPrincipal;
	}

	/**
	 * Returns what finds out what became of abandoned calls.
	 * @return the recovery, or {@code null} for none
	 */
	public @Nullable OutcomeRecovery recovery() {
		return this.recovery;
	}

	/**
	 * Says what is wrong with a setting.
	 * @param key the setting
	 * @param place where the operation is, for a setting that is not set
	 * @param reason what is wrong
	 * @param suggestion what to do about it, or {@code null}
	 * @return the problem, which names where the setting is set
	 */
	public StartupProblem problem(SettingKey<?> key, String place, String reason, @Nullable String suggestion) {
		SettingValue<?> value = this.settings.find(key);
		return (value != null) ? new StartupProblem(value.property(), value.text(), value.origin(), reason, suggestion)
				: StartupProblem.at(place, reason, suggestion);
	}

	IdempotencySettings of(Settings settings) {
		return new IdempotencySettings(this, settings);
	}

	String storeOrDefault() {
		return Objects.requireNonNullElse(this.store, DEFAULT_STORE);
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	static final class Builder {

		private final IdempotencyConfig.Builder config = IdempotencyConfig.builder();

		private @Nullable String store;

		private boolean perPrincipal;

		private @Nullable OutcomeRecovery recovery;

		IdempotencyConfig.Builder config() {
			return this.config;
		}

		void store(String store) {
			this.store = store;
		}

		void perPrincipal(boolean perPrincipal) {
			this.perPrincipal = perPrincipal;
		}

		void recovery(OutcomeRecovery recovery) {
			this.recovery = recovery;
		}

		IdempotencySettings build() {
			return new IdempotencySettings(this);
		}

	}

}
