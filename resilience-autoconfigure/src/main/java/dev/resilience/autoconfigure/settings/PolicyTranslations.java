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
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.PolicyType;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

/**
 * The translation of every policy.
 */
final class PolicyTranslations {

	static final PolicyTranslation<TimeoutConfig.Builder, TimeoutConfig> TIMEOUT = new PolicyTranslation<>(
			PolicyType.TIMEOUT, TimeoutConfig::builder, TimeoutConfig.Builder::build)
		.line(SettingKeys.TIMEOUT_DURATION, TimeoutConfig.Builder::duration, TimeoutConfig::duration)
		.line(SettingKeys.TIMEOUT_MODE, TimeoutConfig.Builder::mode, TimeoutConfig::mode);

	// javac 17 does not read the nullness of type arguments from class files, so the core
	// seems to refuse code that may give nothing, here and below
	@SuppressWarnings("NullAway")
	static final PolicyTranslation<RetryConfig.Builder, RetryConfig> RETRY = new PolicyTranslation<>(PolicyType.RETRY,
			RetryConfig::builder, RetryConfig.Builder::build)
		.line(SettingKeys.RETRY_MAX_ATTEMPTS, RetryConfig.Builder::maxAttempts, RetryConfig::maxAttempts)
		.line(SettingKeys.RETRY_MAX_DURATION, RetryConfig.Builder::maxDuration, RetryConfig::maxDuration)
		.line(SettingKeys.RETRY_DELAY, RetryConfig.Builder::delay, RetryConfig::delay)
		.line(SettingKeys.RETRY_MAX_DELAY, RetryConfig.Builder::maxDelay, RetryConfig::maxDelay)
		.line(SettingKeys.RETRY_BACKOFF, RetryConfig.Builder::backoff, RetryConfig::backoff)
		.line(SettingKeys.RETRY_MULTIPLIER, RetryConfig.Builder::multiplier, RetryConfig::multiplier)
		.line(SettingKeys.RETRY_INCREMENT, RetryConfig.Builder::increment, RetryConfig::increment)
		.line(SettingKeys.RETRY_JITTER, RetryConfig.Builder::jitter, RetryConfig::jitter)
		.line(SettingKeys.RETRY_JITTER_FACTOR, RetryConfig.Builder::jitterFactor, RetryConfig::jitterFactor)
		.line(SettingKeys.RETRY_RETRY_ON, listed(RetryConfig.Builder::retryOn, RetryConfig.Builder::retryOnCategories),
				(config) -> ListedFailure.list(config.retryOn(), config.retryOnCategories()))
		.line(SettingKeys.RETRY_ABORT_ON, listed(RetryConfig.Builder::abortOn, RetryConfig.Builder::abortOnCategories),
				(config) -> ListedFailure.list(config.abortOn(), config.abortOnCategories()))
		.line(SettingKeys.RETRY_ONLY_IF_SAFE, RetryConfig.Builder::onlyIfSafe, RetryConfig::onlyIfSafe)
		.line(SettingKeys.RETRY_REPEATABLE, RetryConfig.Builder::repeatable, RetryConfig::repeatable)
		.line(SettingKeys.RETRY_WHEN_ALREADY_RETRIED, RetryConfig.Builder::whenAlreadyRetried,
				RetryConfig::whenAlreadyRetried)
		.<Predicate<@Nullable Object>>code(SettingKeys.RETRY_RETRY_ON_RESULT, UserCode::resultCondition,
				RetryConfig.Builder::retryOnResult)
		.code(SettingKeys.RETRY_WAIT_FUNCTION, UserCode::waitFunction, RetryConfig.Builder::waitFunction)
		.code(SettingKeys.RETRY_BEFORE_RETRY, UserCode::retryHook, RetryConfig.Builder::beforeRetry)
		.code(SettingKeys.RETRY_AFTER_EXHAUSTION, UserCode::retryHook, RetryConfig.Builder::afterExhaustion)
		.line(SettingKeys.RETRY_ON_EXHAUSTED, RetryConfig.Builder::onExhausted, RetryConfig::onExhausted)
		.line(SettingKeys.RETRY_MAX_RETRY_AFTER, RetryConfig.Builder::maxRetryAfter, RetryConfig::maxRetryAfter)
		// A policy of its own keeps what the retry gives up
		.line(SettingKeys.RETRY_DEAD_LETTER, (builder, kept) -> {
		}, (config) -> false)
		.line(SettingKeys.RETRY_MODE, RetryConfig.Builder::mode, RetryConfig::mode)
		.also(RetryBudgetKeys::translate)
		.also(AdjustmentKeys::translate);

