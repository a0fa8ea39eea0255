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
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;

/**
 * How far healing may go. Immutable.
 */
public final class HealingConfig {

	private static final HealingConfig DEFAULTS = builder().build();

	private final HealingMode mode;

	private final Map<String, HealingMode> actionModes;

	private final Duration cooldown;

	private final Duration maxCooldown;

	private final int maxPerSubject;

	private final int maxPerHour;

	private final int maxIllShare;

	private final Duration verifyAfter;

	private final Duration verifyWithin;

	private final Duration actionTimeout;

	private HealingConfig(Builder builder) {
		this.mode = builder.mode;
		this.actionModes = Map.copyOf(builder.actionModes);
		this.cooldown = builder.cooldown;
		this.maxCooldown = builder.maxCooldown();
		this.maxPerSubject = builder.maxPerSubject;
		this.maxPerHour = builder.maxPerHour;
		this.maxIllShare = builder.maxIllShare;
		this.verifyAfter = builder.verifyAfter();
		this.verifyWithin = builder.verifyWithin;
		this.actionTimeout = builder.actionTimeout;
	}

	/**
	 * Returns the default settings.
	 * @return a dry run
	 */
	public static HealingConfig defaults() {
		return DEFAULTS;
	}

	/**
	 * Begins settings.
	 * @return a new builder with defaults
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns how far healing may go where an action has no mode of its own.
	 * @return the mode
	 */
	public HealingMode mode() {
		return this.mode;
	}

	/**
	 * Returns the modes of actions that have their own.
	 * @return the modes by the id of the action
	 */
	public Map<String, HealingMode> actionModes() {
		return this.actionModes;
	}

	/**
	 * Returns how far an action may go: as its own mode says or else that of all, but one
	 * of high risk nowhere without its own.
	 * @param action the action
	 * @return the mode
	 */
	public HealingMode modeOf(RecoveryAction action) {
		HealingMode own = this.actionModes.get(action.id());
		if (own != null) {
			return own;
		}
		return (action.risk() != ActionRisk.HIGH) ? this.mode : HealingMode.OFF;
	}

	/**
	 * Returns whether anything may ever be diagnosed, done or written down.
	 * @return whether any mode is on
	 */
	public boolean isOn() {
		return this.mode != HealingMode.OFF
				|| this.actionModes.values().stream().anyMatch((own) -> own != HealingMode.OFF);
	}

	/**
	 * Returns how long an action does not run again on a subject.
	 * @return the time; it doubles each time that the action fails
	 */
	public Duration cooldown() {
		return this.cooldown;
	}

	/**
	 * Returns to how much the cooldown grows, and after how much time without need the
	 * action begins anew with the shortest.
	 * @return the time
	 */
	public Duration maxCooldown() {
		return this.maxCooldown;
	}

	/**
	 * Returns how many actions may run on a subject in any hour.
	 * @return the number, 1 or more
	 */
	public int maxPerSubject() {
		return this.maxPerSubject;
	}

	/**
	 * Returns how many actions may run in any hour.
	 * @return the number, 1 or more
	 */
	public int maxPerHour() {
		return this.maxPerHour;
	}

	/**
	 * Returns how much may be ill at once for actions to run. A single ill subject is
	 * never too much.
	 * @return the share in per cent, 0 to 100
	 */
	public int maxIllShare() {
		return this.maxIllShare;
	}

	/**
	 * Returns how long after an action its result is looked at first.
	 * @return the time
	 */
	public Duration verifyAfter() {
		return this.verifyAfter;
	}

	/**
	 * Returns within which time an action must have helped.
	 * @return the time
	 */
	public Duration verifyWithin() {
		return this.verifyWithin;
	}

	/**
	 * Returns after which time an action is interrupted.
	 * @return the time
	 */
	public Duration actionTimeout() {
		return this.actionTimeout;
	}

	/**
	 * Collects settings. Not safe for use by many threads.
	 */
	public static final class Builder {

		private static final Duration LONGEST_COOLDOWN = Duration.ofMinutes(10);

		private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

		private HealingMode mode = HealingMode.DRY_RUN;

		private final Map<String, HealingMode> actionModes = new LinkedHashMap<>();

		private Duration cooldown = Duration.ofSeconds(60);

		private @Nullable Duration maxCooldown;

		private int maxPerSubject = 3;

		private int maxPerHour = 10;

		private int maxIllShare = 40;

		private @Nullable Duration verifyAfter;

		private Duration verifyWithin = Duration.ofSeconds(60);

