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

package dev.resilience.autoconfigure.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.fallback.FallbackConfig;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentOperation;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.ratelimiter.RateLimiterConfig;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutConfig;

import static org.assertj.core.api.Assertions.assertThat;

class ResilienceMetricsTests {

	private static final CircuitBreakerConfig BREAKER = CircuitBreakerConfig.builder()
		.failureThreshold(2)
		.failureRateThreshold(80)
		.windowSize(10)
		.minimumCalls(4)
		.slowCallDuration(Duration.ofSeconds(1))
		.slowCallRateThreshold(100)
		.openDuration(Duration.ofSeconds(30))
		.build();

	private static final InstanceConfig BREAKER_ONLY = new InstanceConfig(null, null, BREAKER, null, null, null);

	private static final InstanceConfig EVERYTHING = new InstanceConfig(null,
			RetryConfig.builder().maxAttempts(2).delay(Duration.ZERO).build(), BREAKER, RateLimiterConfig.defaults(),
			TimeoutConfig.builder().duration(Duration.ofSeconds(10)).build(), BulkheadConfig.defaults());

	private final ManualTime time = ManualTime.autoAdvancing();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).timed(true).build();

	private final MeterRegistry meters = new SimpleMeterRegistry();

	@Test
	void asksTheMeterRegistryOnceForEachMeterHoweverOftenAnInstanceIsAnnounced() {
		AtomicInteger asked = new AtomicInteger();
		this.meters.config().meterFilter(new MeterFilter() {

			@Override
			public Meter.Id map(Meter.Id id) {
				asked.incrementAndGet();
				return id;
			}

		});
		bind();
		declareEverything("payments");
		assertThat(asked).hasValue(this.meters.getMeters().size()).hasPositiveValue();
	}

	@ParameterizedTest
	@MethodSource("contract")
	void isThereWithZeroValueFromTheBeginning(String name, Meter.Type type, List<Tag> tags) {
		declareEverything("payments");
		bind();
		Meter meter = this.meters.find(name).tag("name", "payments").tags(tags).meter();
		assertThat(meter).isNotNull();
		assertThat(meter.getId().getType()).isEqualTo(type);
		assertThat(meter.getId().getTags()).hasSize(tags.size() + 1);
		assertThat(meter.getId().getDescription()).isNotBlank();
		assertThat(value(meter)).isEqualTo(Double.valueOf(initialValue(name, tags)));
	}

	@Test
	void keysAreCountedButNeverTags() {
		declareEverything("payments");
		Resilience payments = this.registry.get("payments");
		payments.policies().keys().reconfigure(KeyedConfig.builder().maxKeys(1).build());
		bind();
		assertThat(this.meters.find("resilience.keyed.keys").meters()).isEmpty();
		payments.keyed().call("first", () -> {
			payments.keyed().call("second", () -> "fine");
			assertThat(this.meters.get("resilience.bulkhead.active").tag("name", "payments").gauge().value())
				.isEqualTo(1);
			return "fine";
		});
		assertThat(this.meters.get("resilience.keyed.keys").tag("policy", "circuit-breaker").gauge().value())
			.isEqualTo(1);
		assertThat(this.meters.get("resilience.keyed.overflow").tag("policy", "bulkhead").functionCounter().count())
			.isEqualTo(1);
		assertThat(
				this.meters.get("resilience.circuitbreaker.calls").tag("outcome", "success").functionCounter().count())
			.isEqualTo(2);
		assertThat(this.meters.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getTags()).extracting(Tag::getValue)
				.doesNotContain("first", "second"));
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void theMetersOfARemovedInstanceAreGoneAndComeBackWithItsName(boolean histogram) {
		new ResilienceMetrics(this.registry, histogram).bindTo(this.meters);
		Resilience passing = this.registry.get("passing", EVERYTHING);
		declareEverything("payments");
		int all = this.meters.getMeters().size();
		passing.circuitBreaker().forceOpen();
		this.registry.remove("passing");
		assertThat(this.meters.find("resilience.calls").tag("name", "passing").meters()).isEmpty();
		assertThat(this.meters.getMeters()).isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("name")).isEqualTo("payments"));
		passing.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("old", (call, failure) -> "")));
		passing.circuitBreaker().close();
		passing.attempt(() -> "still called");
		assertThat(this.meters.getMeters())
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("name")).isEqualTo("payments"));
		this.registry.get("passing", EVERYTHING).attempt(() -> "fine");
		assertThat(this.meters.getMeters()).hasSize(all);
		assertThat(this.meters.get("resilience.retry.calls")
			.tags("name", "passing", "outcome", "success_without_retry")
			.functionCounter()
			.count()).isEqualTo(1);
	}

	static Stream<Object[]> contract() {
		return Stream.of(row("resilience.calls", Meter.Type.TIMER, "outcome", "success"),
				row("resilience.calls", Meter.Type.TIMER, "outcome", "failure"),
				row("resilience.calls", Meter.Type.TIMER, "outcome", "ignored"),
				row("resilience.calls", Meter.Type.TIMER, "outcome", "rejected"),
				row("resilience.calls", Meter.Type.TIMER, "outcome", "fallback"),
				row("resilience.calls", Meter.Type.TIMER, "outcome", "replayed"),
				row("resilience.circuitbreaker.state", Meter.Type.GAUGE),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "closed"),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "open"),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "half_open"),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "forced_open"),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "disabled"),
				row("resilience.circuitbreaker.in.state", Meter.Type.GAUGE, "state", "metrics_only"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "success"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "slow_success"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "failure"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "slow_failure"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "ignored"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "not_permitted"),
				row("resilience.circuitbreaker.calls", Meter.Type.COUNTER, "outcome", "shadow"),
				row("resilience.circuitbreaker.transitions", Meter.Type.COUNTER, "from", "closed", "to", "open"),
				row("resilience.circuitbreaker.transitions", Meter.Type.COUNTER, "from", "open", "to", "half_open"),
				row("resilience.circuitbreaker.transitions", Meter.Type.COUNTER, "from", "half_open", "to", "closed"),
				row("resilience.circuitbreaker.transitions", Meter.Type.COUNTER, "from", "half_open", "to", "open"),
				row("resilience.circuitbreaker.failure.rate", Meter.Type.GAUGE),
				row("resilience.circuitbreaker.slow.call.rate", Meter.Type.GAUGE),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "success_without_retry"),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "success_with_retry"),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "failed_without_retry"),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "exhausted"),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "aborted"),
				row("resilience.retry.calls", Meter.Type.COUNTER, "outcome", "budget_exhausted"),
				row("resilience.retry.attempts", Meter.Type.COUNTER),
				row("resilience.retry.budget.balance", Meter.Type.GAUGE),
				row("resilience.timeout.calls", Meter.Type.COUNTER, "outcome", "in_time"),
				row("resilience.timeout.calls", Meter.Type.COUNTER, "outcome", "timed_out"),
				row("resilience.timeout.calls", Meter.Type.COUNTER, "outcome", "rejected"),
				row("resilience.timeout.calls", Meter.Type.COUNTER, "outcome", "shadow"),
				row("resilience.bulkhead.active", Meter.Type.GAUGE),
				row("resilience.bulkhead.waiting", Meter.Type.GAUGE),
				row("resilience.bulkhead.limit", Meter.Type.GAUGE),
				row("resilience.bulkhead.calls", Meter.Type.COUNTER, "outcome", "accepted"),
				row("resilience.bulkhead.calls", Meter.Type.COUNTER, "outcome", "rejected"),
				row("resilience.bulkhead.calls", Meter.Type.COUNTER, "outcome", "shadow"),
				row("resilience.ratelimiter.available", Meter.Type.GAUGE),
				row("resilience.ratelimiter.waiting", Meter.Type.GAUGE),
				row("resilience.ratelimiter.calls", Meter.Type.COUNTER, "outcome", "accepted"),
				row("resilience.ratelimiter.calls", Meter.Type.COUNTER, "outcome", "rejected"),
				row("resilience.ratelimiter.calls", Meter.Type.COUNTER, "outcome", "shadow"),
				row("resilience.fallback.calls", Meter.Type.COUNTER, "option", "cached", "outcome", "answered"),
				row("resilience.fallback.calls", Meter.Type.COUNTER, "option", "cached", "outcome", "failed"),
				row("resilience.fallback.calls", Meter.Type.COUNTER, "option", "cached", "outcome", "skipped"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "executed"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "replayed"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "waited"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "conflict"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "mismatch"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "invalid_key"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "store_error"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "unavailable"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "bypassed"),
				row("resilience.idempotency.calls", Meter.Type.COUNTER, "outcome", "recovered"),
				row("resilience.idempotency.takeovers", Meter.Type.COUNTER),
				row("resilience.idempotency.lost.leases", Meter.Type.COUNTER),
				row("resilience.idempotency.stale.completions", Meter.Type.COUNTER),
				row("resilience.idempotency.failed.completions", Meter.Type.COUNTER),
				row("resilience.idempotency.late.completions", Meter.Type.COUNTER),
				row("resilience.idempotency.in.flight", Meter.Type.GAUGE));
	}

	@Test
	void registersNothingThatTheContractDoesNotName() {
		declareEverything("payments");
		bind();
		assertThat(this.meters.getMeters()).hasSize((int) contract().count());
	}

	@Test
	void countersNameWhatTheyCount() {
		declareEverything("payments");
		bind();
		assertThat(this.meters.getMeters()).filteredOn((meter) -> meter.getId().getType() == Meter.Type.COUNTER)
			.allMatch((meter) -> meter.getId().getName().endsWith("." + meter.getId().getBaseUnit()));
	}

	@Test
	void registersNoMeterOfAPolicyThatIsNotUsed() {
		this.registry.declare("stock", BREAKER_ONLY);
		bind();
		assertThat(this.meters.getMeters()).extracting((meter) -> meter.getId().getName())
			.allMatch((name) -> name.equals("resilience.calls") || name.startsWith("resilience.circuitbreaker."));
	}

	@Test
	void registersInstancesAndPoliciesThatComeLater() {
		bind();
		Resilience stock = this.registry.declare("stock", BREAKER_ONLY);
		assertThat(this.meters.find("resilience.bulkhead.active").meter()).isNull();
		stock.policies().bulkhead(BulkheadConfig.defaults());
		assertThat(this.meters.get("resilience.bulkhead.active").tag("name", "stock").gauge().value()).isZero();
		stock.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("cached", (call, failure) -> "old")));
		stock.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("empty", (call, failure) -> "none")));
		assertThat(this.meters.get("resilience.fallback.calls").tag("option", "empty").functionCounters()).hasSize(3);
	}

	@Test
	void registersEachMeterOnceHoweverOftenAnInstanceIsAnnounced() {
		bind();
		declareEverything("payments");
		int registered = this.meters.getMeters().size();
		announceAgain(this.registry.get("payments"));
		assertThat(this.meters.getMeters()).hasSize(registered);
	}

	@Test
	void countsCallsAndTheirTime() {
		Resilience payments = this.registry.declare("payments", EVERYTHING);
		bind();
		succeed(payments, Duration.ofMillis(200));
		succeed(payments, Duration.ofMillis(300));
		fail(payments);
		assertThat(count("resilience.calls", "outcome", "success")).isEqualTo(2);
		assertThat(count("resilience.calls", "outcome", "failure")).isEqualTo(1);
		assertThat(this.meters.get("resilience.calls")
			.tag("outcome", "success")
			.functionTimer()
			.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
		assertThat(count("resilience.retry.calls", "outcome", "exhausted")).isEqualTo(1);
		assertThat(count("resilience.retry.attempts")).isEqualTo(1);
		assertThat(this.meters.get("resilience.retry.budget.balance").gauge().value()).isEqualTo(99);
		assertThat(count("resilience.bulkhead.calls", "outcome", "accepted")).isEqualTo(4);
		assertThat(count("resilience.ratelimiter.calls", "outcome", "accepted")).isEqualTo(4);
		assertThat(count("resilience.timeout.calls", "outcome", "in_time")).isEqualTo(4);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "success")).isEqualTo(2);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "failure")).isEqualTo(2);
	}

	@Test
	void countersOfACircuitBreakerAddUpToItsCalls() {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		bind();
		succeed(payments, Duration.ZERO);
		succeed(payments, Duration.ofSeconds(2));
		fail(payments);
		payments.attempt(() -> {
			throw new InterruptedException();
		});
		Thread.interrupted();
		fail(payments);
		fail(payments);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "success")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "slow_success")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "failure")).isEqualTo(2);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "ignored")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "not_permitted")).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "CLOSED, 0", "FORCED_OPEN, 3", "DISABLED, 4", "METRICS_ONLY, 5" })
	void showsTheStateThatAnOperatorHasSet(String state, double code) {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		bind();
		switch (state) {
			case "FORCED_OPEN" -> payments.circuitBreaker().forceOpen();
			case "DISABLED" -> payments.circuitBreaker().disable();
			case "METRICS_ONLY" -> payments.circuitBreaker().metricsOnly();
			default -> payments.circuitBreaker().close();
		}
		assertThat(gauge("resilience.circuitbreaker.state")).isEqualTo(code);
		assertThat(this.meters.get("resilience.circuitbreaker.in.state").gauges())
			.filteredOn((gauge) -> gauge.value() == 1)
			.extracting((gauge) -> gauge.getId().getTag("state"))
			.containsExactly(state.toLowerCase(Locale.ROOT));
	}

	@Test
	void showsAnOpenCircuitAndHowItGotThere() {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		bind();
		fail(payments);
		fail(payments);
		assertThat(gauge("resilience.circuitbreaker.state")).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(30));
		fail(payments);
		assertThat(count("resilience.circuitbreaker.transitions", "from", "closed", "to", "open")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.transitions", "from", "open", "to", "half_open")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.transitions", "from", "half_open", "to", "open")).isEqualTo(1);
	}

	@Test
	void showsTransitionsOfOperatorsFromTheFirstOneOn() {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		payments.circuitBreaker().disable();
		bind();
		payments.circuitBreaker().forceOpen();
		assertThat(count("resilience.circuitbreaker.transitions", "from", "closed", "to", "disabled")).isEqualTo(1);
		assertThat(count("resilience.circuitbreaker.transitions", "from", "disabled", "to", "forced_open"))
			.isEqualTo(1);
	}

	@Test
	void showsRatesFromTheMinimumOfCallsOn() {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		bind();
		assertThat(gauge("resilience.circuitbreaker.failure.rate")).isNaN();
		succeed(payments, Duration.ZERO);
		succeed(payments, Duration.ofSeconds(2));
		succeed(payments, Duration.ZERO);
		fail(payments);
		assertThat(gauge("resilience.circuitbreaker.failure.rate")).isEqualTo(25);
		assertThat(gauge("resilience.circuitbreaker.slow.call.rate")).isEqualTo(25);
	}

	@Test
	void totalsNeverFall() {
		Resilience payments = this.registry.declare("payments", BREAKER_ONLY);
		bind();
		succeed(payments, Duration.ZERO);
		fail(payments);
		payments.circuitBreaker().reset();
		payments
			.reconfigure(new InstanceConfig(null, null, BREAKER.toBuilder().windowSize(20).build(), null, null, null));
		succeed(payments, Duration.ZERO);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "success")).isEqualTo(2);
		assertThat(count("resilience.circuitbreaker.calls", "outcome", "failure")).isEqualTo(1);
		assertThat(count("resilience.calls", "outcome", "success")).isEqualTo(2);
	}

	@Test
	void survivesGarbageCollection() {
		bind();
		Resilience payments = this.registry.declare("payments", EVERYTHING);
		succeed(payments, Duration.ZERO);
		System.gc();
		assertThat(count("resilience.retry.calls", "outcome", "success_without_retry")).isEqualTo(1);
		assertThat(gauge("resilience.bulkhead.limit")).isEqualTo(25);
	}

	@Test
	void feedsAHistogramWhereAskedFor() {
		Resilience payments = this.registry.declare("payments", EVERYTHING);
		new ResilienceMetrics(this.registry, true).bindTo(this.meters);
		succeed(payments, Duration.ofMillis(200));
		succeed(payments, Duration.ofMillis(300));
		fail(payments);
		Timer timer = this.meters.get("resilience.calls").tag("outcome", "success").timer();
		assertThat(timer.count()).isEqualTo(2);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
		assertThat(timer.max(TimeUnit.MILLISECONDS)).isEqualTo(300);
		assertThat(this.meters.get("resilience.calls").timers()).hasSize(6);
	}

	@Test
	void feedsTheHistogramsOfTwoRegistries() {
		Resilience payments = this.registry.declare("payments", EVERYTHING);
		MeterRegistry second = new SimpleMeterRegistry();
		ResilienceMetrics binder = new ResilienceMetrics(this.registry, true);
		binder.bindTo(this.meters);
		binder.bindTo(second);
		announceAgain(payments);
		succeed(payments, Duration.ofMillis(200));
		for (MeterRegistry registry : List.of(this.meters, second)) {
			assertThat(registry.get("resilience.calls").tag("outcome", "success").timer().count()).isEqualTo(1);
		}
	}

	@Test
	void feedsNoHistogramWhereTheTimeOfCallsIsNotMeasured() {
		ResilienceRegistry untimed = ResilienceRegistry.builder().time(this.time).build();
		Resilience payments = untimed.declare("payments", BREAKER_ONLY);
		new ResilienceMetrics(untimed, true).bindTo(this.meters);
		succeed(payments, Duration.ZERO);
		assertThat(this.meters.get("resilience.calls").tag("outcome", "success").functionTimer().count()).isEqualTo(1);
	}

	private void bind() {
		new ResilienceMetrics(this.registry, false).bindTo(this.meters);
	}

	private void declareEverything(String name) {
		Resilience instance = this.registry.declare(name, EVERYTHING);
		instance.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("cached", (call, failure) -> "old")));
		instance.policies()
			.idempotency(IdempotencyConfig.defaults(),
					IdempotentOperation.of(new InMemoryIdempotencyStore(this.time), IdempotencyKeys.none()));
	}

	/**
	 * A chain of fallbacks may bring options of its own, so its instance is announced.
	 */
	private static void announceAgain(Resilience instance) {
		instance.policies()
			.fallback(FallbackConfig.defaults(), List.of(FallbackOption.of("cached", (call, failure) -> "old")));
	}

	private void succeed(Resilience instance, Duration duration) {
		instance.attempt(() -> {
			this.time.advance(duration);
			return "fine";
		});
	}

	private static void fail(Resilience instance) {
		instance.attempt(() -> {
			throw new IOException("broken");
		});
	}

	private double count(String name, String... tags) {
		return value(Objects.requireNonNull(this.meters.find(name).tags(tags).meter()));
	}

	private double gauge(String name) {
		return this.meters.get(name).gauge().value();
	}

	private static double value(Meter meter) {
		return meter.measure().iterator().next().getValue();
	}

	private static double initialValue(String name, List<Tag> tags) {
		return switch (name) {
			case "resilience.circuitbreaker.failure.rate", "resilience.circuitbreaker.slow.call.rate" -> Double.NaN;
			case "resilience.circuitbreaker.in.state" -> tags.get(0).getValue().equals("closed") ? 1 : 0;
			case "resilience.retry.budget.balance" -> 100;
			case "resilience.bulkhead.limit" -> 25;
			case "resilience.ratelimiter.available" -> 50;
			default -> 0;
		};
	}

	private static Object[] row(String name, Meter.Type type, String... tags) {
		List<Tag> list = Stream.iterate(0, (i) -> i < tags.length, (i) -> i + 2)
			.map((i) -> Tag.of(tags[i], tags[i + 1]))
			.toList();
		return new Object[] { name, type, list };
	}

}