	@SuppressWarnings("NullAway")
	static final PolicyTranslation<CircuitBreakerConfig.Builder, CircuitBreakerConfig> CIRCUIT_BREAKER = new PolicyTranslation<>(
			PolicyType.CIRCUIT_BREAKER, CircuitBreakerConfig::builder, CircuitBreakerConfig.Builder::build)
		.line(SettingKeys.CIRCUIT_BREAKER_FAILURE_THRESHOLD, CircuitBreakerConfig.Builder::failureThreshold,
				CircuitBreakerConfig::failureThreshold)
		.line(SettingKeys.CIRCUIT_BREAKER_FAILURE_COUNT_THRESHOLD, CircuitBreakerConfig.Builder::failureCountThreshold,
				CircuitBreakerConfig::failureCountThreshold)
		.line(SettingKeys.CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD, CircuitBreakerConfig.Builder::failureRateThreshold,
				CircuitBreakerConfig::failureRateThreshold)
		.line(SettingKeys.CIRCUIT_BREAKER_SLOW_CALL_DURATION, CircuitBreakerConfig.Builder::slowCallDuration,
				CircuitBreakerConfig::slowCallDuration)
		.line(SettingKeys.CIRCUIT_BREAKER_SLOW_CALL_RATE_THRESHOLD, CircuitBreakerConfig.Builder::slowCallRateThreshold,
				CircuitBreakerConfig::slowCallRateThreshold)
		.line(SettingKeys.CIRCUIT_BREAKER_WINDOW_TYPE, CircuitBreakerConfig.Builder::windowType,
				CircuitBreakerConfig::windowType)
		.line(SettingKeys.CIRCUIT_BREAKER_WINDOW_SIZE, CircuitBreakerConfig.Builder::windowSize,
				CircuitBreakerConfig::windowSize)
		.line(SettingKeys.CIRCUIT_BREAKER_WINDOW_DURATION, CircuitBreakerConfig.Builder::windowDuration,
				CircuitBreakerConfig::windowDuration)
		.line(SettingKeys.CIRCUIT_BREAKER_MINIMUM_CALLS, CircuitBreakerConfig.Builder::minimumCalls,
				CircuitBreakerConfig::minimumCalls)
		.line(SettingKeys.CIRCUIT_BREAKER_OPEN_DURATION, CircuitBreakerConfig.Builder::openDuration,
				CircuitBreakerConfig::openDuration)
		.line(SettingKeys.CIRCUIT_BREAKER_OPEN_DURATION_MULTIPLIER,
				CircuitBreakerConfig.Builder::openDurationMultiplier, CircuitBreakerConfig::openDurationMultiplier)
		.line(SettingKeys.CIRCUIT_BREAKER_MAX_OPEN_DURATION, CircuitBreakerConfig.Builder::maxOpenDuration,
				CircuitBreakerConfig::maxOpenDuration)
		.line(SettingKeys.CIRCUIT_BREAKER_HALF_OPEN_CALLS, CircuitBreakerConfig.Builder::halfOpenCalls,
				CircuitBreakerConfig::halfOpenCalls)
		.line(SettingKeys.CIRCUIT_BREAKER_SUCCESS_THRESHOLD, CircuitBreakerConfig.Builder::successThreshold,
				CircuitBreakerConfig::successThreshold)
		.line(SettingKeys.CIRCUIT_BREAKER_PROBE_TIMEOUT, CircuitBreakerConfig.Builder::probeTimeout,
				CircuitBreakerConfig::probeTimeout)
		.line(SettingKeys.CIRCUIT_BREAKER_RECORD_ON,
				listed(CircuitBreakerConfig.Builder::recordOn, CircuitBreakerConfig.Builder::recordOnCategories),
				(config) -> ListedFailure.list(config.recordOn(), config.recordOnCategories()))
		.line(SettingKeys.CIRCUIT_BREAKER_IGNORE_ON,
				listed(CircuitBreakerConfig.Builder::ignoreOn, CircuitBreakerConfig.Builder::ignoreOnCategories),
				(config) -> ListedFailure.list(config.ignoreOn(), config.ignoreOnCategories()))
		.<Predicate<@Nullable Object>>code(SettingKeys.CIRCUIT_BREAKER_RECORD_ON_RESULT, UserCode::resultCondition,
				CircuitBreakerConfig.Builder::recordOnResult)
		.<Function<@Nullable Object, @Nullable Duration>>code(SettingKeys.CIRCUIT_BREAKER_OPEN_ON_RESULT,
				UserCode::openingResult, CircuitBreakerConfig.Builder::openForResult)
		.<Function<Throwable, @Nullable Duration>>code(SettingKeys.CIRCUIT_BREAKER_OPEN_ON_FAILURE,
				UserCode::openingFailure, CircuitBreakerConfig.Builder::openForFailure)
		.line(SettingKeys.CIRCUIT_BREAKER_INITIAL_STATE, CircuitBreakerConfig.Builder::initialState,
				CircuitBreakerConfig::initialState)
		.line(SettingKeys.CIRCUIT_BREAKER_MODE, CircuitBreakerConfig.Builder::mode, CircuitBreakerConfig::mode);

