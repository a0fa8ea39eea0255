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

package dev.resilience.autoconfigure.aop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;
import reactor.core.publisher.Mono;

import dev.resilience.KeyedResilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.annotation.Resilient;
import dev.resilience.autoconfigure.ResilienceClientAutoConfiguration;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.classification.Failures;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What toolkits for agents and tools do, by the names of their rows, each for blocking
 * methods, for stages and for Reactor.
 */
class ReturnShapeToolkitTests {

	@ParameterizedTest
	@EnumSource
	void d020ThreeFailuresOpenTheCircuitOfAnAgent(Shape shape) {
		run(shape, (bench) -> {
			bench.fail("a1", 3);
			assertThat(bench.agents().isAvailable("a1")).isFalse();
			assertThat(bench.agents().state("a1")).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.failure("a1", () -> "refused")).isInstanceOf(CircuitBreakerOpenException.class);
		}, "circuit-breaker.failure-threshold=3");
	}

	@ParameterizedTest
	@EnumSource
	void d021d022ACallAfterTheCoolDownProbesAndCloses(Shape shape) {
		run(shape, (bench) -> {
			bench.fail("a1", 2);
			bench.time.advance(Duration.ofMillis(20));
			assertThat(bench.ask("a1", () -> bench.agents().state("a1").name())).isEqualTo("HALF_OPEN");
			assertThat(bench.agents().state("a1")).isEqualTo(CircuitBreakerState.CLOSED);
		}, "circuit-breaker.failure-threshold=2", "circuit-breaker.open-duration=10ms",
				"circuit-breaker.success-threshold=1");
	}

	@ParameterizedTest
	@EnumSource
	void d023AnAgentThatNobodyKnowsIsLetThrough(Shape shape) {
		run(shape, (bench) -> {
			assertThat(bench.agents().isAvailable("nobody")).isTrue();
			assertThat(bench.agents().state("nobody")).isNull();
			assertThat(bench.ask("nobody", () -> "answer")).isEqualTo("answer");
		});
	}

	@ParameterizedTest
	@EnumSource
	void d024FailureRateOfEightSuccessesAndTwoFailures(Shape shape) {
		run(shape, (bench) -> {
			bench.succeed("a1", 8);
			bench.fail("a1", 2);
			assertThat(bench.health("a1").calls().lifetimeFailureRate()).isEqualTo(20.0);
		});
	}

	@ParameterizedTest
	@EnumSource
	void d093TheHealthOfAnAgent(Shape shape) {
		run(shape, (bench) -> {
			bench.succeed("a1", 2);
			bench.fail("a1", 1);
			CircuitBreakerSnapshot health = bench.health("a1");
			assertThat(health.consecutiveFailures()).isEqualTo(1);
			assertThat(health.calls().lifetimeFailureRate()).isEqualTo(33.3, within(0.1));
			assertThat(health.calls().totalSuccesses()).isEqualTo(2);
			assertThat(health.calls().totalFailures()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void d092AFailedProbeReopensAtOnceAndGoesOnCounting(Shape shape) {
		run(shape, (bench) -> {
			bench.fail("a1", 3);
			bench.time.advance(Duration.ofSeconds(32));
			bench.fail("a1", 1);
			assertThat(bench.health("a1").state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.health("a1").consecutiveFailures()).isEqualTo(4);
			assertThat(bench.health("a1").openedAt()).isEqualTo(bench.time.wallClock().instant());
		}, "circuit-breaker.failure-threshold=3");
	}

	@ParameterizedTest
	@EnumSource
	void d039EveryToolHasACircuitOfItsOwn(Shape shape) {
		run(shape, (bench) -> {
			assertThat(bench.failureOfTool("tool-1")).isInstanceOf(IllegalStateException.class);
			assertThat(bench.useTool("tool-2")).isEqualTo("answer");
			assertThat(bench.tools.state("tool-1")).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(bench.tools.state("tool-2")).isEqualTo(CircuitBreakerState.CLOSED);
		});
	}

	@ParameterizedTest
	@EnumSource
	void d040d041AToolIsKnownFromItsFirstUseOn(Shape shape) {
		run(shape, (bench) -> {
			assertThat(bench.tools.state("undeclared")).isNull();
			assertThat(bench.useTool("undeclared")).isEqualTo("answer");
			assertThat(bench.tools.states()).containsEntry("undeclared", CircuitBreakerState.CLOSED);
			assertThat(bench.tools.state("unknown")).isNull();
		});
	}

	@ParameterizedTest
	@EnumSource
	void d044d046AgentsAreTrackedIndependentlyAndFiltered(Shape shape) {
		run(shape, (bench) -> {
			bench.fail("agent-1", 2);
			bench.fail("agent-2", 1);
			assertThat(bench.agents().available(List.of("agent-1", "agent-2", "agent-3"))).containsExactly("agent-2",
					"agent-3");
			assertThat(bench.ask("agent-2", () -> "answer")).isEqualTo("answer");
		}, "circuit-breaker.failure-threshold=2");
	}

	@ParameterizedTest
	@EnumSource
	void d045TwoSuccessesCloseTheCircuit(Shape shape) {
		run(shape, (bench) -> {
			bench.fail("a1", 1);
			bench.time.advance(Duration.ofSeconds(30));
			bench.succeed("a1", 1);
			assertThat(bench.agents().state("a1")).isEqualTo(CircuitBreakerState.HALF_OPEN);
			bench.succeed("a1", 1);
			assertThat(bench.agents().state("a1")).isEqualTo(CircuitBreakerState.CLOSED);
		}, "circuit-breaker.failure-threshold=1");
	}

	@ParameterizedTest
	@EnumSource
	void d100OneEventNamesTheAgentThatWasOpened(Shape shape) {
		run(shape, (bench) -> {
			List<CircuitBreakerTransition> transitions = new ArrayList<>();
			bench.registry.events().on(CircuitBreakerTransition.class, transitions::add);
			bench.fail("a", 1);
			assertThat(transitions).isEmpty();
			bench.fail("a", 1);
			assertThat(bench.failure("a", () -> "refused")).isInstanceOf(CircuitBreakerOpenException.class);
			assertThat(transitions).singleElement().satisfies((transition) -> {
				assertThat(transition.instance()).isEqualTo("agents");
				assertThat(transition.key()).isEqualTo("a");
				assertThat(transition.to()).isEqualTo(CircuitBreakerState.OPEN);
			});
		}, "circuit-breaker.failure-threshold=2", "circuit-breaker.open-duration=10s");
	}

	@ParameterizedTest
	@EnumSource
	void d103WhatWasUsedExactlyADayAgoStays(Shape shape) {
		run(shape, (bench) -> {
			bench.succeed("a", 1);
			bench.time.advance(Duration.ofHours(24));
			assertThat(bench.agents().prune()).isZero();
			assertThat(bench.agents().state("a")).isNotNull();
			bench.time.advance(Duration.ofMillis(2));
			assertThat(bench.agents().prune()).isEqualTo(1);
			assertThat(bench.agents().state("a")).isNull();
		}, "keyed.max-keys=1000", "keyed.idle=24h");
	}

	@ParameterizedTest
	@EnumSource
	void d110NotFoundIsOneCallAndLeavesTheBreakerAlone(Shape shape) {
		run(shape, (bench) -> {
			AtomicInteger calls = new AtomicInteger();
			assertThat(bench.failure("a", () -> notFound(calls))).isInstanceOf(HttpClientErrorException.NotFound.class);
			assertThat(calls).hasValue(1);
			assertThat(bench.health("a").calls().totalFailures()).isZero();
			assertThat(bench.health("a").calls().ignored()).isEqualTo(1);
		}, "retry.delay=0ms", "circuit-breaker.failure-threshold=1");
	}

	@ParameterizedTest
	@EnumSource
	void d110UnlessToldTo(Shape shape) {
		String type = HttpClientErrorException.class.getName();
		run(shape, (bench) -> {
			AtomicInteger calls = new AtomicInteger();
			bench.failure("a", () -> notFound(calls));
			assertThat(calls).hasValue(3);
			assertThat(bench.health("a").calls().totalFailures()).isEqualTo(3);
		}, "retry.delay=0ms", "retry.retry-on=" + type, "circuit-breaker.record-on=" + type);
	}

	private static String notFound(AtomicInteger calls) {
		calls.incrementAndGet();
		throw HttpClientErrorException.create(HttpStatus.NOT_FOUND, "Not Found", HttpHeaders.EMPTY, new byte[0], null);
	}

	private static void run(Shape shape, Row row, String... settings) {
		AnnotatedContext.runner()
			.withConfiguration(AutoConfigurations.of(ResilienceClientAutoConfiguration.class))
			.withBean(ManualTime.class, ManualTime::stopped)
			.withBean(Agents.class)
			.withPropertyValues("resilience.instances.agents.circuit-breaker.window-size=100",
					"resilience.instances.tool-1.retry.max-attempts=1",
					"resilience.instances.tool-1.circuit-breaker.failure-threshold=1")
			.withPropertyValues(Stream.of(settings).map("resilience.instances.agents."::concat).toArray(String[]::new))
			.run((context) -> row.run(new Bench(shape, context.getBean(Agents.class), context.getBean(ManualTime.class),
					context.getBean(ResilienceRegistry.class), context.getBean(ResilientExecutor.class))));
	}

	private static CompletableFuture<String> stage(Supplier<String> work) {
		CompletableFuture<String> stage = new CompletableFuture<>();
		try {
			stage.complete(work.get());
		}
		catch (RuntimeException ex) {
			stage.completeExceptionally(ex);
		}
		return stage;
	}

	private enum Shape {

		BLOCKING {

			@Override
			String ask(Agents agents, String agent, Supplier<String> work) {
				return agents.ask(agent, work);
			}

			@Override
			String use(Bench bench, String tool, Supplier<String> work) {
				return bench.tools.execute(tool, work::get);
			}

		},

		STAGE {

			@Override
			String ask(Agents agents, String agent, Supplier<String> work) {
				return agents.askLater(agent, work).toCompletableFuture().join();
			}

			@Override
			String use(Bench bench, String tool, Supplier<String> work) {
				return bench.tools.executeAsync(tool, () -> stage(work)).join();
			}

		},

		MONO {

			@Override
			String ask(Agents agents, String agent, Supplier<String> work) {
				return agents.askReactively(agent, work).block();
			}

			@Override
			String use(Bench bench, String tool, Supplier<String> work) {
				return Mono.fromSupplier(work)
					.transform(ReactiveResilience.of(bench.registry.get(tool))::protectMono)
					.block();
			}

		};

		abstract String ask(Agents agents, String agent, Supplier<String> work);

		abstract String use(Bench bench, String tool, Supplier<String> work);

	}

	/** What a row does. */
	@FunctionalInterface
	private interface Row {

		void run(Bench bench);

	}

	/**
	 * Agents that are asked in one shape.
	 *
	 * @param shape how they are asked
	 * @param target the agents
	 * @param time the time
	 * @param registry where their instance is found
	 * @param tools tools that are used by name
	 */
	private record Bench(Shape shape, Agents target, ManualTime time, ResilienceRegistry registry,
			ResilientExecutor tools) {

		KeyedResilience agents() {
			return this.registry.find("agents").orElseThrow().keyed();
		}

		CircuitBreakerSnapshot health(String agent) {
			return agents().snapshot(agent);
		}

		String ask(String agent, Supplier<String> work) {
			return this.shape.ask(this.target, agent, work);
		}

		void succeed(String agent, int times) {
			for (int call = 0; call < times; call++) {
				ask(agent, () -> "answer");
			}
		}

		void fail(String agent, int times) {
			for (int call = 0; call < times; call++) {
				assertThat(failure(agent, Bench::failing)).isInstanceOf(IllegalStateException.class);
			}
		}

		Throwable failure(String agent, Supplier<String> work) {
			return failure(() -> ask(agent, work));
		}

		String useTool(String tool) {
			return this.shape.use(this, tool, () -> "answer");
		}

		Throwable failureOfTool(String tool) {
			return failure(() -> this.shape.use(this, tool, Bench::failing));
		}

		private static Throwable failure(Supplier<String> call) {
			try {
				throw new AssertionError("The call returned " + call.get());
			}
			catch (RuntimeException ex) {
				return Failures.unwrap(ex);
			}
		}

		private static String failing() {
			throw new IllegalStateException("failed");
		}

	}

	/** Agents that do as they are told. */
	public static class Agents {

		@Resilient(value = "agents", key = "#agent")
		public String ask(String agent, Supplier<String> work) {
			return work.get();
		}

		@Resilient(value = "agents", key = "#agent")
		public CompletionStage<String> askLater(String agent, Supplier<String> work) {
			return stage(work);
		}

		@Resilient(value = "agents", key = "#agent")
		public Mono<String> askReactively(String agent, Supplier<String> work) {
			return Mono.fromSupplier(work);
		}

	}

}
