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

package dev.resilience.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The logging context, the user and the observation of a caller are there in every
 * attempt and in the fallback, whichever thread they run on, and nowhere afterwards.
 */
class ContextOfCallsTests {

	private static final String CALLER = "order 17, ann, checkout";

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class))
		.withBean(ObservationRegistry.class, () -> this.observations)
		.withBean(Target.class)
		.withPropertyValues("resilience.instances.call.retry.delay=1ms",
				"resilience.instances.call.timeout.duration=1m");

	@BeforeEach
	void observe() {
		this.observations.observationConfig().observationHandler((context) -> true);
		ObservationThreadLocalAccessor.getInstance().setObservationRegistry(this.observations);
	}

	@AfterEach
	void forget() {
		MDC.clear();
		SecurityContextHolder.clearContext();
	}

	@ParameterizedTest
	@ValueSource(strings = { "interrupt", "offload" })
	void attemptsAndFallbackSeeTheContextOfTheCaller(String mode) {
		this.contextRunner.withPropertyValues("resilience.instances.call.timeout.mode=" + mode).run((context) -> {
			Target target = context.getBean(Target.class);
			asCaller(() -> assertThat(target.call()).isEqualTo("instead: " + CALLER));
			assertThat(target.seen()).containsExactly(CALLER, CALLER, CALLER);
			if (mode.equals("offload")) {
				assertThat(target.threads()).noneMatch(Thread.currentThread().getName()::equals);
			}
		});
	}

	@Test
	void aThreadThatHasWorkedForOneCallerKnowsNothingOfHimForTheNext() {
		this.contextRunner.withPropertyValues("resilience.instances.call.timeout.mode=offload").run((context) -> {
			Target target = context.getBean(Target.class);
			asCaller(target::call);
			target.seen().clear();
			assertThat(target.call()).isEqualTo("instead: order null, null, null");
			assertThat(target.seen()).containsOnly("order null, null, null");
		});
	}

	@Test
	void anOffloadExecutorOfTheApplicationIsGivenTheContextToo() {
		Executor pool = (work) -> new Thread(work, "pool").start();
		this.contextRunner.withBean("pool", Executor.class, () -> pool)
			.withPropertyValues("resilience.instances.call.timeout.mode=offload", "resilience.offload.executor=pool")
			.run((context) -> {
				Target target = context.getBean(Target.class);
				asCaller(target::call);
				assertThat(target.seen()).containsExactly(CALLER, CALLER, CALLER);
				assertThat(target.threads()).containsOnly("pool");
			});
	}

	@Test
	void laterAttemptsOfAsynchronousWorkSeeTheContextOfTheCaller() {
		this.contextRunner.run((context) -> {
			List<String> seen = Collections.synchronizedList(new ArrayList<>());
			List<CompletableFuture<String>> result = new ArrayList<>();
			asCaller(() -> result.add(context.getBean(ResilienceRegistry.class).get("call").callAsync(() -> {
				seen.add(current());
				CompletableFuture<String> later = new CompletableFuture<>();
				new Thread(() -> {
					if (seen.size() < 3) {
						later.completeExceptionally(new IllegalStateException("not yet"));
					}
					else {
						later.complete("done");
					}
				}).start();
				return later;
			})));
			assertThat(result.get(0).get(1, TimeUnit.MINUTES)).isEqualTo("done");
			assertThat(seen).containsExactly(CALLER, CALLER, CALLER);
		});
	}

	@Test
	void laterSubscriptionsAndFallbackSeeTheContextOfTheSubscriber() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			List<CompletableFuture<String>> result = new ArrayList<>();
			asCaller(() -> result.add(target.later().toFuture()));
			assertThat(result.get(0).get(1, TimeUnit.MINUTES)).isEqualTo("instead: " + CALLER);
			assertThat(target.seen()).containsExactly(CALLER, CALLER, CALLER);
		});
	}

	private void asCaller(Runnable call) {
		MDC.put("order", "17");
		SecurityContextHolder.getContext().setAuthentication(new TestingAuthenticationToken("ann", "secret"));
		Observation.createNotStarted("checkout", this.observations).observe(call);
		assertThat(MDC.get("order")).isEqualTo("17");
		MDC.clear();
		assertThat(SecurityContextHolder.getContext().getAuthentication()).isNotNull();
		SecurityContextHolder.clearContext();
	}

	private static String current() {
		Authentication user = SecurityContextHolder.getContext().getAuthentication();
		Observation observation = ObservationThreadLocalAccessor.getInstance()
			.getObservationRegistry()
			.getCurrentObservation();
		return "order " + MDC.get("order") + ", " + ((user != null) ? user.getName() : null) + ", "
				+ ((observation != null) ? observation.getContext().getName() : null);
	}

	public static class Target {

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		private final List<String> threads = Collections.synchronizedList(new ArrayList<>());

		List<String> seen() {
			return this.seen;
		}

		List<String> threads() {
			return this.threads;
		}

		@Retry("call")
		@Timeout("call")
		@Fallback("instead")
		public String call() {
			this.seen.add(current());
			this.threads.add(Thread.currentThread().getName());
			throw new IllegalStateException("down");
		}

		@Retry("call")
		@Fallback("instead")
		public Mono<String> later() {
			return Mono.defer(() -> {
				this.seen.add(current());
				return Mono.delay(Duration.ofMillis(1))
					.flatMap((tick) -> Mono.error(new IllegalStateException("down")));
			});
		}

		@FallbackOption(timeout = "1m")
		String instead() {
			return "instead: " + current();
		}

	}

}