	static final PolicyTranslation<BulkheadConfig.Builder, BulkheadConfig> BULKHEAD = new PolicyTranslation<>(
			PolicyType.BULKHEAD, BulkheadConfig::builder, BulkheadConfig.Builder::build)
		.line(SettingKeys.BULKHEAD_MAX_CONCURRENT, BulkheadConfig.Builder::maxConcurrent, BulkheadConfig::maxConcurrent)
		.line(SettingKeys.BULKHEAD_QUEUE_SIZE, BulkheadConfig.Builder::queueSize, BulkheadConfig::queueSize)
		.line(SettingKeys.BULKHEAD_MAX_WAIT, BulkheadConfig.Builder::maxWait, BulkheadConfig::maxWait)
		.line(SettingKeys.BULKHEAD_MODE, BulkheadConfig.Builder::mode, BulkheadConfig::mode);

	static final PolicyTranslation<RateLimiterConfig.Builder, RateLimiterConfig> RATE_LIMITER = new PolicyTranslation<>(
			PolicyType.RATE_LIMITER, RateLimiterConfig::builder, RateLimiterConfig.Builder::build)
		.line(SettingKeys.RATE_LIMITER_PERMITS, RateLimiterConfig.Builder::permits, RateLimiterConfig::permits)
		.line(SettingKeys.RATE_LIMITER_PERIOD, RateLimiterConfig.Builder::period, RateLimiterConfig::period)
		.line(SettingKeys.RATE_LIMITER_BURST, RateLimiterConfig.Builder::burst, RateLimiterConfig::burst)
		.line(SettingKeys.RATE_LIMITER_MAX_WAIT, RateLimiterConfig.Builder::maxWait, RateLimiterConfig::maxWait)
		.line(SettingKeys.RATE_LIMITER_MODE, RateLimiterConfig.Builder::mode, RateLimiterConfig::mode);

	static final PolicyTranslation<FallbackConfig.Builder, FallbackConfig> FALLBACK = new PolicyTranslation<>(
			PolicyType.FALLBACK, FallbackConfig::builder, FallbackConfig.Builder::build)
		.line(SettingKeys.FALLBACK_MIN_QUALITY, FallbackConfig.Builder::minQuality, FallbackConfig::minQuality)
		.line(SettingKeys.FALLBACK_MODE, FallbackConfig.Builder::mode, FallbackConfig::mode);

	static final PolicyTranslation<DeadLetterConfig.Builder, DeadLetterConfig> DEAD_LETTER = new PolicyTranslation<>(
			PolicyType.DEAD_LETTER, DeadLetterConfig::builder, DeadLetterConfig.Builder::build)
		.line(SettingKeys.DEAD_LETTER_ON, listed(DeadLetterConfig.Builder::on, DeadLetterConfig.Builder::onCategories),
				(config) -> ListedFailure.list(config.on(), config.onCategories()))
		.line(SettingKeys.DEAD_LETTER_SKIP_ON,
				listed(DeadLetterConfig.Builder::skipOn, DeadLetterConfig.Builder::skipOnCategories),
				(config) -> ListedFailure.list(config.skipOn(), config.skipOnCategories()))
		.line(SettingKeys.DEAD_LETTER_MAX_PAYLOAD, (builder, size) -> builder.maxPayload((int) size.toBytes()),
				(config) -> DataSize.ofBytes(config.maxPayload()))
		.line(SettingKeys.DEAD_LETTER_MODE, DeadLetterConfig.Builder::mode, DeadLetterConfig::mode);

