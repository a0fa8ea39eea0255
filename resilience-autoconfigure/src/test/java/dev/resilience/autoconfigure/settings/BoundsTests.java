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
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.AdjustmentRule;
import dev.resilience.retry.RetryConfig;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ranges of the catalog are those of the builders.
 */
class BoundsTests {

	private static final Duration NEGATIVE = Duration.ofMillis(-1);

	@ParameterizedTest
	@MethodSource({ "outOfRange", "adjustmentsOutOfRange" })
	void theCatalogAndTheBuilderRefuseWhatIsOutOfRange(String path, String illegal, ThrowingCallable build) {
		SettingKey<?> key = SettingKeys.find(path).orElseThrow();
		assertThatExceptionOfType(UnusableValueException.class)
			.isThrownBy(() -> key.read(illegal, getClass().getClassLoader()))
			.withMessageStartingWith("must");
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(build)
			.satisfies(
					(ex) -> assertThat(ex.problems()).anyMatch((problem) -> path.endsWith("." + problem.property())));
	}

	@ParameterizedTest
	@MethodSource("justInRange")
	void theCatalogAcceptsWhatIsJustInRange(String path, String legal) {
		assertThat(TestSettings.properties("resilience.defaults." + path + "=" + legal).bind().defaults().keys())
			.hasSize(1);
	}

	@Test
	void everyNumberAndDurationIsCovered() {
		Set<String> covered = new TreeSet<>();
		Stream.concat(outOfRange(), adjustmentsOutOfRange()).forEach((row) -> covered.add((String) row.get()[0]));
		assertThat(SettingKeys.all())
			.filteredOn((key) -> key.type() instanceof ScalarType || key.type() instanceof CountOrUnlimitedType)
			.filteredOn((key) -> key.type() != ScalarType.BOOLEAN)
			.extracting(SettingKey::path)
			.filteredOn((path) -> !"deadline".equals(path))
			.allMatch(covered::contains);
	}

	static Stream<Arguments> justInRange() {
		return Stream.of(Arguments.of("retry.max-attempts", "1"), Arguments.of("retry.delay", "0s"),
				Arguments.of("retry.jitter-factor", "0"), Arguments.of("retry.jitter-factor", "1"),
				Arguments.of("circuit-breaker.failure-threshold", "0"),
				Arguments.of("circuit-breaker.failure-rate-threshold", "100"),
				Arguments.of("circuit-breaker.slow-call-rate-threshold", "100"),
				Arguments.of("circuit-breaker.window-size", "1"),
				Arguments.of("circuit-breaker.window-size", "1000000"),
				Arguments.of("circuit-breaker.half-open-calls", "1"), Arguments.of("bulkhead.max-concurrent", "0"),
				Arguments.of("bulkhead.queue-size", "0"), Arguments.of("rate-limiter.burst", "1"),
				Arguments.of("rate-limiter.max-wait", "0s"), Arguments.of("fallback.min-quality", "1"),
				Arguments.of("idempotency.max-run", "0s"), Arguments.of("idempotency.max-wait", "0s"));
	}

