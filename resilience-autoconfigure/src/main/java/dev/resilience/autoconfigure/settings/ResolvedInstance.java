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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;
import dev.resilience.timeout.TimeoutMode;

/**
 * The settings of one instance, all layers laid over each other. Immutable.
 */
public final class ResolvedInstance {

	/** The policies that a name gets that is used in code and known from nowhere else. */
	public static final Set<PolicyType> POLICIES_OF_UNKNOWN_NAMES = Set.of(PolicyType.RETRY,
			PolicyType.CIRCUIT_BREAKER);

	private static final Set<PolicyType> GATES = Set.of(PolicyType.CIRCUIT_BREAKER, PolicyType.RATE_LIMITER,
			PolicyType.BULKHEAD);

	private final String name;

	private final Set<PolicyType> blocks;

	private final Settings own;

	private final Settings settings;

	private final UserCode code;

	// What settings say of gates, once somebody has asked: all methods of an instance do
	private @Nullable CircuitBreakerConfig circuitBreaker;

	private @Nullable RateLimiterConfig rateLimiter;

	private @Nullable BulkheadConfig bulkhead;

	/**
	 * Creates the settings of an instance.
	 * @param name the name of the instance
	 * @param blocks the policies whose block stands in the instance or its template
	 * @param inherited what the defaults and the template say
	 * @param own what is said of this instance alone, which wins
	 * @param code makes predicates and the like of what settings name
	 */
	ResolvedInstance(String name, Set<PolicyType> blocks, Settings inherited, Settings own, UserCode code) {
		this.name = name;
		this.blocks = blocks;
		this.own = own;
		this.settings = inherited.overlay(own);
		this.code = code;
	}

	/**
	 * Returns the name of the instance.
	 * @return the name as configured, or as asked for where it is not configured
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Returns the policies that apply to a call that names no policy itself: those whose
	 * block stands in the instance or its template. The defaults, annotations and
	 * customizers give values only.
	 * @return the kinds of policies; never {@link PolicyType#DEADLINE}
	 */
	public Set<PolicyType> blocks() {
		return this.blocks;
	}

	/**
	 * Returns all settings of the instance.
	 * @return the settings, without built-in defaults
	 */
	public Settings settings() {
		return this.settings;
	}

	/**
	 * Returns the longest time of a whole call, which holds for every call of the
	 * instance.
	 * @return the time, or {@code null} for no limit
	 */
	public @Nullable Duration deadline() {
		return this.settings.get(SettingKeys.DEADLINE);
	}

	/**
	 * Returns the configuration of the timeout.
	 * @return the configuration
	 * @throws InvalidSettingsException if no duration is set, or a deadline that is
	 * shorter
	 */
	public TimeoutConfig timeoutConfig() {
		Contradictions.deadlineBelowTimeout(this.own).ifPresent((problem) -> {
			throw new InvalidSettingsException(List.of(problem));
		});
		return translate(PolicyTranslations.TIMEOUT);
	}

	/**
	 * Returns the configuration of the retry.
	 * @return the configuration
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public RetryConfig retryConfig() {
		return translate(PolicyTranslations.RETRY);
	}

	/**
	 * Returns the configuration of the circuit breaker.
	 * @return the configuration
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public CircuitBreakerConfig circuitBreakerConfig() {
		CircuitBreakerConfig known = this.circuitBreaker;
		if (known == null) {
			known = translate(PolicyTranslations.CIRCUIT_BREAKER);
			this.circuitBreaker = known;
		}
		return known;
	}

	/**
	 * Returns the configuration of the bulkhead.
	 * @return the configuration
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public BulkheadConfig bulkheadConfig() {
		BulkheadConfig known = this.bulkhead;
		if (known == null) {
			known = translate(PolicyTranslations.BULKHEAD);
			this.bulkhead = known;
		}
		return known;
	}

	/**
	 * Returns the configuration of the rate limiter.
	 * @return the configuration
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public RateLimiterConfig rateLimiterConfig() {
		RateLimiterConfig known = this.rateLimiter;
		if (known == null) {
			known = translate(PolicyTranslations.RATE_LIMITER);
			this.rateLimiter = known;
		}
		return known;
	}

	/**
	 * Returns the configuration of fallbacks.
	 * @return the configuration
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public FallbackConfig fallbackConfig() {
		return translate(PolicyTranslations.FALLBACK);
	}

	/**
	 * Returns the configuration of dead letters.
	 * @return the configuration
	 * @throws InvalidSettingsException if a value cannot be used
	 */
	public DeadLetterConfig deadLetterConfig() {
		return translate(PolicyTranslations.DEAD_LETTER);
	}

	/**
	 * Returns whether calls that a retry gives up are kept.
	 * @return whether {@code retry.dead-letter} is set
	 */
	public boolean keepsWhatRetryGivesUp() {
		return Boolean.TRUE.equals(this.settings.get(SettingKeys.RETRY_DEAD_LETTER));
	}

	/**
	 * Returns the configuration of idempotency, also where settings are not complete.
	 * @return the configuration
	 * @throws InvalidSettingsException if a value cannot be used
	 */
	public IdempotencyConfig idempotencyConfig() {
		return translate(PolicyTranslations.IDEMPOTENCY).config();
	}