	static final PolicyTranslation<IdempotencySettings.Builder, IdempotencySettings> IDEMPOTENCY = new PolicyTranslation<>(
			PolicyType.IDEMPOTENCY, IdempotencySettings.Builder::new, IdempotencySettings.Builder::build)
		.line(SettingKeys.IDEMPOTENCY_STORE, IdempotencySettings.Builder::store, IdempotencySettings::storeOrDefault)
		.line(SettingKeys.IDEMPOTENCY_GUARANTEE, core(IdempotencyConfig.Builder::guarantee),
				(settings) -> settings.config().guarantee())
		.line(SettingKeys.IDEMPOTENCY_TTL, core(IdempotencyConfig.Builder::ttl), (settings) -> settings.config().ttl())
		.line(SettingKeys.IDEMPOTENCY_LEASE, core(IdempotencyConfig.Builder::lease),
				(settings) -> settings.config().lease())
		.line(SettingKeys.IDEMPOTENCY_MAX_RUN, core(IdempotencyConfig.Builder::maxRun),
				(settings) -> settings.config().maxRun())
		.line(SettingKeys.IDEMPOTENCY_ON_DUPLICATE, core(IdempotencyConfig.Builder::onDuplicate),
				(settings) -> settings.config().onDuplicate())
		.line(SettingKeys.IDEMPOTENCY_MAX_WAIT, core(IdempotencyConfig.Builder::maxWait),
				(settings) -> settings.config().maxWait())
		.line(SettingKeys.IDEMPOTENCY_ON_TAKEOVER, core(IdempotencyConfig.Builder::onTakeover),
				(settings) -> settings.config().onTakeover())
		.code(SettingKeys.IDEMPOTENCY_RECOVER, UserCode::outcomeRecovery, IdempotencySettings.Builder::recovery)
		.line(SettingKeys.IDEMPOTENCY_ON_STORE_ERROR, core(IdempotencyConfig.Builder::onStoreError),
				(settings) -> settings.config().onStoreError())
		.line(SettingKeys.IDEMPOTENCY_STORE_FAILURES, core(IdempotencyConfig.Builder::storeFailures),
				(settings) -> settings.config().storeFailures())
		.line(SettingKeys.IDEMPOTENCY_PER_PRINCIPAL, IdempotencySettings.Builder::perPrincipal,
				IdempotencySettings::perPrincipal)
		.line(SettingKeys.IDEMPOTENCY_MODE, core(IdempotencyConfig.Builder::mode),
				(settings) -> settings.config().mode());

	/** Belongs to no single policy, so it is not among {@link #all()}. */
	static final PolicyTranslation<KeyedConfig.Builder, KeyedConfig> KEYED = new PolicyTranslation<>(null, "keyed",
			KeyedConfig::builder, KeyedConfig.Builder::build)
		.line(SettingKeys.KEYED_MAX_KEYS, KeyedConfig.Builder::maxKeys, KeyedConfig::maxKeys)
		.line(SettingKeys.KEYED_IDLE, KeyedConfig.Builder::idle, KeyedConfig::idle);

	private static final List<PolicyTranslation<?, ?>> ALL = List.of(TIMEOUT, RETRY, CIRCUIT_BREAKER, BULKHEAD,
			RATE_LIMITER, FALLBACK, DEAD_LETTER, IDEMPOTENCY);

	private PolicyTranslations() {
	}

	private static <T> BiConsumer<IdempotencySettings.Builder, T> core(BiConsumer<IdempotencyConfig.Builder, T> set) {
		return (builder, value) -> set.accept(builder.config(), value);
	}

	// A list replaces another one as a whole, types and categories
	private static <B> BiConsumer<B, List<ListedFailure>> listed(BiConsumer<B, List<Class<? extends Throwable>>> types,
			BiConsumer<B, Set<FailureCategory>> categories) {
		return (builder, list) -> {
			List<Class<? extends Throwable>> named = ListedFailure.types(list);
			if (!named.isEmpty() || list.isEmpty()) {
				types.accept(builder, named);
			}
			categories.accept(builder, ListedFailure.categories(list));
		};
	}

	/**
	 * Returns every translation in the order of the documentation.
	 * @return the translations
	 */
	static List<PolicyTranslation<?, ?>> all() {
		return ALL;
	}

}
