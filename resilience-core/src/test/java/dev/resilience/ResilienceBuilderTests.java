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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.InvalidConfigException;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.AttemptFailed;
import dev.resilience.retry.Backoff;
import dev.resilience.time.ManualTime;
import dev.resilience.timeout.TimeoutMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

class ResilienceBuilderTests {

	private final ManualTime time = ManualTime.autoAdvancing();

	@Test
	void theFirstPolicyAddedIsTheOutermost() {
		Resilience plain = builder().bulkhead((bulkhead) -> {
		}).timeout(Duration.ofSeconds(1)).rateLimiter((limiter) -> {
		}).circuitBreaker((breaker) -> {
		}).retry((retry) -> {
		}).deadline(Duration.ofSeconds(9)).fallback("standby", (failure) -> "standby").build();
		assertThat(plain.pipeline().policies()).extracting(Policy::type)
			.containsExactly(PolicyType.BULKHEAD, PolicyType.TIMEOUT, PolicyType.RATE_LIMITER,
					PolicyType.CIRCUIT_BREAKER, PolicyType.RETRY, PolicyType.DEADLINE, PolicyType.FALLBACK);
	}

	@Test
	void anOrderThatIsRarelyMeantIsAWarning() {
		try (CapturedLog log = new CapturedLog(ResilienceBuilder.class)) {
			builder().retry((retry) -> {
			}).fallback("standby", (failure) -> "standby").build();
			assertThat(log.warnings()).singleElement()
				.asString()
				.startsWith("Instance 'plain': The fallback stands inside the retry");
		}
	}

	@Test
	void aSecondGateOfOneKindIsRefusedSinceItWouldTakeTwoPermits() {
		assertThatIllegalStateException().isThrownBy(() -> builder().bulkhead((bulkhead) -> {
		}).bulkhead((bulkhead) -> {
		})).withMessage("Instance 'plain' has a bulkhead already");
		assertThatIllegalStateException().isThrownBy(() -> builder().circuitBreaker((breaker) -> {
		}).circuitBreaker((breaker) -> {
		}));
		assertThatIllegalStateException().isThrownBy(() -> builder().rateLimiter((limiter) -> {
		}).rateLimiter((limiter) -> {
		}));
	}

	@Test
	void aSecondStrategyOfOneKindIsLegal() throws Exception {
		Resilience plain = builder().timeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1)).build();
		assertThat(plain.call(Target.answering("value"))).isEqualTo("value");
	}

	@Test
	void wrongSettingsAreRefusedWhereTheyAreGiven() {
		assertThatExceptionOfType(InvalidConfigException.class)
			.isThrownBy(() -> builder().retry((retry) -> retry.maxAttempts(0)));
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> builder().deadline(Duration.ZERO));
		assertThatExceptionOfType(InvalidConfigException.class).isThrownBy(() -> builder().timeout(Duration.ZERO));
		assertThatIllegalArgumentException().isThrownBy(() -> builder().fallback());
	}

	@Test
	void everyInstanceThatIsBuiltHasAStateOfItsOwn() {
		ResilienceBuilder builder = builder().circuitBreaker((breaker) -> {
		});
		Resilience first = builder.build();
		Resilience second = builder.build();
		first.circuitBreaker().forceOpen();
		assertThat(second.attempt(Target.answering("value")).isSuccess()).isTrue();
	}

	@Test
	void takesTimeJitterAndEventsFromWhereItIsTold() {
		Events events = new Events();
		List<ResilienceEvent> heard = new ArrayList<>();
		events.on(ResilienceEvent.class, heard::add);
		RandomGenerator highest = () -> -1L;
		Resilience plain = Resilience.builder("plain")
			.time(this.time)
			.random(highest)
			.events(events)
			.retry((retry) -> retry.maxAttempts(2).delay(Duration.ofSeconds(1)).backoff(Backoff.FIXED))
			.build();
		plain.attempt(Target.failing(new IOException()));
		assertThat(heard).first().isInstanceOfSatisfying(AttemptFailed.class, (event) -> {
			assertThat(event.instance()).isEqualTo("plain");
			assertThat(event.delay()).isBetween(Duration.ofMillis(1499), Duration.ofMillis(1500));
		});
		assertThat(this.time.nanoTime()).isEqualTo(((AttemptFailed) heard.get(0)).delay().toNanos());
	}

	@Test
	void runsOffloadedWorkOnTheGivenExecutor() throws Exception {
		AtomicInteger executed = new AtomicInteger();
		Resilience plain = builder().offload((work) -> {
			executed.incrementAndGet();
			work.run();
		}).timeout((timeout) -> timeout.duration(Duration.ofSeconds(1)).mode(TimeoutMode.OFFLOAD)).build();
		assertThat(plain.call(Target.answering("value"))).isEqualTo("value");
		assertThat(executed).hasValue(1);
	}

	@Test
	void runsOffloadedWorkOnThreadsOfItsOwnUnlessTold() throws Exception {
		Resilience plain = Resilience.builder("plain")
			.timeout((timeout) -> timeout.duration(Duration.ofSeconds(30)).mode(TimeoutMode.OFFLOAD))
			.build();
		assertThat(plain.call(() -> Thread.currentThread().getName())).startsWith("resilience-offload-");
	}

	@Test
	void measuresTheTimeOfCallsOnlyWhereAsked() throws Exception {
		Target slow = Target.doing(() -> {
			this.time.advance(Duration.ofMillis(5));
			return "value";
		});
		Resilience timed = builder().timed().build();
		timed.call(slow);
		assertThat(timed.policies().calls().totalNanos(CallOutcome.SUCCESS)).isEqualTo(5_000_000);
		Resilience untimed = builder().build();
		untimed.call(slow);
		assertThat(untimed.policies().calls().totalNanos(CallOutcome.SUCCESS)).isZero();
	}

	@Test
	void aFallbackFollowsItsSettings() {
		Resilience plain = builder()
			.fallback((settings) -> settings.minQuality(0.5),
					FallbackOption.builder("poor", (call, failure) -> "poor").quality(0.4).build(),
					FallbackOption.builder("good", (call, failure) -> "good").quality(0.6).build())
			.build();
		assertThat(plain.attempt(Target.failing(new IOException())).value()).isEqualTo("good");
	}

	@Test
	void rejectionsHaveNoStackTrace() {
		Resilience plain = builder().bulkhead((bulkhead) -> bulkhead.maxConcurrent(0)).build();
		assertThat(catchThrowable(() -> plain.call(Target.answering("value"))).getStackTrace()).isEmpty();
	}

	private ResilienceBuilder builder() {
		return Resilience.builder("plain").time(this.time);
	}

}
