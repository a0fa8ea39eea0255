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

import java.io.InputStream;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.idempotency.ByteStore;
import dev.resilience.autoconfigure.idempotency.IdempotencyPrincipal;
import dev.resilience.autoconfigure.idempotency.TextCodecs;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.classification.ResilienceException;
import dev.resilience.idempotency.IdempotencyOutcomeUnknownException;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.idempotency.OutcomeRecovery;
import dev.resilience.idempotency.Recovered;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What settings and annotations say of idempotent methods, and what of it stops the
 * start.
 */
@ExtendWith(OutputCaptureExtension.class)
class IdempotentMethodTests {

	private static final String ORDERS = "resilience.instances.orders.idempotency.";

	private final ApplicationContextRunner contextRunner = AnnotatedContext.with(Orders.class);

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
		RequestContextHolder.resetRequestAttributes();
	}

	@Test
	void theStartSaysWhatIsPromisedAndWhereRecordsAre(CapturedOutput output) {
		this.contextRunner.withPropertyValues(ORDERS + "on-takeover=reject")
			.run((context) -> assertThat(output).contains("Orders.place is idempotent: guarantee lease, store memory; "
					+ "of a call that disappears nobody knows the outcome: reject"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					on-takeover=recover | on-takeover | needs a bean that finds out what became of an abandoned call | Set idempotency.recover to the name of an OutcomeRecovery bean.
					recover=recovery | recover | has no effect while on-takeover is rerun | Set idempotency.on-takeover to recover, or leave it away.
					max-run=10s | max-run | must not be shorter than the lease, 30s | Set it to 0s to renew no claim.
					recover=nobody | recover | names no bean, must be the name of an OutcomeRecovery bean | Declare a bean of that type.
					recover=recovry | recover | names no bean, must be the name of an OutcomeRecovery bean | Did you mean recovery?
					guarantee=transactional | guarantee | the guarantee transactional needs a store that shares the transactions of the work, which 'memory' does not | set idempotency.store to jdbc
					""")
	void settingsThatCannotHoldTogetherStopTheStart(String property, String place, String reason, String suggestion) {
		this.contextRunner.withBean("recovery", OutcomeRecovery.class, () -> (call) -> Recovered.unknown())
			.withPropertyValues(ORDERS + property)
			.run((context) -> assertThat(problems(context)).anySatisfy((problem) -> {
				assertThat(problem.place()).isEqualTo(ORDERS + place);
				assertThat(problem.reason()).isEqualTo(reason);
				if (!suggestion.startsWith("Declare")) {
					assertThat(problem.suggestion()).isEqualTo(suggestion);
				}
			}));
	}

	@Test
	void recoveryAndTransactionsContradict() {
		this.contextRunner.withBean("recovery", OutcomeRecovery.class, () -> (call) -> Recovered.unknown())
			.withPropertyValues(ORDERS + "guarantee=transactional", ORDERS + "on-takeover=recover",
					ORDERS + "recover=recovery")
			.run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(ORDERS + "on-takeover");
				assertThat(problem.reason()).contains("has no effect with guarantee = transactional");
			}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "max-run=0s", "lease=1h", "ttl=1h", "on-store-error=bypass", "store-failures=" })
	void settingsThatHoldTogetherAreLegal(String property) {
		this.contextRunner.withPropertyValues(ORDERS + property).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aResultThatIsForgottenBeforeAClaimIsIsMentioned(CapturedOutput output) {
		this.contextRunner.withPropertyValues(ORDERS + "ttl=5s")
			.run((context) -> assertThat(output)
				.contains("Instance 'orders': idempotency.ttl = 5s is shorter than idempotency.lease = 30s"));
	}

	@Test
	void failuresAreMatchedExactlySoTheirTypesMustNotBeAbstract() {
		AnnotatedContext.with(AbstractFailure.class)
			.run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
				assertThat(problem.toString()).contains("annotation @Idempotent on AbstractFailure.call");
				assertThat(problem.reason()).isEqualTo("names dev.resilience.classification.ResilienceException, which "
						+ "is abstract: failures are matched by exactly their type");
			}));
	}

	@Test
	void failuresThatAreKeptAreReplayed() {
		AnnotatedContext.with(Failing.class).run((context) -> {
			Failing failing = context.getBean(Failing.class);
			assertThat(Outcomes.of(2, () -> failing.exactly("a"))).isEqualTo("IllegalState IllegalState");
			assertThat(failing.effects()).hasValue(1);
			assertThat(Outcomes.of(2, () -> failing.subtype("b"))).isEqualTo("Cancellation Cancellation");
			assertThat(failing.effects()).hasValue(3);
		});
	}

	@Test
	void aBeanRecoversWhatAnAbandonedCallHasDone() {
		AtomicReference<@Nullable String> asked = new AtomicReference<>();
		AnnotatedContext.with(Recovering.class)
			.withPropertyValues("resilience.defaults.idempotency.max-run=0s")
			.withBean("byTarget", OutcomeRecovery.class, () -> (call) -> {
				asked.set(call.key());
				return Recovered.completed("found");
			})
			.run((context) -> {
				Recovering recovering = context.getBean(Recovering.class);
				ManualTime time = context.getBean(ManualTime.class);
				recovering.call("k", () -> {
					time.advance(Duration.ofHours(1));
					assertThat(recovering.call("k", () -> "again")).isEqualTo("found");
					return "late";
				});
				assertThat(asked).hasValue("k");
			});
	}

	@Test
	void anAbandonedCallIsNotRepeatedWhereThatIsSaid() {
		AnnotatedContext.with(Rejecting.class)
			.withPropertyValues("resilience.defaults.idempotency.max-run=0s")
			.run((context) -> {
				Rejecting rejecting = context.getBean(Rejecting.class);
				ManualTime time = context.getBean(ManualTime.class);
				rejecting.call("k", () -> {
					time.advance(Duration.ofHours(1));
					assertThatExceptionOfType(IdempotencyOutcomeUnknownException.class)
						.isThrownBy(() -> rejecting.call("k", () -> "again"));
					return "late";
				});
			});
	}

	@Test
	void storeAndGuaranteeOfAnAnnotationWinOverDefaults() {
		InMemoryIdempotencyStore mine = new InMemoryIdempotencyStore(ManualTime.autoAdvancing());
		AnnotatedContext.with(Named.class)
			.withBean("mine", IdempotencyStore.class, () -> mine)
			.withPropertyValues("resilience.defaults.idempotency.store=memory")
			.run((context) -> {
				context.getBean(Named.class).call("k");
				assertThat(mine.size()).isOne();
			});
	}

	@Test
	void theStoreOfAMethodCanBeChangedLive() {
		InMemoryIdempotencyStore mine = new InMemoryIdempotencyStore(ManualTime.autoAdvancing());
		this.contextRunner.withBean("mine", IdempotencyStore.class, () -> mine)
			.withPropertyValues(ORDERS + "store=memory")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				LiveSettings live = context.getBean(LiveSettings.class);
				assertThatExceptionOfType(StartupProblemsException.class)
					.isThrownBy(() -> live.change("orders", "idempotency.store=mien", ChangedBy.CODE))
					.withMessageContaining("there is no idempotency store 'mien'");
				orders.place("k");
				assertThat(mine.size()).isZero();
				live.change("orders", "idempotency.store=mine", ChangedBy.CODE);
				orders.place("k");
				assertThat(mine.size()).isOne();
			});
	}

	@Test
	void theTypeOfTheKeptValueIsToldWithItsGenerics() {
		TextCodecs codecs = new TextCodecs();
		AnnotatedContext.with(Shapes.class)
			.withBean("bytes", ByteStore.class, ByteStore::new)
			.withBean(ResultCodecs.class, () -> codecs)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(codecs.asked()).contains(String.class, void.class, int.class, Void.class,
						new ParameterizedTypeReference<List<Integer>>() {
						}.getType(), new ParameterizedTypeReference<Optional<String>>() {
						}.getType());
				assertThat(codecs.asked()).doesNotContain(CompletableFuture.class, Mono.class).hasSize(8);
			});
	}

	@Test
	void aResultThatCannotBeReplayedStopsTheStartWithItsMethod() {
		AnnotatedContext.with(Anything.class)
			.withBean("bytes", ByteStore.class, ByteStore::new)
			.withBean(ResultCodecs.class, TextCodecs::new)
			.run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
				assertThat(problem.place()).contains("Anything.call");
				assertThat(problem.reason()).isEqualTo("its result cannot be replayed from the idempotency store "
						+ "'bytes': java.lang.Object may be anything");
			}));
	}

	@Test
	void aStoreThatKeepsObjectsReplaysAnything() {
		AnnotatedContext.with(Anything.class)
			.withBean(ResultCodecs.class, TextCodecs::new)
			.run((context) -> assertThat(context.getBean(Anything.class).call("k"))
				.isSameAs(context.getBean(Anything.class).call("k")));
	}

	@ParameterizedTest
	@ValueSource(classes = { StreamResult.class, IteratorResult.class, InputResult.class, CallableResult.class,
			NestedResult.class, EmitterResult.class })
	void whatCanBeUsedOnceStopsTheStartInEveryStore(Class<?> bean) {
		AnnotatedContext.with(bean)
			.run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
				assertThat(problem.place()).contains(bean.getSimpleName() + ".call");
				assertThat(problem.reason()).contains("which can be used only once");
			}));
	}

	@Test
	void overloadsAndClassesOfOneNameHaveKeysOfTheirOwn() {
		AnnotatedContext.with(One.Same.class, Two.Same.class).run((context) -> {
			One.Same one = context.getBean(One.Same.class);
			assertThat(one.call("k")).isEqualTo("text");
			assertThat(one.call((CharSequence) "k")).isEqualTo("characters");
			assertThat(context.getBean(Two.Same.class).call("k")).isEqualTo("two");
		});
	}

	@Test
	void namedOperationsShareTheirKeys() {
		AnnotatedContext.with(SharedOperation.class).run((context) -> {
			SharedOperation shared = context.getBean(SharedOperation.class);
			assertThat(shared.one("k")).isEqualTo(shared.two("k")).isEqualTo("one");
		});
	}

	@Test
	void keysOfDifferentPrincipalsAreDifferent() {
		this.contextRunner.withPropertyValues(ORDERS + "per-principal=true").run((context) -> {
			Orders orders = context.getBean(Orders.class);
			logIn("ann");
			String ofAnn = orders.place("k");
			logIn("bob");
			assertThat(orders.place("k")).isNotEqualTo(ofAnn);
			logIn("ann");
			assertThat(orders.place("k")).isEqualTo(ofAnn);
		});
	}

	@Test
	void withoutAPrincipalACallIsRefused() {
		this.contextRunner.withPropertyValues(ORDERS + "per-principal=true").run((context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> orders.place("k"))
				.havingCause()
				.withMessageContaining("on nobody's behalf");
			SecurityContextHolder.getContext()
				.setAuthentication(new AnonymousAuthenticationToken("key", "anonymousUser",
						AuthorityUtils.createAuthorityList("ROLE_ANONYMOUS")));
			assertThatExceptionOfType(InvalidIdempotencyKeyException.class).isThrownBy(() -> orders.place("k"));
			assertThat(orders.effects()).hasValue(0);
		});
	}

	@Test
	void withoutSecurityThePrincipalIsThatOfTheRequest() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		request.setUserPrincipal(() -> "ann");
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		AnnotatedContext.with(Orders.class)
			.withClassLoader(new FilteredClassLoader("org.springframework.security"))
			.withPropertyValues(ORDERS + "per-principal=true")
			.run((context) -> assertThat(context.getBean(IdempotencyPrincipal.class).current()).isEqualTo("ann"));
	}

	@Test
	void anApplicationKnowsItsPrincipalsItself() {
		AtomicReference<String> tenant = new AtomicReference<>("t1");
		this.contextRunner.withBean(IdempotencyPrincipal.class, () -> tenant::get)
			.withPropertyValues(ORDERS + "per-principal=true")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				String first = orders.place("k");
				tenant.set("t2");
				assertThat(orders.place("k")).isNotEqualTo(first);
			});
	}

	@Test
	void aPublisherPerPrincipalIsWarnedOf(CapturedOutput output) {
		AnnotatedContext.with(Shapes.class)
			.withPropertyValues("resilience.defaults.idempotency.per-principal=true")
			.run((context) -> assertThat(output)
				.contains("Shapes.mono takes the principal of the thread that subscribes"));
	}

	private static void logIn(String user) {
		TestingAuthenticationToken authentication = new TestingAuthenticationToken(user, "secret", "ROLE_USER");
		SecurityContextHolder.getContext().setAuthentication(authentication);
	}

	private static List<StartupProblem> problems(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof StartupProblemsException)) {
			failure = failure.getCause();
		}
		assertThat(failure).as("%s", context.getStartupFailure()).isNotNull();
		return ((StartupProblemsException) failure).problems();
	}

	public static class Orders {

		private final AtomicInteger effects = new AtomicInteger();

		AtomicInteger effects() {
			return this.effects;
		}

		@Idempotent(value = "orders", key = "#id")
		public String place(String id) {
			return id + " " + this.effects.incrementAndGet();
		}

	}

	static class AbstractFailure {

		@Idempotent(key = "#id", storeFailures = ResilienceException.class)
		String call(String id) {
			return id;
		}

	}

	static class Failing {

		private final AtomicInteger effects = new AtomicInteger();

		AtomicInteger effects() {
			return this.effects;
		}

		@Idempotent(key = "#id", storeFailures = IllegalStateException.class)
		String exactly(String id) {
			this.effects.incrementAndGet();
			throw new IllegalStateException(id);
		}

		@Idempotent(key = "#id", storeFailures = IllegalStateException.class)
		String subtype(String id) {
			this.effects.incrementAndGet();
			throw new CancellationException(id);
		}

	}

	static class Recovering {

		@Idempotent(key = "#id", onTakeover = Idempotent.OnTakeover.RECOVER, recover = "byTarget")
		String call(String id, Supplier<String> work) {
			return work.get();
		}

	}

	static class Rejecting {

		@Idempotent(value = "rejecting", key = "#id", onTakeover = Idempotent.OnTakeover.REJECT)
		String call(String id, Supplier<String> work) {
			return work.get();
		}

	}

	static class Named {

		@Idempotent(key = "#id", store = "mine", guarantee = Idempotent.Guarantee.LEASE)
		String call(String id) {
			return id;
		}

	}

	static class Shapes {

		@Idempotent(key = "#id")
		String text(String id) {
			return id;
		}

		@Idempotent(key = "#id")
		void nothing(String id) {
		}

		@Idempotent(key = "#id")
		int number(String id) {
			return 1;
		}

		@Idempotent(key = "#id")
		List<Integer> list(String id) {
			return List.of(1);
		}

		@Idempotent(key = "#id")
		Optional<String> optional(String id) {
			return Optional.of(id);
		}

		@Idempotent(key = "#id")
		CompletableFuture<List<Integer>> later(String id) {
			return CompletableFuture.completedFuture(List.of(1));
		}

		@Idempotent(key = "#id")
		Mono<String> mono(String id) {
			return Mono.just(id);
		}

		@Idempotent(key = "#id")
		Mono<Void> end(String id) {
			return Mono.empty();
		}

	}

	static class Anything {

		@Idempotent(key = "#id")
		Object call(String id) {
			return new Object();
		}

	}

	static class StreamResult {

		@Idempotent(key = "#id")
		Stream<String> call(String id) {
			return Stream.of(id);
		}

	}

	static class IteratorResult {

		@Idempotent(key = "#id")
		Iterator<String> call(String id) {
			return List.of(id).iterator();
		}

	}

	static class InputResult {

		@Idempotent(key = "#id")
		InputStream call(String id) {
			return InputStream.nullInputStream();
		}

	}

	static class CallableResult {

		@Idempotent(key = "#id")
		Callable<String> call(String id) {
			return () -> id;
		}

	}

	static class NestedResult {

		@Idempotent(key = "#id")
		CompletableFuture<Optional<Stream<String>>> call(String id) {
			return CompletableFuture.completedFuture(Optional.empty());
		}

	}

	static class EmitterResult {

		@Idempotent(key = "#id")
		SseEmitter call(String id) {
			return new SseEmitter();
		}

	}

	static class One {

		static class Same {

			@Idempotent(value = "one", key = "#id")
			String call(String id) {
				return "text";
			}

			@Idempotent(value = "one", key = "#id")
			String call(CharSequence id) {
				return "characters";
			}

		}

	}

	static class Two {

		static class Same {

			@Idempotent(value = "two", key = "#id")
			String call(String id) {
				return "two";
			}

		}

	}

	static class SharedOperation {

		@Idempotent(key = "#id", operation = "shared")
		String one(String id) {
			return "one";
		}

		@Idempotent(key = "#id", operation = "shared")
		String two(String id) {
			return "two";
		}

	}

}