	static Stream<Arguments> outOfRange() {
		return Stream.of(row("timeout.duration", "0s", () -> timeout().duration(Duration.ZERO).build()),
				row("retry.max-attempts", "0", () -> retry().maxAttempts(0).build()),
				row("retry.max-duration", "0s", () -> retry().maxDuration(Duration.ZERO).build()),
				row("retry.delay", "-1ms", () -> retry().delay(NEGATIVE).build()),
				row("retry.max-delay", "-1ms", () -> retry().maxDelay(NEGATIVE).build()),
				row("retry.multiplier", "0.9", () -> retry().multiplier(0.9).build()),
				row("retry.increment", "-1ms", () -> retry().increment(NEGATIVE).build()),
				row("retry.jitter-factor", "1.1", () -> retry().jitterFactor(1.1).build()),
				row("retry.budget.ratio", "1000.1", () -> retry().budget((b) -> b.ratio(1000.1)).build()),
				row("retry.budget.min-per-second", "-1", () -> retry().budget((b) -> b.minPerSecond(-1)).build()),
				row("retry.budget.ttl", "500ms", () -> retry().budget((b) -> b.ttl(Duration.ofMillis(500))).build()),
				row("retry.budget.max-tokens", "0", () -> retry().budget((b) -> b.maxTokens(0)).build()),
				row("retry.budget.token-ratio", "0.0001", () -> retry().budget((b) -> b.tokenRatio(0.0001)).build()),
				row("retry.budget.max-concurrent", "-1", () -> retry().budget((b) -> b.maxConcurrent(-1)).build()),
				row("retry.max-retry-after", "-1ms", () -> retry().maxRetryAfter(NEGATIVE).build()),
				row("circuit-breaker.failure-threshold", "-1", () -> breaker().failureThreshold(-1).build()),
				row("circuit-breaker.failure-count-threshold", "-1", () -> breaker().failureCountThreshold(-1).build()),
				row("circuit-breaker.failure-rate-threshold", "150", () -> breaker().failureRateThreshold(150).build()),
				row("circuit-breaker.failure-rate-threshold", "-1", () -> breaker().failureRateThreshold(-1).build()),
				row("circuit-breaker.slow-call-duration", "0s",
						() -> breaker().slowCallDuration(Duration.ZERO).build()),
				row("circuit-breaker.slow-call-rate-threshold", "0", () -> breaker().slowCallRateThreshold(0).build()),
				row("circuit-breaker.window-size", "0", () -> breaker().windowSize(0).build()),
				row("circuit-breaker.window-size", "1000001", () -> breaker().windowSize(1_000_001).build()),
				row("circuit-breaker.window-duration", "0s", () -> breaker().windowDuration(Duration.ZERO).build()),
				row("circuit-breaker.minimum-calls", "0", () -> breaker().minimumCalls(0).build()),
				row("circuit-breaker.open-duration", "0s", () -> breaker().openDuration(Duration.ZERO).build()),
				row("circuit-breaker.open-duration-multiplier", "0.9",
						() -> breaker().openDurationMultiplier(0.9).build()),
				row("circuit-breaker.max-open-duration", "0s", () -> breaker().maxOpenDuration(Duration.ZERO).build()),
				row("circuit-breaker.half-open-calls", "0", () -> breaker().halfOpenCalls(0).build()),
				row("circuit-breaker.success-threshold", "0", () -> breaker().successThreshold(0).build()),
				row("circuit-breaker.probe-timeout", "0s", () -> breaker().probeTimeout(Duration.ZERO).build()),
				row("bulkhead.max-concurrent", "-1", () -> BulkheadConfig.builder().maxConcurrent(-1).build()),
				row("bulkhead.queue-size", "-1", () -> BulkheadConfig.builder().queueSize(-1).build()),
				row("bulkhead.max-wait", "-1ms", () -> BulkheadConfig.builder().maxWait(NEGATIVE).build()),
				row("rate-limiter.permits", "0", () -> RateLimiterConfig.builder().permits(0).build()),
				row("rate-limiter.period", "0s", () -> RateLimiterConfig.builder().period(Duration.ZERO).build()),
				row("rate-limiter.burst", "0", () -> RateLimiterConfig.builder().burst(0).build()),
				row("rate-limiter.max-wait", "-1ms", () -> RateLimiterConfig.builder().maxWait(NEGATIVE).build()),
				row("keyed.max-keys", "0", () -> KeyedConfig.builder().maxKeys(0).build()),
				row("keyed.idle", "0s", () -> KeyedConfig.builder().idle(Duration.ZERO).build()),
				row("fallback.min-quality", "1.1", () -> FallbackConfig.builder().minQuality(1.1).build()),
				row("dead-letter.max-payload", "-1B", () -> DeadLetterConfig.builder().maxPayload(-1).build()),
				row("idempotency.ttl", "0s", () -> idempotency().ttl(Duration.ZERO).build()),
				row("idempotency.lease", "0s", () -> idempotency().lease(Duration.ZERO).build()),
				row("idempotency.max-run", "-1ms", () -> idempotency().maxRun(NEGATIVE).build()),
				row("idempotency.max-wait", "-1ms", () -> idempotency().maxWait(NEGATIVE).build()));
	}

	static Stream<Arguments> adjustmentsOutOfRange() {
		return Stream.of(FailureCategory.values()).flatMap((category) -> {
			String path = "retry.adjust." + category.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".";
			return Stream.of(
					row(path + "timeout-multiplier", "0.9",
							() -> adjusted(category, (rule) -> rule.withTimeoutMultiplier(0.9))),
					row(path + "max-timeout", "0s",
							() -> adjusted(category,
									(rule) -> rule.withTimeoutMultiplier(2).withMaxTimeout(Duration.ZERO))),
					row(path + "delay-multiplier", "0.9",
							() -> adjusted(category, (rule) -> rule.withDelayMultiplier(0.9))),
					row(path + "max-attempts", "0", () -> adjusted(category, (rule) -> rule.withMaxAttempts(0))));
		});
	}

	private static RetryConfig adjusted(FailureCategory category, UnaryOperator<AdjustmentRule> rule) {
		return retry().adjustAlso(category, rule).build();
	}

	private static TimeoutConfig.Builder timeout() {
		return TimeoutConfig.builder();
	}

	private static RetryConfig.Builder retry() {
		return RetryConfig.builder();
	}

	private static CircuitBreakerConfig.Builder breaker() {
		return CircuitBreakerConfig.builder();
	}

	private static IdempotencyConfig.Builder idempotency() {
		return IdempotencyConfig.builder();
	}

	private static Arguments row(String path, String illegal, ThrowingCallable build) {
		return Arguments.of(path, illegal, build);
	}

}
