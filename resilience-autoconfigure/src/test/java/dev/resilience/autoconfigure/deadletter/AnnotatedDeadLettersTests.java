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

package dev.resilience.autoconfigure.deadletter;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import reactor.core.publisher.Mono;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceDeadLetterAutoConfiguration;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetterStore;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.deadletter.ReplayResult;
import dev.resilience.step.StepExecutor;
import dev.resilience.step.StepOutcome;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Failed calls of annotated methods: what is kept of them, and how they are made again.
 */
class AnnotatedDeadLettersTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, JacksonAutoConfiguration.class,
				ResilienceAutoConfiguration.class, ResilienceAopAutoConfiguration.class,
				ResilienceDeadLetterAutoConfiguration.class))
		.withUserConfiguration(Time.class);

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void aFailedCallIsKeptWithItsArgumentsAndMadeAgain() {
		run(Payments.class, (context) -> {
			Payments payments = context.getBean(Payments.class);
			Order order = new Order("o-1", new BigDecimal("12.50"), Instant.parse("2026-03-01T10:00:00Z"),
					List.of("a", "b"));
			payments.outage(new IOException("down"));
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> payments.charge(order, 3, null));
			DeadLetter letter = only(context);
			assertThat(letter.operation()).isEqualTo(
					Payments.class.getName() + ".charge(" + Order.class.getTypeName() + ",int,java.lang.String)");
			assertThat(letter.instance()).isEqualTo("payments");
			assertThat(letter.attempts()).isEqualTo(2);
			assertThat(letter.payload().state()).isEqualTo(DeadLetterPayload.State.COMPLETE);
			payments.outage(null);
			assertThat(replay(context, letter).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			assertThat(payments.charged()).containsExactly(order);
			assertThat(all(context)).extracting(DeadLetter::status).containsExactly(DeadLetterStatus.RESOLVED);
		});
	}

	@Test
	void aReplayRunsUnderThePoliciesOfTheMethodAndUpdatesItsLetter() {
		run(Payments.class, (context) -> {
			Payments payments = context.getBean(Payments.class);
			payments.outage(new IOException("down"));
			catchThrowable(() -> payments.charge(Order.SIMPLE, 1, "x"));
			int before = payments.attempts();
			assertThat(replay(context, only(context)).outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
			assertThat(payments.attempts() - before).isEqualTo(2);
			assertThat(only(context).status()).isEqualTo(DeadLetterStatus.REPLAY_FAILED);
		});
	}

	@Test
	void aRetryKeepsWhatItGivesUpWhereSettingsSaySo() {
		this.contextRunner.withBean(Retried.class)
			.withPropertyValues("resilience.instances.retried.retry.dead-letter=true")
			.run((context) -> {
				catchThrowable(() -> context.getBean(Retried.class).call(1));
				assertThat(only(context).payload().text()).isEqualTo("[1]");
			});
	}

	@Test
	void aRetryKeepsNothingByItself() {
		run(Retried.class, (context) -> {
			catchThrowable(() -> context.getBean(Retried.class).call(1));
			assertThat(all(context)).isEmpty();
		});
	}

	@Test
	void settingsThatChangeLiveTakeEffect() {
		run(Retried.class, (context) -> {
			context.getBean(LiveSettings.class)
				.change("retried", "retry.dead-letter=true\ndead-letter.max-payload=1B", ChangedBy.CODE);
			catchThrowable(() -> context.getBean(Retried.class).call(100));
			assertThat(only(context).payload().state()).isEqualTo(DeadLetterPayload.State.TOO_LARGE);
			assertThat(replay(context, only(context)).outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
		});
	}

	@Test
	void aBlockInTheSettingsKeepsCallsOfResilientMethods() {
		this.contextRunner.withBean(Configured.class)
			.withPropertyValues("resilience.instances.configured.dead-letter.skip-on=java.lang.IllegalStateException")
			.run((context) -> {
				Configured configured = context.getBean(Configured.class);
				catchThrowable(() -> configured.call(new IllegalStateException()));
				assertThat(all(context)).isEmpty();
				catchThrowable(() -> configured.call(new IllegalArgumentException()));
				assertThat(all(context)).hasSize(1);
			});
	}

	@Test
	void listsOfTheAnnotationSayWhatIsKept() {
		run(Listed.class, (context) -> {
			Listed listed = context.getBean(Listed.class);
			catchThrowable(() -> listed.call(new IllegalArgumentException()));
			catchThrowable(() -> listed.call(new NumberFormatException()));
			assertThat(only(context).failure().type()).isEqualTo(IllegalArgumentException.class.getName());
		});
	}

	@Test
	void aFallbackAnswersAndTheCallIsKept() {
		run(Answered.class, (context) -> {
			assertThat(context.getBean(Answered.class).call("a")).isEqualTo("standby");
			assertThat(only(context).instance()).isEqualTo("answered");
		});
	}

	@Test
	void secretsAreMaskedAndSuchALetterNeedsAPayload() {
		this.contextRunner.withBean(LogIn.class)
			.withPropertyValues("resilience.dead-letters.editable-payloads=true")
			.run((context) -> {
				LogIn logIn = context.getBean(LogIn.class);
				catchThrowable(() -> logIn.call("bob", "s3cret"));
				DeadLetter letter = only(context);
				assertThat(letter.payload().state()).isEqualTo(DeadLetterPayload.State.REDACTED);
				assertThat(letter.payload().text()).contains("bob").doesNotContain("s3cret");
				assertThat(letter.failure().message()).doesNotContain("s3cret");
				assertThat(replay(context, letter).outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
				logIn.repair();
				DeadLetters letters = context.getBean(DeadLetters.class);
				assertThat(letters.replay(letter.id(), "[\"bob\"]")).satisfies((result) -> {
					assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
					assertThat(result.reason()).contains("a JSON array of 2 values");
				});
				assertThat(letters.replay(letter.id(), "[\"bob\", \"s3cret\"]").outcome())
					.isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			});
	}

	@Test
	void argumentsThatCannotBeWrittenCostThePayloadOnly() {
		run(Unwritable.class, (context) -> {
			Unwritable unwritable = context.getBean(Unwritable.class);
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> unwritable.stream(InputStream.nullInputStream()));
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> unwritable.endless(new Endless()));
			assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> unwritable.base(new Base.Sub("more")));
			assertThat(all(context)).hasSize(3)
				.extracting((letter) -> letter.payload().state())
				.containsOnly(DeadLetterPayload.State.UNWRITABLE);
		});
	}

	@Test
	void callsThatEndLaterAreKeptAndMadeAgain() {
		run(Late.class, (context) -> {
			Late late = context.getBean(Late.class);
			assertThat(catchThrowable(() -> late.stage("a").join())).hasRootCauseMessage("down");
			assertThat(catchThrowable(() -> late.mono("b").block())).hasRootCauseMessage("down");
			List<DeadLetter> letters = all(context);
			assertThat(letters).hasSize(2);
			for (DeadLetter letter : letters) {
				assertThat(replay(context, letter).outcome()).isEqualTo(ReplayResult.Outcome.FAILED);
			}
			late.repair();
			for (DeadLetter letter : letters) {
				assertThat(replay(context, letter).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			}
			assertThat(late.results()).containsExactlyInAnyOrder("a", "b");
			assertThat(all(context)).hasSize(2);
		});
	}

	@Test
	void methodsThatRunElsewhereAreReplayedByAHandlerOnly() {
		run(Elsewhere.class, (context) -> {
			catchThrowable(() -> context.getBean(Elsewhere.class).call());
			assertThat(replay(context, only(context))).satisfies((result) -> {
				assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.NOT_REPLAYABLE);
				assertThat(result.reason()).contains("@Async");
			});
		});
	}

	@Test
	void anOpenCircuitHoldsUpReplays() {
		run(Broken.class, (context) -> {
			Broken broken = context.getBean(Broken.class);
			catchThrowable(broken::call);
			catchThrowable(broken::call);
			DeadLetter letter = all(context).get(0);
			ReplayResult result = replay(context, letter);
			assertThat(result.outcome()).isEqualTo(ReplayResult.Outcome.BLOCKED);
			assertThat(result.retryAfter()).isEqualTo(Duration.ofSeconds(30));
			context.getBean(ManualTime.class).advance(Duration.ofSeconds(30));
			broken.repair();
			assertThat(replay(context, letter).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			Objects.requireNonNull(context.getBean(ResilienceRegistry.class).get("broken").circuitBreaker())
				.forceOpen();
			assertThat(replay(context, all(context).get(1)).outcome()).isEqualTo(ReplayResult.Outcome.BLOCKED);
		});
	}

	@Test
	void aReplayHasTheIdempotencyKeyOfTheFailedCall() {
		this.contextRunner.withBean(Keyed.class)
			.withPropertyValues("resilience.instances.keyed.idempotency.per-principal=true")
			.run((context) -> {
				Keyed keyed = context.getBean(Keyed.class);
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken("bob", "x", "USER"));
				catchThrowable(() -> keyed.call("k-1"));
				SecurityContextHolder.clearContext();
				keyed.repair();
				assertThat(replay(context, only(context)).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
				SecurityContextHolder.getContext()
					.setAuthentication(new TestingAuthenticationToken("bob", "x", "USER"));
				assertThat(keyed.call("k-1")).isEqualTo("done 1");
			});
	}

	@Test
	void theBeanThatWasCalledIsCalledAgain() {
		this.contextRunner.withBean("first", Twin.class, Twin::new)
			.withBean("second", Twin.class, Twin::new)
			.run((context) -> {
				Twin second = context.getBean("second", Twin.class);
				catchThrowable(second::call);
				second.repair();
				assertThat(replay(context, only(context)).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			});
	}

	@Test
	void aHandlerOfTheApplicationWins() {
		List<@Nullable String> handled = new ArrayList<>();
		this.contextRunner.withBean(Named.class).withBean(DeadLetterHandler.class, () -> new DeadLetterHandler() {

			@Override
			public String operation() {
				return "named-work";
			}

			@Override
			public @Nullable Object replay(DeadLetter letter) {
				return handled.add(letter.payload().text());
			}

		}).run((context) -> {
			catchThrowable(() -> context.getBean(Named.class).call(7));
			assertThat(replay(context, only(context)).outcome()).isEqualTo(ReplayResult.Outcome.SUCCEEDED);
			assertThat(handled).containsExactly("[7]");
		});
	}

	@Test
	void theOnlyStoreOfTheApplicationIsUsed() {
		InMemoryDeadLetterStore own = new InMemoryDeadLetterStore();
		this.contextRunner.withBean(Named.class).withBean("own", DeadLetterStore.class, () -> own).run((context) -> {
			catchThrowable(() -> context.getBean(Named.class).call(7));
			assertThat(own.counts().open()).isEqualTo(1);
			assertThat(context.getBeanFactory().containsSingleton("memoryDeadLetterStore")).isFalse();
		});
	}

	@Test
	void stepsAreKeptWhereTheirInstanceSaysSo() {
		this.contextRunner
			.withPropertyValues("resilience.instances.kept.retry.max-attempts=1",
					"resilience.instances.kept.retry.dead-letter=true")
			.run((context) -> {
				StepExecutor steps = context.getBean(StepExecutor.class);
				assertThat(steps.execute("kept", Map.of("page", 7), (settings) -> {
					throw new IllegalStateException("down");
				}).outcome()).isEqualTo(StepOutcome.DEAD_LETTERED);
				assertThat(steps.execute("lost", () -> {
					throw new IllegalArgumentException("down");
				}).outcome()).isEqualTo(StepOutcome.FAILED);
				assertThat(only(context)).satisfies((letter) -> {
					assertThat(letter.source()).isEqualTo(DeadLetter.STEP);
					assertThat(letter.operation()).isEqualTo("kept");
					assertThat(letter.payload().text()).isEqualTo("{\"page\":7}");
				});
			});
	}

	@Test
	void aStoreThatDoesNotExistStopsTheStart() {
		this.contextRunner.withBean(Named.class)
			.withPropertyValues("resilience.dead-letters.store=memry")
			.run((context) -> {
				assertThat(context.getStartupFailure()).isInstanceOf(StartupProblemsException.class);
				StartupProblemsException failure = (StartupProblemsException) context.getStartupFailure();
				assertThat(Objects.requireNonNull(failure).problems()).singleElement().satisfies((problem) -> {
					assertThat(problem.place()).isEqualTo("resilience.dead-letters.store");
					assertThat(problem.suggestion()).isEqualTo("did you mean 'memory'?");
				});
			});
	}

	@Test
	void nothingComesIntoBeingWhereNothingIsKept() {
		run(Retried.class, (context) -> {
			assertThat(context.getBeanFactory().containsSingleton("resilienceDeadLetters")).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("resilienceArgumentCodecs")).isFalse();
		});
	}

	private <T> void run(Class<T> bean, Consumer<AssertableApplicationContext> test) {
		this.contextRunner.withBean(bean).run(test::accept);
	}

	private static List<DeadLetter> all(AssertableApplicationContext context) {
		return context.getBean(DeadLetters.class).list(DeadLetterFilter.ALL, null, 100);
	}

	private static DeadLetter only(AssertableApplicationContext context) {
		List<DeadLetter> letters = all(context);
		assertThat(letters).hasSize(1);
		return letters.get(0);
	}

	private static ReplayResult replay(AssertableApplicationContext context, DeadLetter letter) {
		return context.getBean(DeadLetters.class).replay(letter.id());
	}

	@Configuration(proxyBeanMethods = false)
	static class Time {

		@Bean
		ManualTime time() {
			return ManualTime.autoAdvancing();
		}

	}

	record Order(String id, BigDecimal amount, Instant at, List<String> items) {

		private static final Order SIMPLE = new Order("s", BigDecimal.ONE, Instant.EPOCH, List.of());

	}

	static class Payments {

		private final List<Order> charged = new ArrayList<>();

		private final AtomicInteger attempts = new AtomicInteger();

		private @Nullable IOException outage;

		@dev.resilience.annotation.DeadLetter
		@Retry(value = "payments", maxAttempts = 2)
		String charge(Order order, int times, @Nullable String note) throws IOException {
			this.attempts.incrementAndGet();
			if (this.outage != null) {
				throw this.outage;
			}
			this.charged.add(order);
			return order.id() + times + note;
		}

		void outage(@Nullable IOException outage) {
			this.outage = outage;
		}

		int attempts() {
			return this.attempts.get();
		}

		List<Order> charged() {
			return this.charged;
		}

	}

	static class Retried {

		@Retry(value = "retried", maxAttempts = 2)
		void call(int number) {
			throw new UnsupportedOperationException("call " + number);
		}

	}

	static class Configured {

		@Resilient("configured")
		void call(RuntimeException failure) {
			throw failure;
		}

	}

	static class Listed {

		@dev.resilience.annotation.DeadLetter(value = "listed", on = IllegalArgumentException.class,
				skipOn = NumberFormatException.class)
		void call(RuntimeException failure) {
			throw failure;
		}

	}

	static class Answered {

		@Fallback("standby")
		@dev.resilience.annotation.DeadLetter
		@CircuitBreaker("answered")
		String call(String text) {
			throw new IllegalStateException(text);
		}

		String standby(String text) {
			return "standby";
		}

	}

	static class LogIn {

		private boolean works;

		void repair() {
			this.works = true;
		}

		@dev.resilience.annotation.DeadLetter
		void call(String user, String password) {
			if (!this.works) {
				throw new IllegalStateException("failed for user=" + user + " password=" + password);
			}
		}

	}

	static class Unwritable {

		@dev.resilience.annotation.DeadLetter
		void stream(InputStream input) {
			throw new IllegalStateException();
		}

		@dev.resilience.annotation.DeadLetter
		void endless(Endless input) {
			throw new IllegalStateException();
		}

		@dev.resilience.annotation.DeadLetter
		void base(Base input) {
			throw new IllegalStateException();
		}

	}

	static final class Endless {

		@JsonProperty
		private final Endless self = this;

	}

	static class Base {

		@JsonProperty
		private String text = "";

		static final class Sub extends Base {

			@JsonProperty
			private final String more;

			Sub(String more) {
				this.more = more;
			}

		}

	}

	static class Late {

		private final List<String> done = new ArrayList<>();

		private boolean works;

		void repair() {
			this.works = true;
		}

		@dev.resilience.annotation.DeadLetter
		@Retry(maxAttempts = 2, delay = "0s")
		CompletableFuture<String> stage(String text) {
			return this.works ? CompletableFuture.completedFuture(text).thenApply(this::done)
					: CompletableFuture.failedFuture(new IOException("down"));
		}

		@dev.resilience.annotation.DeadLetter
		@Retry(maxAttempts = 2, delay = "0s")
		Mono<String> mono(String text) {
			return Mono.defer(() -> this.works ? Mono.just(done(text)) : Mono.error(new IOException("down")));
		}

		List<String> results() {
			return this.done;
		}

		private String done(String text) {
			this.done.add(text);
			return text;
		}

	}

	static class Elsewhere {

		@Async
		@dev.resilience.annotation.DeadLetter
		void call() {
			throw new IllegalStateException();
		}

	}

	static class Broken {

		private boolean works;

		void repair() {
			this.works = true;
		}

		@dev.resilience.annotation.DeadLetter
		@CircuitBreaker(value = "broken", failureThreshold = 1)
		void call() throws IOException {
			if (!this.works) {
				throw new IOException("down");
			}
		}

	}

	static class Keyed {

		private final AtomicInteger calls = new AtomicInteger();

		private boolean works;

		void repair() {
			this.works = true;
		}

		@dev.resilience.annotation.DeadLetter
		@Idempotent(value = "keyed", key = "#key")
		String call(String key) {
			if (!this.works) {
				throw new IllegalStateException(key);
			}
			return "done " + this.calls.incrementAndGet();
		}

	}

	static class Twin {

		private boolean works;

		void repair() {
			this.works = true;
		}

		@dev.resilience.annotation.DeadLetter
		void call() {
			if (!this.works) {
				throw new IllegalStateException();
			}
		}

	}

	static class Named {

		@dev.resilience.annotation.DeadLetter(operation = "named-work", replayable = false)
		void call(int number) {
			throw new IllegalStateException("call " + number);
		}

	}

}
