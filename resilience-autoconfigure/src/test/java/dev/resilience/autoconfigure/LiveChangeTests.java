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

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.event.EventListener;
import reactor.core.publisher.Mono;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.SettingsChanged;
import dev.resilience.SettingsChanged.Change;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.autoconfigure.settings.InvalidSettingsException;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.bulkhead.BulkheadConfig;
import dev.resilience.bulkhead.BulkheadFullException;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.RetryConfig;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Rule 34: a live change validates first, swaps atomically, keeps windows, states and
 * waiters, and never leaves a half-changed instance.
 */
@ExtendWith(OutputCaptureExtension.class)
class LiveChangeTests {

	private static final ChangedBy ALICE = ChangedBy.actuator("alice");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class, ResilienceEventAutoConfiguration.class))
		.withPropertyValues("resilience.instances.payments.retry.max-attempts=2",
				"resilience.instances.payments.circuit-breaker.failure-threshold=4",
				"resilience.instances.payments.circuit-breaker.window-size=100",
				"resilience.instances.payments.circuit-breaker.minimum-calls=20");

	@Test
	void calledInCodeAnInstanceFollowsAndGoesBack() {
		run((app) -> {
			assertThat(app.attempts("payments")).isEqualTo(2);
			app.live.change("PAYMENTS", "retry.max-attempts=3", ALICE);
			assertThat(app.attempts("payments")).isEqualTo(3);
			app.live.reset("payments", ALICE);
			app.registry.get("payments").circuitBreaker().reset();
			assertThat(app.attempts("payments")).isEqualTo(2);
		});
	}

	@Test
	void aChangeWhileTheApplicationEndsBringsNoBeanBack() {
		this.contextRunner.run((context) -> {
			LiveSettings live = context.getBean(LiveSettings.class);
			live.change("payments", "retry.max-attempts=3", ALICE);
			context.close();
			assertThat(live.change("payments", "retry.max-attempts=5", ALICE)).isTrue();
			assertThat(live.resolve("payments").effectiveSettings(EnumSet.of(PolicyType.RETRY)))
				.anyMatch((setting) -> setting.key().equals("retry.max-attempts") && setting.value().equals("5"));
		});
	}

	@Test
	void annotatedMethodsFollowAndGoBack() {
		run((app) -> {
			assertThat(app.placed()).isEqualTo(3);
			app.live.change("orders", "retry.max-attempts=5\ncircuit-breaker.failure-threshold=9", ALICE);
			assertThat(app.placed()).isEqualTo(5);
			assertThat(app.breaker("orders").config().failureThreshold()).isEqualTo(9);
			app.live.reset("orders", ALICE);
			assertThat(app.placed()).isEqualTo(3);
			assertThat(app.breaker("orders").config().failureThreshold()).isEqualTo(50);
		});
	}

	@Test
	void aLaterTextReplacesTheEarlierOneAsAWhole() {
		run((app) -> {
			app.live.change("payments", "retry.max-attempts=5", ALICE);
			app.live.change("payments", "circuit-breaker.failure-threshold=7", ALICE);
			assertThat(app.setting("payments", "retry.max-attempts").value()).isEqualTo("2");
			assertThat(app.setting("payments", "circuit-breaker.failure-threshold")).isEqualTo(
					new EffectiveSetting("circuit-breaker.failure-threshold", "7", "live change (actuator: alice)"));
		});
	}

	@Test
	void aLiveChangeWinsOverEverythingElse() {
		this.contextRunner.withBean(ManualTime.class, ManualTime::autoAdvancing)
			.withBean(ResilienceCustomizer.class, () -> (instance, settings) -> settings.set("retry.max-attempts", 4))
			.run((context) -> {
				App app = new App(context);
				assertThat(app.attempts("payments")).isEqualTo(4);
				app.live.change("payments", "retry.max-attempts=1", ALICE);
				assertThat(app.attempts("payments")).isOne();
			});
	}

	@Test
	void anOpenCircuitStaysOpenAndItsTotalsStay() {
		run((app) -> {
			app.attempts("payments");
			app.attempts("payments");
			assertThat(app.breaker("payments").state()).isEqualTo(CircuitBreakerState.OPEN);
			app.live.change("payments", "circuit-breaker.window-size=50\nretry.mode=off", ALICE);
			assertThat(app.breaker("payments").state()).isEqualTo(CircuitBreakerState.OPEN);
			assertThat(app.breaker("payments").calls().failure()).isEqualTo(4);
			assertThat(app.failure("payments")).isInstanceOf(CircuitBreakerOpenException.class);
		});
	}

	@Test
	void aPolicyThatIsSwitchedOffAndOnAgainKeepsItsState() {
		run((app) -> {
			app.breaker("orders").forceOpen();
			Orders orders = app.bean(Orders.class);
			assertThat(catchThrowable(orders::place)).isInstanceOf(CircuitBreakerOpenException.class);
			app.live.change("orders", "circuit-breaker.mode=off", ALICE);
			assertThat(catchThrowable(orders::place)).isInstanceOf(IOException.class);
			app.live.change("orders", "circuit-breaker.mode=shadow", ALICE);
			assertThat(catchThrowable(orders::place)).isInstanceOf(IOException.class);
			assertThat(app.breaker("orders").calls().notPermittedInShadow()).isEqualTo(3);
			app.live.reset("orders", ALICE);
			assertThat(catchThrowable(orders::place)).isInstanceOf(CircuitBreakerOpenException.class);
		});
	}

	@Test
	void permitsThatAreOutAndCallsThatWaitAreKept() {
		this.contextRunner
			.withPropertyValues("resilience.instances.narrow.bulkhead.max-concurrent=1",
					"resilience.instances.narrow.bulkhead.queue-size=1")
			.run((context) -> {
				App app = new App(context);
				Resilience narrow = app.registry.get("narrow");
				CountDownLatch end = new CountDownLatch(1);
				// The common pool has one thread on a machine of two cores
				Executor threads = (work) -> new Thread(work).start();
				CompletableFuture<Boolean> running = CompletableFuture
					.supplyAsync(() -> narrow.attempt(() -> end.await(30, TimeUnit.SECONDS)).value(), threads);
				Awaitility.await().until(() -> narrow.bulkhead().snapshot().active() == 1);
				CompletableFuture<String> waiting = CompletableFuture
					.supplyAsync(() -> narrow.attempt(() -> "waited").value(), threads);
				Awaitility.await().until(() -> narrow.bulkhead().snapshot().waiting() == 1);
				app.live.change("narrow", "bulkhead.max-concurrent=1\nbulkhead.queue-size=0", ALICE);
				assertThat(narrow.bulkhead().snapshot().active()).isOne();
				assertThat(narrow.bulkhead().snapshot().waiting()).isOne();
				assertThat(app.failure("narrow")).isInstanceOf(BulkheadFullException.class);
				end.countDown();
				assertThat(running.join()).isTrue();
				assertThat(waiting.join()).isEqualTo("waited");
			});
	}

	@Test
	void aBlockTakesEffectWhereAllPoliciesOfTheInstanceApply() {
		run((app) -> {
			assertThat(app.types("payments")).containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
			app.live.change("payments", "bulkhead.max-concurrent=0\nretry.mode=off", ALICE);
			assertThat(app.types("payments")).containsExactly(PolicyType.CIRCUIT_BREAKER, PolicyType.BULKHEAD);
			assertThat(catchThrowable(app.bean(Payments.class)::all)).isInstanceOf(BulkheadFullException.class);
			// An annotation applies its own policy
			assertThat(catchThrowable(app.bean(Payments.class)::some)).isInstanceOf(IOException.class);
			app.live.reset("payments", ALICE);
			assertThat(catchThrowable(app.bean(Payments.class)::all)).isInstanceOf(IOException.class);
		});
	}

	@Test
	void anEmptyBlockSwitchesItsPolicyOn() {
		run((app) -> {
			app.live.change("payments", "bulkhead=", ALICE);
			assertThat(app.types("payments")).contains(PolicyType.BULKHEAD);
			assertThat(app.events()).singleElement()
				.satisfies((event) -> assertThat(event.changes()).contains(new Change("bulkhead", null, "configured")));
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "retry.max-atempts=5 | is no known setting | retry.max-attempts",
			"retry.max-attempts=many | is not a whole number |", "retry.max-attempts=0 | must be at least 1 |",
			"circuit-breaker.window-size=10 | must not be above window-size |", "template=remote | names a template |",
			"bulkhead.max-wait=1s | queue |", "retry.backoff=exponental | is none of | exponential",
			"retry.delay=${user.home} | has a placeholder that nothing resolves |",
			"retry.retry-on=java.io.IOExeption | which cannot be loaded | java.io.IOException",
			"retry.max-attempts=3\\nretry.max-attempts=4 | is set twice |", "'' | holds no setting |",
			"# nothing but a comment | holds no setting |", "retry.delay=\\u00zz | is no properties text |",
			"=5 | has no value of its own |", "payments.retry.max-attempts=5 | is no known setting |",
			"circuit-breaker.failure-threshold=0 | switches off the last rule |",
			"retry.wait-function=nobody | names no bean | Declare a bean" })
	void refusesWhatTheStartRefuses(String text, String reason, String suggestion) {
		run((app) -> {
			List<StartupProblem> problems = app.problems("payments", text.replace("\\n", "\n"));
			assertThat(problems).anySatisfy((problem) -> {
				assertThat(problem.reason()).contains(reason);
				if (suggestion != null) {
					assertThat(problem.suggestion()).contains(suggestion);
				}
			});
			assertThat(app.setting("payments", "retry.max-attempts").origin()).doesNotContain("live");
			assertThat(app.events()).isEmpty();
		});
	}

	@Test
	void oneBadValueChangesNothingAndAllProblemsAreListed() {
		run((app) -> {
			app.live.change("payments", "retry.max-attempts=3", ALICE);
			Resilience payments = app.registry.get("payments");
			Object before = payments.pipeline();
			assertThat(app.problems("payments", """
					retry.max-attempts = 9
					retry.dealy = 1s
					circuit-breaker.failure-threshold = -1
					timeout.duration = soon
					""")).extracting(StartupProblem::place)
				.containsExactlyInAnyOrder("resilience.instances.payments.retry.dealy",
						"resilience.instances.payments.circuit-breaker.failure-threshold",
						"resilience.instances.payments.timeout.duration");
			assertThat(payments.pipeline()).isSameAs(before);
			assertThat(app.setting("payments", "retry.max-attempts").value()).isEqualTo("3");
		});
	}

	@Test
	void problemsOfEveryKindAreListedAtOnce() {
		run((app) -> assertThat(app.problems("payments", """
				retry.dealy = 1s
				retry.max-attempts = 0
				retry.before-retry = nobody
				circuit-breaker.window-size = 10
				circuit-breaker.minimum-calls = 30
				bulkhead.max-wait = 1s
				template = missing
				rate-limiter.permits = 10
				rate-limiter.max-wat = 1s
				rate-limiter.burst = 5
				deadline = -1s
				""")).extracting((problem) -> problem.place().replace("resilience.instances.payments.", ""))
			.containsExactlyInAnyOrder("retry.dealy", "retry.max-attempts", "retry.before-retry",
					"circuit-breaker.minimum-calls", "bulkhead.max-wait", "template", "rate-limiter.max-wat",
					"deadline"));
	}

	@Test
	void whatFollowsFromAnUnreadableSettingIsNoProblemOfItsOwn() {
		run((app) -> assertThat(app.problems("payments", """
				bulkhead.max-wait = 1s
				bulkhead.queue-size = many
				""")).extracting(StartupProblem::place)
			.containsExactly("resilience.instances.payments.bulkhead.queue-size"));
	}

	@Test
	void methodsWhoseResultsComeLaterFollowAndKeepTheWindow() {
		this.contextRunner.withBean(ManualTime.class, ManualTime::stopped)
			.withBean(Later.class)
			.withPropertyValues("resilience.instances.later.retry.delay=0s",
					"resilience.instances.later.retry.max-attempts=2",
					"resilience.instances.later.circuit-breaker.failure-threshold=0",
					"resilience.instances.later.circuit-breaker.failure-count-threshold=6")
			.run((context) -> {
				App app = new App(context);
				Later later = app.bean(Later.class);
				Mono<String> made = later.mono();
				assertThat(later.failures(later.stage())).isEqualTo(2);
				app.live.change("later", "retry.max-attempts=3\ncircuit-breaker.mode=off", ALICE);
				assertThat(later.failures(later.stage())).isEqualTo(3);
				assertThat(later.failures(made.toFuture())).isEqualTo(3);
				app.live.reset("later", ALICE);
				assertThat(later.failures(made.toFuture())).isEqualTo(2);
				assertThat(app.breaker("later").state()).isEqualTo(CircuitBreakerState.CLOSED);
				assertThat(later.failures(later.stage())).isEqualTo(2);
				assertThat(app.breaker("later").state()).isEqualTo(CircuitBreakerState.OPEN);
			});
	}

	@Test
	void whatOneMethodCannotFollowNobodyFollows() {
		run((app) -> {
			List<StartupProblem> problems = app.problems("orders",
					"circuit-breaker.failure-threshold=9\nretry.max-delay=100ms");
			assertThat(problems).singleElement()
				.satisfies((problem) -> assertThat(problem.toString()).contains("max-delay"));
			assertThat(app.breaker("orders").config().failureThreshold()).isEqualTo(50);
			assertThat(app.placed()).isEqualTo(3);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nobody", "", "no name", "(overflow)" })
	void anUnknownNameIsNotCreated(String name) {
		run((app) -> {
			int before = app.registry.instances().size();
			assertThat(app.live.change(name, "retry.max-attempts=3", ALICE)).isFalse();
			assertThat(app.live.reset(name, ALICE)).isFalse();
			assertThat(app.registry.instances()).hasSize(before);
		});
	}

	@Test
	void anInstanceCreatedByNameKeepsItsPoliciesBelowAndForgetsTheChangeWhenItIsRemoved() {
		run((app) -> {
			Resilience unknown = app.registry.get("unknown");
			app.live.change("unknown", "bulkhead.max-concurrent=3\nretry.max-attempts=5", ALICE);
			assertThat(app.types("unknown")).containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER,
					PolicyType.BULKHEAD);
			assertThat(app.attempts("unknown")).isEqualTo(5);
			app.live.reset("unknown", ALICE);
			unknown.circuitBreaker().reset();
			assertThat(app.types("unknown")).containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
			app.live.change("unknown", "retry.max-attempts=1", ALICE);
			app.registry.remove("unknown");
			assertThat(app.attempts("unknown")).isEqualTo(3);
		});
	}

	@Test
	void whatOnlyAnnotationsNameStaysProtectedInCode() {
		run((app) -> {
			Resilience orders = app.registry.get("bare");
			app.live.change("bare", "retry.max-attempts=4", ALICE);
			app.live.reset("bare", ALICE);
			assertThat(orders.pipeline().policies()).extracting(Policy::type)
				.containsExactly(PolicyType.RETRY, PolicyType.CIRCUIT_BREAKER);
		});
	}

	@Test
	void whatIsGivenInCodeStaysBelowALiveChange() {
		run((app) -> {
			Resilience mine = app.registry.get("mine", new InstanceConfig(null,
					RetryConfig.builder().maxAttempts(2).retryOnResult((result) -> "again".equals(result)).build(),
					null, null, null, BulkheadConfig.builder().maxConcurrent(7).build()));
			assertThat(app.setting("mine", "retry.max-attempts"))
				.isEqualTo(new EffectiveSetting("retry.max-attempts", "2", "code"));
			app.live.change("mine", "retry.max-attempts=4\nretry.delay=0s", ALICE);
			AtomicInteger calls = new AtomicInteger();
			mine.attempt(() -> {
				calls.incrementAndGet();
				return "again";
			});
			assertThat(calls).hasValue(4);
			assertThat(mine.bulkhead().config().maxConcurrent()).isEqualTo(7);
			assertThat(app.setting("mine", "bulkhead.max-concurrent").origin()).isEqualTo("code");
			assertThat(app.events()).singleElement()
				.satisfies((event) -> assertThat(event.changes()).contains(new Change("retry.max-attempts", "2", "4"))
					.noneMatch((change) -> change.key().startsWith("bulkhead")));
			app.live.reset("mine", ALICE);
			assertThat(mine.config()).extracting(InstanceConfig::retry)
				.extracting(RetryConfig::maxAttempts)
				.isEqualTo(2);
		});
	}

	@Test
	void aChangeIsAnEventWithWhoWhatOldAndNewAndALineInTheLog(CapturedOutput output) {
		run((app) -> {
			app.live.change("payments", "retry.max-attempts=5\nretry.delay=1s", ChangedBy.actuator("ali\nce"));
			assertThat(app.events()).containsExactly(new SettingsChanged("payments",
					app.bean(ManualTime.class).wallClock().instant(), "actuator", "ali?ce",
					List.of(new Change("retry.max-attempts", "2", "5"), new Change("retry.delay", "200ms", "1s"),
							new Change("retry.increment", "200ms", "1s"))));
			assertThat(output).contains("Settings of instance 'payments' were changed (actuator: ali?ce): "
					+ "[retry.max-attempts: 2 -> 5, retry.delay: 200ms -> 1s, retry.increment: 200ms -> 1s]");
			app.events().clear();
			app.live.change("payments", "retry.max-attempts=5\nretry.delay=1s", ALICE);
			assertThat(app.events()).isEmpty();
		});
	}

	@Test
	void aListenerToTheEventMayChangeSettingsButOneInTheMidstOfAChangeMayNot() {
		run((app) -> {
			List<Throwable> refused = new ArrayList<>();
			app.registry.onInstance((instance) -> {
				if (instance.name().equals("payments")) {
					refused.add(catchThrowable(() -> app.live.reset("payments", ALICE)));
				}
			});
			refused.clear();
			app.registry.events().on(SettingsChanged.class, (event) -> {
				if (event.instance().equals("payments")) {
					app.live.change("orders", "retry.max-attempts=7", ALICE);
				}
			});
			app.live.change("payments", "retry.max-attempts=5", ALICE);
			assertThat(app.placed()).isEqualTo(7);
			assertThat(refused).isNotEmpty().allMatch((failure) -> failure instanceof IllegalStateException);
		});
	}

	private void run(Consumer<App> test) {
		this.contextRunner.withBean(ManualTime.class, ManualTime::autoAdvancing)
			.withBean(Orders.class)
			.withBean(Payments.class)
			.withBean(Heard.class)
			.run((context) -> test.accept(new App(context)));
	}

	static Object fail() throws IOException {
		throw new IOException("no route to host");
	}

	private static final class App {

		private final AssertableApplicationContext context;

		private final ResilienceRegistry registry;

		private final LiveSettings live;

		App(AssertableApplicationContext context) {
			this.context = context;
			this.registry = context.getBean(ResilienceRegistry.class);
			this.live = context.getBean(LiveSettings.class);
		}

		<T> T bean(Class<T> type) {
			return this.context.getBean(type);
		}

		List<SettingsChanged> events() {
			return bean(Heard.class).events;
		}

		int placed() {
			Orders orders = bean(Orders.class);
			int before = orders.calls().get();
			assertThat(catchThrowable(orders::place)).isInstanceOf(IOException.class);
			return orders.calls().get() - before;
		}

		int attempts(String name) {
			return this.registry.get(name).attempt(LiveChangeTests::fail).attempts();
		}

		Throwable failure(String name) {
			return Objects.requireNonNull(this.registry.get(name).attempt(LiveChangeTests::fail).failure());
		}

		dev.resilience.circuitbreaker.CircuitBreaker breaker(String name) {
			return this.registry.find(name).orElseThrow().circuitBreaker();
		}

		List<PolicyType> types(String name) {
			return this.registry.get(name).pipeline().policies().stream().map(Policy::type).toList();
		}

		EffectiveSetting setting(String name, String key) {
			return this.live.resolve(name)
				.effectiveSettings(EnumSet.allOf(PolicyType.class))
				.stream()
				.filter((setting) -> setting.key().equals(key))
				.findFirst()
				.orElseThrow();
		}

		List<StartupProblem> problems(String name, String text) {
			return catchThrowableOfType(InvalidSettingsException.class, () -> this.live.change(name, text, ALICE))
				.problems();
		}

	}

	static class Heard {

		private final List<SettingsChanged> events = new ArrayList<>();

		@EventListener
		void heard(SettingsChanged event) {
			this.events.add(event);
		}

	}

	static class Orders {

		private final AtomicInteger calls = new AtomicInteger();

		@Retry(value = "orders", maxAttempts = 3, delay = "200ms")
		@CircuitBreaker(value = "orders", failureThreshold = 50)
		String place() throws IOException {
			this.calls.incrementAndGet();
			throw new IOException("no route to host");
		}

		@Retry("bare")
		String bare() {
			return "fine";
		}

		AtomicInteger calls() {
			return this.calls;
		}

	}

	static class Later {

		private final AtomicInteger calls = new AtomicInteger();

		@Resilient("later")
		CompletionStage<String> stage() {
			return CompletableFuture.supplyAsync(this::fail);
		}

		@Resilient("later")
		Mono<String> mono() {
			return Mono.fromCallable(this::fail);
		}

		int failures(CompletionStage<String> result) {
			assertThat(catchThrowable(() -> result.toCompletableFuture().get(30, TimeUnit.SECONDS)))
				.hasRootCauseInstanceOf(IllegalStateException.class);
			return this.calls.getAndSet(0);
		}

		private String fail() {
			this.calls.incrementAndGet();
			throw new IllegalStateException("down");
		}

	}

	static class Payments {

		@Resilient("payments")
		String all() throws IOException {
			throw new IOException("no route to host");
		}

		@Bulkhead("others")
		@Retry("payments")
		String some() throws IOException {
			throw new IOException("no route to host");
		}

	}

}
