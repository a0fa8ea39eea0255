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

package dev.resilience.idempotency;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import dev.resilience.event.ResilienceEvent;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests of {@link Idempotency} on one thread; the cases are those of the portable
 * behaviour table.
 */
class IdempotencyPolicyTests {

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration TTL = Duration.ofSeconds(5);

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time);

	private final FlakyStore store = new FlakyStore(new InMemoryIdempotencyStore(this.time, 2));

	private final IdempotencyCounters counters = new IdempotencyCounters();

	private final IdempotencyConfig config = IdempotencyConfig.builder().lease(LEASE).ttl(TTL).build();

	private final AtomicInteger effects = new AtomicInteger();

	IdempotencyPolicyTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(1));
	}

	@AfterEach
	void noTaskIsLeft() {
		assertThat(this.time.scheduledTasks()).isZero();
	}

	@Test
	void runsOncePerKeyAndReplaysD074() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		assertThat(idempotency.execute("a", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.execute("a", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.execute("b", null, this::effect)).isEqualTo(2);
		assertThat(idempotency.forget("payments", "a")).isTrue();
		assertThat(idempotency.forget("payments", "a")).isFalse();
		assertThat(idempotency.execute("a", null, this::effect)).isEqualTo(3);
		assertThat(idempotency.execute("b", null, this::effect)).isEqualTo(2);
	}

	@Test
	void replaysOnlyWhatIsStrictlyYoungerThanTheLimitD123() {
		IdempotencyPolicy idempotency = idempotency(this.config.toBuilder().ttl(Duration.ofSeconds(60)).build());
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		this.time.advance(Duration.ofMillis(59_900));
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		this.time.advance(Duration.ofMillis(100));
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(2);
	}

	@Test
	void runsAgainAfterTheTimeToLiveCase45() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		idempotency.execute("K", "body", this::effect);
		this.time.advance(TTL);
		assertThat(idempotency.execute("K", "other body", this::effect)).isEqualTo(2);
	}

	@Test
	void countsTheTimeToLiveFromCompletionCase46() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		idempotency.execute("K", null, () -> {
			this.time.advance(Duration.ofSeconds(3));
			return effect();
		});
		this.time.advance(Duration.ofSeconds(4));
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	@Test
	void marksAReplayAndPublishesIt() throws Throwable {
		List<CallReplayed> events = new ArrayList<>();
		this.context.events().on(CallReplayed.class, events::add);
		KeyedCall first = new KeyedCall("charge", "K", "body");
		KeyedCall second = new KeyedCall("charge", "K", "body");
		execute(first);
		execute(second);
		assertThat(first.source()).isEqualTo(Outcome.Source.TARGET);
		assertThat(second.source()).isEqualTo(Outcome.Source.REPLAY);
		assertThat(events).containsExactly(new CallReplayed("payments", this.time.wallClock().instant(),
				IdempotencyKey.of("charge", "K").toString(), Duration.ZERO));
	}

	@Test
	void refusesAnotherPayloadAndStillReplaysTheOriginalCase26() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		idempotency.execute("K", "body", this::effect);
		assertThatExceptionOfType(IdempotencyKeyReusedException.class)
			.isThrownBy(() -> idempotency.execute("K", "other", this::effect))
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "payments")).isEqualTo(OutcomeKind.REJECTED))
			.satisfies((ex) -> assertThat(ex.selectableAs()).isEqualTo(IdempotencyKeyReusedException.class));
		assertThat(idempotency.execute("K", "body", this::effect)).isEqualTo(1);
		assertThat(idempotency.snapshot().mismatch()).isEqualTo(1);
	}

	@Test
	void refusesADuplicateInFlightWithTheRestOfItsLease() {
		List<CallRejected> events = new ArrayList<>();
		this.context.events().on(CallRejected.class, events::add);
		IdempotencyPolicy idempotency = idempotency(this.config);
		idempotency.execute("K", null, () -> {
			this.time.advance(Duration.ofMillis(500));
			assertThatExceptionOfType(DuplicateCallException.class)
				.isThrownBy(() -> idempotency.execute("K", null, this::effect))
				.satisfies((ex) -> {
					assertThat(ex.retryAfter()).isEqualTo(Duration.ofMillis(1500));
					assertThat(ex.instance()).isEqualTo("payments");
					assertThat(ex.selectableAs()).isEqualTo(DuplicateCallException.class);
					assertThat(OutcomeKind.of(ex, "payments")).isEqualTo(OutcomeKind.REJECTED);
				});
			assertThatExceptionOfType(IdempotencyKeyReusedException.class)
				.isThrownBy(() -> idempotency.execute("K", "other", this::effect));
			return effect();
		});
		assertThat(this.effects).hasValue(1);
		assertThat(events).extracting(CallRejected::policy).containsOnly(PolicyType.IDEMPOTENCY);
		assertThat(events).extracting(CallRejected::reason).containsExactly("in flight", "key reused");
	}

	@Test
	void keepsOperationsApartCase30() throws Throwable {
		execute(new KeyedCall("a.Orders.place(String)", "K", null));
		execute(new KeyedCall("a.Orders.place(int)", "K", null));
		assertThat(this.effects).hasValue(2);
	}

	@ParameterizedTest
	@NullSource
	@ValueSource(strings = { "", "  ", "\t" })
	void refusesAMissingKeyCase32(@Nullable String key) {
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
			.isThrownBy(() -> execute(new KeyedCall("charge", key, null)))
			.withMessageContaining((key != null) ? "is blank" : "is missing")
			.satisfies((ex) -> assertThat(OutcomeKind.of(ex, "payments")).isEqualTo(OutcomeKind.REJECTED));
		assertThat(this.effects).hasValue(0);
		assertThat(this.counters.snapshot("payments", PolicyMode.ENFORCE).invalidKeys()).isEqualTo(1);
	}

	@Test
	void refusesAKeyThatCannotBeToldCase32() {
		IllegalArgumentException cause = new IllegalArgumentException("no such property");
		IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments", this.config,
				IdempotentOperation.of(this.store, (call) -> {
					throw cause;
				}), this.counters, this.context);
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
			.isThrownBy(() -> idempotency.execute(this::effect, new KeyedCall("charge", "K", null), 0, KeyedCall.WORK))
			.withCause(cause);
		assertThat(this.effects).hasValue(0);
	}

	@Test
	void refusesCallsOfAPipelineWhereThereAreNoKeys() {
		IdempotencyPolicy idempotency = IdempotencyPolicy.of("payments", this.config,
				IdempotentOperation.of(this.store, IdempotencyKeys.none()), this.counters, this.context);
		assertThatExceptionOfType(InvalidIdempotencyKeyException.class)
			.isThrownBy(() -> idempotency.execute(this::effect, new KeyedCall("charge", "K", null), 0, KeyedCall.WORK));
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	@Test
	void passesAFailureOnUnchangedAndFreesTheKeyCase34() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		Exception failure = new Exception("card network is down");
		ThrowingSupplier<Integer, Exception> failing = () -> {
			effect();
			throw failure;
		};
		assertThat(catchThrowable(() -> idempotency.execute("K", "body", failing))).isSameAs(failure)
			.hasNoSuppressedExceptions();
		assertThat(idempotency.execute("K", "other body", this::effect)).isEqualTo(2);
	}

	@Test
	void letsTheFailureOfTheWorkWinOverThatOfTheReleaseCase36() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		IllegalArgumentException failure = new IllegalArgumentException("no such card");
		this.store.fail(FlakyStore.Operation.RELEASE);
		assertThat(catchThrowable(() -> idempotency.execute("K", null, () -> {
			throw failure;
		}))).isSameAs(failure);
		assertThat(failure.getSuppressed()).singleElement().asString().contains("store is down");
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this::effect));
		this.time.advance(LEASE);
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	@ParameterizedTest
	@MethodSource("errorsAndInterrupts")
	void freesTheKeyAfterErrorsAndInterruptsCase37(Throwable thrown) {
		IdempotencyPolicy idempotency = idempotency(this.config);
		assertThat(catchThrowable(() -> idempotency.execute("K", null, () -> {
			Thread.currentThread().interrupt();
			throw thrown;
		}))).isSameAs(thrown);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	static Stream<Throwable> errorsAndInterrupts() {
		return Stream.of(new OutOfMemoryError(), new StackOverflowError(), new InterruptedException());
	}

	@Test
	void runsNothingWhileTheStoreIsDownCase40() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		this.store.fail(FlakyStore.Operation.CLAIM);
		assertThatExceptionOfType(IdempotencyStoreException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this::effect))
			.withRootCauseInstanceOf(IllegalStateException.class);
		assertThat(this.effects).hasValue(0);
		assertThat(idempotency.snapshot().storeErrors()).isEqualTo(1);
	}

	@Test
	void returnsTheResultAlthoughItCannotBeKept() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		this.store.fail(FlakyStore.Operation.COMPLETE);
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.snapshot().failedCompletions()).isEqualTo(1);
		this.store.heal();
		assertThatExceptionOfType(DuplicateCallException.class)
			.isThrownBy(() -> idempotency.execute("K", null, this::effect));
		this.time.advance(LEASE);
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.snapshot().lateCompletions()).isEqualTo(1);
	}

	@Test
	void refusesANewKeyWhenTheStoreIsFullOfLiveClaimsCase48() {
		List<String> rejected = new ArrayList<>();
		this.context.events().on(CallRejected.class, (event) -> rejected.add(event.reason()));
		IdempotencyPolicy idempotency = idempotency(this.config);
		idempotency.execute("a", null, () -> idempotency.execute("b", null, () -> {
			assertThatExceptionOfType(IdempotencyStoreException.class)
				.isThrownBy(() -> idempotency.execute("c", null, this::effect))
				.withMessageContaining("full")
				.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
			return effect();
		}));
		assertThat(this.effects).hasValue(1);
		assertThat(rejected).containsExactly("store full");
		assertThat(idempotency.snapshot().storeErrors()).isOne();
		assertThat(idempotency.snapshot().staleCompletions()).isZero();
	}

	@ParameterizedTest
	@MethodSource("results")
	void replaysWhateverWasReturnedCase49(@Nullable Object result) throws Throwable {
		IdempotencyPolicy idempotency = idempotency(this.config);
		assertThat(idempotency.<@Nullable Object, RuntimeException>execute("K", null, () -> result)).isEqualTo(result);
		assertThat(idempotency.<@Nullable Object, RuntimeException>execute("K", null, this::effect)).isEqualTo(result);
		assertThat(this.effects).hasValue(0);
	}

	static Stream<Arguments> results() {
		return Stream.of(Arguments.of((Object) null), Arguments.of(Optional.empty()), Arguments.of(Optional.of("x")),
				Arguments.of(7), Arguments.of(new BigDecimal("1.10")), Arguments.of(Instant.EPOCH),
				Arguments.of(OnDuplicate.WAIT), Arguments.of(new Claim.Completed(Ending.ofResult("x"))),
				Arguments.of(List.of(new Claim.Mismatch())), Arguments.of(Map.of("a", List.of(1))),
				Arguments.of(Arrays.asList(1, null)));
	}

	@Test
	void runsAgainWhereAnotherCallDisappeared() {
		IdempotencyPolicy idempotency = idempotency(this.config);
		abandon("K");
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.snapshot().takeovers()).isEqualTo(1);
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	@Test
	void refusesToRunAgainWhereItMustNot() {
		List<String> rejected = new ArrayList<>();
		this.context.events().on(CallRejected.class, (event) -> rejected.add(event.reason()));
		IdempotencyPolicy idempotency = idempotency(this.config.toBuilder().onTakeover(OnTakeover.REJECT).build());
		abandon("K");
		for (int round = 1; round <= 2; round++) {
			assertThatExceptionOfType(IdempotencyOutcomeUnknownException.class)
				.isThrownBy(() -> idempotency.execute("K", null, this::effect));
			this.time.advance(LEASE);
		}
		assertThat(this.effects).hasValue(0);
		assertThat(idempotency.snapshot().conflict()).isEqualTo(2);
		assertThat(rejected).containsExactly("outcome unknown", "outcome unknown");
		idempotency.forget("payments", "K");
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
	}

	@Test
	void doesNothingWhenItIsOff() throws Throwable {
		IdempotencyPolicy idempotency = idempotency(this.config.toBuilder().mode(PolicyMode.OFF).build());
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(1);
		assertThat(idempotency.execute("K", null, this::effect)).isEqualTo(2);
		assertThat(idempotency.execute(this::effect, new KeyedCall("charge", null, null), 0, KeyedCall.WORK))
			.isEqualTo(3);
	}

	@Test
	void showsTheKeyNowhereCase61() {
		List<ResilienceEvent> events = new ArrayList<>();
		this.context.events().on(ResilienceEvent.class, events::add);
		Logger logger = (Logger) LoggerFactory.getLogger(IdempotencyPolicy.class.getPackageName());
		Level level = logger.getLevel();
		ListAppender<ILoggingEvent> lines = new ListAppender<>();
		lines.start();
		logger.setLevel(Level.TRACE);
		logger.addAppender(lines);
		IdempotencyPolicy idempotency = idempotency(this.config);
		String key = "mary@example.org";
		List<Throwable> thrown = new ArrayList<>();
		idempotency.execute(key, "body", () -> {
			thrown.add(catchThrowable(() -> idempotency.execute(key, "body", this::effect)));
			thrown.add(catchThrowable(() -> idempotency.execute(key, "other", this::effect)));
			return effect();
		});
		idempotency.execute(key, "body", this::effect);
		this.store.fail(FlakyStore.Operation.COMPLETE);
		idempotency.execute(key + "2", "body", this::effect);
		logger.detachAppender(lines);
		logger.setLevel(level);
		this.store.heal();
		this.time.advance(LEASE);
		this.store.fail(FlakyStore.Operation.CLAIM);
		thrown.add(catchThrowable(() -> idempotency.execute(key, "body", this::effect)));
		assertThat(thrown).hasSize(3).allSatisfy((ex) -> assertThat(ex.getMessage()).doesNotContain("mary"));
		assertThat(events).hasSize(4).allSatisfy((event) -> assertThat(event.toString()).doesNotContain("mary"));
		assertThat(lines.list).isNotEmpty()
			.allSatisfy((line) -> assertThat(line.getFormattedMessage()).doesNotContain("mary"));
		assertThat(idempotency.snapshot()).isEqualTo(new IdempotencySnapshot("payments", PolicyMode.ENFORCE, 2, 1, 0, 1,
				1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0));
	}

	@Test
	void tellsItsInstanceItsSettingsAndItsMode() {
		IdempotencyConfig off = this.config.toBuilder().mode(PolicyMode.OFF).build();
		assertThat(idempotency(off).instance()).isEqualTo("payments");
		assertThat(idempotency(off).config()).isSameAs(off);
		assertThat(idempotency(off).mode()).isEqualTo(PolicyMode.OFF);
	}

	private IdempotencyPolicy idempotency(IdempotencyConfig settings) {
		return IdempotencyPolicy.of("payments", settings, IdempotentOperation.of(this.store, KeyedCall.KEYS),
				this.counters, this.context);
	}

	private @Nullable Object execute(KeyedCall call) throws Throwable {
		return idempotency(this.config).execute(this::effect, call, 0, KeyedCall.WORK);
	}

	private Integer effect() {
		return this.effects.incrementAndGet();
	}

	private void abandon(String key) {
		this.store.claim(new ClaimRequest(IdempotencyKey.of("payments", key), "charge", null, "dead", LEASE, true));
		this.time.advance(LEASE);
	}

}