	/**
	 * Returns the settings of idempotency.
	 * @return the settings
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public IdempotencySettings idempotency() {
		IdempotencySettings idempotency = translate(PolicyTranslations.IDEMPOTENCY);
		List<StartupProblem> problems = IdempotencyContradictions.of(this.settings, idempotency);
		if (!problems.isEmpty()) {
			throw new InvalidSettingsException(problems);
		}
		return idempotency.of(this.settings);
	}

	/**
	 * Returns what works for idempotent calls but not as it may be meant.
	 * @param idempotency the settings of idempotency
	 * @return sentences for the log
	 */
	public List<String> notices(IdempotencySettings idempotency) {
		return IdempotencyContradictions.notices(this.name, idempotency.config());
	}

	/**
	 * Returns the configuration of gates that are kept by key.
	 * @return the configuration
	 */
	public KeyedConfig keyedConfig() {
		return translate(PolicyTranslations.KEYED);
	}

	/**
	 * Returns what calls apply that name the instance in code: the policies whose block
	 * stands in the instance or its template, and those that it has for other reasons.
	 * @param alsoApplied the policies that the instance has for other reasons
	 * @return the policies and their configurations
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public InstanceConfig instanceConfig(Set<PolicyType> alsoApplied) {
		return instanceConfig(alsoApplied, Set.of());
	}

	/**
	 * Returns what calls apply that name the instance in code, without some policies.
	 * @param alsoApplied the policies that the instance has for other reasons
	 * @param leftOut the policies that are not applied although their block may stand
	 * @return the policies and their configurations
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	public InstanceConfig instanceConfig(Set<PolicyType> alsoApplied, Set<PolicyType> leftOut) {
		Predicate<PolicyType> applied = (policy) -> !leftOut.contains(policy)
				&& (this.blocks.contains(policy) || alsoApplied.contains(policy));
		boolean timeout = applied.test(PolicyType.TIMEOUT) && !isTimeoutOff();
		StartupProblems problems = new StartupProblems();
		InstanceConfig config = new InstanceConfig(deadline(),
				part(applied.test(PolicyType.RETRY), this::retryConfig, problems),
				part(applied.test(PolicyType.CIRCUIT_BREAKER), this::circuitBreakerConfig, problems),
				part(applied.test(PolicyType.RATE_LIMITER), this::rateLimiterConfig, problems),
				part(timeout, this::timeoutConfig, problems),
				part(applied.test(PolicyType.BULKHEAD), this::bulkheadConfig, problems),
				problems.collect(this::keyedConfig).orElse(KeyedConfig.defaults()));
		if (!problems.found().isEmpty()) {
			throw new InvalidSettingsException(problems.found());
		}
		return config;
	}

	private static <C> @Nullable C part(boolean applied, Supplier<C> config, StartupProblems problems) {
		return applied ? problems.collect(config).orElse(null) : null;
	}

	// A timeout that is switched off needs no duration.
	private boolean isTimeoutOff() {
		return this.settings.get(SettingKeys.TIMEOUT_MODE) == TimeoutMode.OFF
				&& !this.settings.has(SettingKeys.TIMEOUT_DURATION);
	}

	/**
	 * Returns whether other settings say the same, wherever it was written.
	 * @param other the other settings
	 * @return whether all values and blocks are equal
	 */
	boolean saysTheSameAs(ResolvedInstance other) {
		return this.blocks.equals(other.blocks) && this.settings.values().equals(other.settings.values())
				&& this.own.values().equals(other.own.values());
	}

	/**
	 * Lists the settings that take effect, with where they come from.
	 * @param policies the policies that the instance has
	 * @return the settings in the order of the documentation, built-in defaults included
	 */
	public List<EffectiveSetting> effectiveSettings(Collection<PolicyType> policies) {
		List<EffectiveSetting> effective = new ArrayList<>();
		for (SettingKey<?> key : List.of(SettingKeys.TEMPLATE, SettingKeys.DEADLINE)) {
			effective(key).ifPresent(effective::add);
		}
		for (PolicyTranslation<?, ?> translation : PolicyTranslations.all()) {
			if (policies.contains(translation.policy())) {
				effective.addAll(translation.effective(this.settings, this.code));
			}
		}
		if (policies.stream().anyMatch(GATES::contains)) {
			effective.addAll(PolicyTranslations.KEYED.effective(this.settings, this.code));
		}
		return effective;
	}

	/**
	 * Returns what works but not as it reads: limits that were inherited and are clipped.
	 * @return sentences for the log
	 */
	public List<String> notices() {
		if (Contradictions.deadlineBelowTimeout(this.own).isPresent()) {
			return List.of();
		}
		SettingValue<Duration> deadline = this.settings.find(SettingKeys.DEADLINE);
		SettingValue<Duration> timeout = this.settings.find(SettingKeys.TIMEOUT_DURATION);
		if (deadline == null || timeout == null || deadline.value().compareTo(timeout.value()) >= 0) {
			return List.of();
		}
		return List.of("Instance '" + this.name + "': " + described(deadline) + " is shorter than " + described(timeout)
				+ ", so attempts end at the deadline");
	}

	private static String described(SettingValue<?> value) {
		return value.property() + " = " + value.text() + " (" + value.origin() + ")";
	}

	private <T> Optional<EffectiveSetting> effective(SettingKey<T> key) {
		SettingValue<T> value = this.settings.find(key);
		return (value != null) ? Optional.of(new EffectiveSetting(key.path(), key.write(value.value()), value.origin()))
				: Optional.empty();
	}

	private <C> C translate(PolicyTranslation<?, C> translation) {
		return translation.translate(this.settings, "resilience.instances." + this.name + ".", this.code);
	}

}