		private Duration actionTimeout = Duration.ofSeconds(30);

		private Builder() {
		}

		private Duration maxCooldown() {
			if (this.maxCooldown != null) {
				return this.maxCooldown;
			}
			return (this.cooldown.compareTo(LONGEST_COOLDOWN) > 0) ? this.cooldown : LONGEST_COOLDOWN;
		}

		private Duration verifyAfter() {
			if (this.verifyAfter != null) {
				return this.verifyAfter;
			}
			return (this.verifyWithin.compareTo(FIRST_LOOK) < 0) ? this.verifyWithin : FIRST_LOOK;
		}

		/**
		 * Sets how far healing may go where an action has no mode of its own.
		 * @param mode the mode, {@link HealingMode#DRY_RUN} where nothing is set
		 * @return this builder
		 */
		public Builder mode(HealingMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Sets how far one action may go.
		 * @param action the id of the action
		 * @param mode the mode
		 * @return this builder
		 */
		public Builder mode(String action, HealingMode mode) {
			this.actionModes.put(action, mode);
			return this;
		}

		/**
		 * Sets how long an action does not run again on a subject.
		 * @param cooldown the time, longer than zero; 60 seconds where nothing is set
		 * @return this builder
		 */
		public Builder cooldown(Duration cooldown) {
			this.cooldown = cooldown;
			return this;
		}

		/**
		 * Sets to how much the cooldown grows.
		 * @param maxCooldown the time, at least the cooldown; 10 minutes where nothing is
		 * set
		 * @return this builder
		 */
		public Builder maxCooldown(Duration maxCooldown) {
			this.maxCooldown = maxCooldown;
			return this;
		}

		/**
		 * Sets how many actions may run on a subject in any hour.
		 * @param maxPerSubject the number, 1 or more; 3 where nothing is set
		 * @return this builder
		 */
		public Builder maxPerSubject(int maxPerSubject) {
			this.maxPerSubject = maxPerSubject;
			return this;
		}

		/**
		 * Sets how many actions may run in any hour.
		 * @param maxPerHour the number, 1 or more; 10 where nothing is set
		 * @return this builder
		 */
		public Builder maxPerHour(int maxPerHour) {
			this.maxPerHour = maxPerHour;
			return this;
		}

		/**
		 * Sets how much may be ill at once for actions to run.
		 * @param maxIllShare the share in per cent, 0 to 100; 40 where nothing is set
		 * @return this builder
		 */
		public Builder maxIllShare(int maxIllShare) {
			this.maxIllShare = maxIllShare;
			return this;
		}

		/**
		 * Sets how long after an action its result is looked at first.
		 * @param verifyAfter the time, longer than zero; 10 seconds where nothing is set
		 * @return this builder
		 */
		public Builder verifyAfter(Duration verifyAfter) {
			this.verifyAfter = verifyAfter;
			return this;
		}

		/**
		 * Sets within which time an action must have helped.
		 * @param verifyWithin the time, at least that of the first look; 60 seconds where
		 * nothing is set
		 * @return this builder
		 */
		public Builder verifyWithin(Duration verifyWithin) {
			this.verifyWithin = verifyWithin;
			return this;
		}

		/**
		 * Sets after which time an action is interrupted.
		 * @param actionTimeout the time, longer than zero; 30 seconds where nothing is
		 * set
		 * @return this builder
		 */
		public Builder actionTimeout(Duration actionTimeout) {
			this.actionTimeout = actionTimeout;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws dev.resilience.policy.InvalidConfigException listing everything that is
		 * wrong
		 */
		public HealingConfig build() {
			ConfigCheck check = new ConfigCheck("healing");
			check.positive("cooldown", this.cooldown)
				.require(maxCooldown().compareTo(this.cooldown) >= 0, "max-cooldown", maxCooldown(),
						"must be at least the cooldown of " + this.cooldown)
				.atLeast("max-per-subject", this.maxPerSubject, 1)
				.atLeast("max-per-hour", this.maxPerHour, 1)
				.within("max-ill-share", this.maxIllShare, 0, 100)
				.positive("verify-after", verifyAfter())
				.positive("verify-within", this.verifyWithin)
				.require(verifyAfter().compareTo(this.verifyWithin) <= 0, "verify-after", verifyAfter(),
						"must be at most verify-within, which is " + this.verifyWithin)
				.positive("action-timeout", this.actionTimeout)
				.throwIfInvalid();
			return new HealingConfig(this);
		}

	}

}
