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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.DiagnosisContext;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Healer}.
 */
class HealerTests {

	private final ManualTime time = ManualTime.stopped();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	private final InMemoryHealingJournal journal = new InMemoryHealingJournal();

	private final StubDiagnoser diagnoser = new StubDiagnoser();

	private final HealingConfig.Builder config = HealingConfig.builder().mode(HealingMode.ACT);

	private final List<HealingEscalated> escalations = new ArrayList<>();

	private @Nullable Healer healer;

	@AfterEach
	void close() {
		if (this.healer != null) {
			this.healer.close();
		}
		this.registry.close();
	}

	@Test
	void anActionThatHelpsIsVerifiedAndWrittenDown() {
		StubAction action = new StubAction("fix") {

			@Override
			public void execute(RecoveryContext context) {
				super.execute(context);
				breaker("orders").close();
			}

		};
		start(action);
		Instant since = this.time.wallClock().instant();
		open("orders");
		assertThat(action.runs).isEqualTo(1);
		assertThat(events()).isEmpty();
		this.time.advance(Duration.ofSeconds(10));
		HealingEvent event = single(HealingOutcome.SUCCEEDED);
		assertThat(event.subject()).isEqualTo("orders");
		assertThat(event.action()).isEqualTo("fix");
		assertThat(event.mode()).isEqualTo(HealingMode.ACT);
		assertThat(event.verification()).isEqualTo(Verification.PASSED);
		assertThat(event.since()).isEqualTo(since);
		assertThat(event.duration()).isEqualTo(Duration.ofSeconds(10));
		assertThat(event.diagnosis()).isEqualTo("the cause");
		assertThat(event.diagnosisId()).isEqualTo("diag-1");
		assertThat(event.fingerprint()).isEqualTo("f1");
		assertThat(event.category()).isEqualTo(FailureCategory.NETWORK);
		assertThat(event.actor()).isEqualTo("healer");
		assertThat(this.escalations).isEmpty();
	}

	@Test
	void theNextStepFollowsWhenAnActionDoesNotHelp() {
		StubAction first = new StubAction("first");
		StubAction second = new StubAction("second");
		start(first, second);
		open("orders");
		assertThat(first.runs).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(59));
		assertThat(second.runs).isZero();
		assertThat(first.undone).isZero();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(first.undone).isEqualTo(1);
		assertThat(second.runs).isEqualTo(1);
		breaker("orders").close();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(outcomes()).containsExactly("first failed", "second succeeded");
		assertThat(second.undone).isZero();
	}

	@Test
	void stepsAreTakenInTheirOrder() {
		StubAction first = new StubAction("a");
		StubAction second = new StubAction("b");
		start(first, second);
		this.diagnoser.steps = List.of(step(2, "a"), step(1, "b"));
		open("orders");
		assertThat(second.runs).isEqualTo(1);
		assertThat(first.runs).isZero();
	}

	@Test
	void anActionThatFailsIsFollowedByTheNextAtOnce() {
		StubAction failing = new StubAction("failing") {

			@Override
			public void execute(RecoveryContext context) {
				super.execute(context);
				throw new IllegalStateException("password=secret is wrong");
			}

		};
		StubAction next = new StubAction("next");
		start(failing, next);
		open("orders");
		assertThat(next.runs).isEqualTo(1);
		HealingEvent event = single(HealingOutcome.FAILED);
		assertThat(event.verification()).isEqualTo(Verification.NONE);
		assertThat(event.note()).contains("IllegalStateException").doesNotContain("secret");
		assertThat(failing.undone).isEqualTo(1);
	}

	@Test
	void whenNothingHelpsSomebodyIsToldOnce() {
		StubAction action = new StubAction("useless");
		start(action);
		open("orders");
		this.time.advance(Duration.ofMinutes(30));
		assertThat(this.escalations).singleElement().satisfies((escalation) -> {
			assertThat(escalation.instance()).isEqualTo("orders");
			assertThat(escalation.rootCause()).isEqualTo("the cause");
			assertThat(escalation.tried()).containsExactly("useless");
			assertThat(escalation.reason()).isEqualTo("no action has helped");
		});
		assertThat(this.journal.read(HealingFilter.ALL.withOutcome(HealingOutcome.ESCALATED))).hasSize(1);
	}

	@Test
	void somebodyIsToldWhenNoActionFits() {
		start();
		open("orders");
		assertThat(this.escalations).singleElement()
			.extracting(HealingEscalated::reason)
			.isEqualTo("no action that is on fits the diagnosis");
	}

	@Test
	void theCooldownDoublesWhileAnActionKeepsFailing() {
		this.config.maxPerSubject(100).maxPerHour(100);
		StubAction action = new StubAction("useless");
		start(action);
		open("orders");
		List<Long> seconds = new ArrayList<>();
		int before = 0;
		for (int second = 0; second <= 3600; second += 10) {
			if (action.runs > before) {
				seconds.add((long) second);
				before = action.runs;
			}
			this.time.advance(Duration.ofSeconds(10));
		}
		// Fails after 60 s, and is looked at again after 60 s of rest each time
		assertThat(seconds).startsWith(0L, 120L).hasSizeLessThan(9);
		for (int i = 2; i < seconds.size(); i++) {
			long gap = seconds.get(i) - seconds.get(i - 1);
			assertThat(gap).isBetween(Math.min(600, 60L << i), 780L);
		}
	}

	@Test
	void aCooldownIsWrittenDownOnceEachTime() {
		this.config.maxPerSubject(100).maxPerHour(100);
		start(new StubAction("useless"));
		open("orders");
		this.time.advance(Duration.ofMinutes(9));
		long runs = this.journal.statistics().attempts();
		assertThat(this.journal.read(HealingFilter.ALL.withOutcome(HealingOutcome.SKIPPED_COOLDOWN)).size())
			.isBetween(1, (int) runs);
	}

	@Test
	void noMoreThanThreeActionsRunOnASubjectInAnHour() {
		StubAction[] actions = new StubAction[5];
		for (int i = 0; i < actions.length; i++) {
			actions[i] = new StubAction("action-" + i);
		}
		start(actions);
		open("orders");
		this.time.advance(Duration.ofMinutes(50));
		assertThat(actions).extracting((action) -> action.runs).containsExactly(1, 1, 1, 0, 0);
		assertThat(outcomes()).contains("action-3 skipped_limit", "action-4 skipped_limit").doesNotHaveDuplicates();
		assertThat(this.escalations).singleElement().asString().contains("3 actions ran on 'orders'");
		this.time.advance(Duration.ofMinutes(15));
		assertThat(actions).extracting((action) -> action.runs).isNotEqualTo(List.of(1, 1, 1, 0, 0));
	}

	@Test
	void noMoreThanSoManyActionsRunAtAll() {
		this.config.maxPerHour(2).maxIllShare(100);
		StubAction action = new StubAction("useless");
		start(action);
		for (String subject : List.of("a", "b", "c")) {
			open(subject);
		}
		assertThat(action.runs).isEqualTo(2);
		assertThat(single(HealingOutcome.SKIPPED_LIMIT).subject()).isEqualTo("c");
	}

	@Test
	void nothingRunsWhileSoMuchIsIllThatTheCauseMustBeShared() {
		StubAction action = new StubAction("useless");
		for (String well : List.of("w1", "w2")) {
			this.registry.get(well);
		}
		start(action);
		open("a");
		assertThat(action.runs).isEqualTo(1);
		open("b");
		assertThat(action.runs).isEqualTo(1);
		assertThat(single(HealingOutcome.SKIPPED_LIMIT).note()).contains("2 of 4 subjects are ill");
		assertThat(this.escalations).singleElement().extracting(HealingEscalated::instance).isEqualTo("b");
	}

	@Test
	void oneIllSubjectIsNeverTooMuch() {
		this.config.maxIllShare(0);
		StubAction action = new StubAction("useless");
		start(action);
		open("only");
		assertThat(action.runs).isEqualTo(1);
	}

	@Test
	void aDryRunWritesDownWhatWouldRunAndNothingElse() {
		this.config.mode(HealingMode.DRY_RUN);
		StubAction first = new StubAction("first");
		StubAction second = new StubAction("second");
		start(first, second);
		open("orders");
		this.time.advance(Duration.ofSeconds(59));
		assertThat(first.runs + second.runs).isZero();
		HealingEvent event = single(HealingOutcome.DRY_RUN);
		assertThat(event.action()).isEqualTo("first");
		assertThat(event.mode()).isEqualTo(HealingMode.DRY_RUN);
		assertThat(this.escalations).isEmpty();
	}

	@Test
	void aDryRunIsTheDefault() {
		assertThat(HealingConfig.defaults().mode()).isEqualTo(HealingMode.DRY_RUN);
	}

	@Test
	void anActionCanHaveAModeOfItsOwn() {
		this.config.mode(HealingMode.DRY_RUN).mode("first", HealingMode.OFF).mode("second", HealingMode.ACT);
		StubAction first = new StubAction("first");
		StubAction second = new StubAction("second");
		start(first, second);
		open("orders");
		assertThat(first.runs).isZero();
		assertThat(second.runs).isEqualTo(1);
	}

	@Test
	void anActionOfHighRiskIsOffUnlessItIsNamed() {
		StubAction restart = new StubAction("restart") {

			@Override
			public ActionRisk risk() {
				return ActionRisk.HIGH;
			}

		};
		assertThat(this.config.build().modeOf(restart)).isEqualTo(HealingMode.OFF);
		assertThat(this.config.mode("restart", HealingMode.ACT).build().modeOf(restart)).isEqualTo(HealingMode.ACT);
	}

	@Test
	void nothingHappensWhereEverythingIsOff() {
		this.config.mode(HealingMode.OFF);
		start(new StubAction("fix"));
		open("orders");
		this.time.advance(Duration.ofMinutes(5));
		assertThat(this.diagnoser.calls).isZero();
		assertThat(events()).isEmpty();
		assertThat(healer().subjects()).isEmpty();
	}

	@Test
	void theKillSwitchStopsEverythingUntilItIsTurnedBack() {
		StubAction action = new StubAction("fix");
		start(action);
		healer().halt("ann");
		open("orders");
		this.time.advance(Duration.ofMinutes(5));
		assertThat(action.runs).isZero();
		assertThat(this.diagnoser.calls).isZero();
		healer().resume("ann");
		assertThat(action.runs).isEqualTo(1);
	}

	@Test
	void theKillSwitchKeepsTheNextActionFromRunning() {
		StubAction first = new StubAction("first");
		StubAction second = new StubAction("second");
		start(first, second);
		open("orders");
		healer().halt("ann");
		this.time.advance(Duration.ofMinutes(5));
		assertThat(outcomes()).containsExactly("first failed");
		assertThat(second.runs).isZero();
		assertThat(healer().subjects()).isEmpty();
	}

	@Test
	void whatWasOpenBeforeTheStartIsTreatedToo() {
		open("orders");
		StubAction action = new StubAction("fix");
		start(action);
		assertThat(action.runs).isEqualTo(1);
	}

	@Test
	void whoGetsWellByItselfIsForgotten() {
		StubAction action = new StubAction("fix");
		this.config.mode(HealingMode.DRY_RUN);
		start(action);
		open("orders");
		breaker("orders").close();
		this.time.advance(Duration.ofSeconds(60));
		assertThat(healer().subjects()).isEmpty();
		assertThat(outcomes()).containsExactly("fix dry_run");
	}

	@Test
	void aRelapseIsAnotherIllness() {
		this.config.cooldown(Duration.ofSeconds(1));
		StubAction action = new StubAction("fix") {

			@Override
			public void execute(RecoveryContext context) {
				super.execute(context);
				breaker("orders").close();
			}

		};
		start(action);
		open("orders");
		this.time.advance(Duration.ofSeconds(10));
		Instant relapse = this.time.wallClock().instant();
		open("orders");
		this.time.advance(Duration.ofSeconds(30));
		assertThat(action.runs).isEqualTo(2);
		assertThat(events().get(0).since()).isAfterOrEqualTo(relapse);
	}

	@Test
	void aftercareRunsOnceTheSubjectIsWell() {
		StubAction aftercare = new StubAction("redrive") {

			@Override
			public boolean isAftercare() {
				return true;
			}

		};
		StubAction fix = new StubAction("fix");
		start(aftercare, fix);
		open("orders");
		assertThat(aftercare.runs).isZero();
		breaker("orders").close();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(aftercare.runs).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(outcomes()).containsExactly("fix succeeded", "redrive succeeded");
	}

	@Test
	void aCallThatFailsForGoodMakesAnInstanceWithoutBreakerIll() {
		this.registry.get("plain", InstanceConfig.NONE);
		StubAction action = new StubAction("fix");
		start(action);
		exhausted("plain", new IllegalStateException("down"));
		assertThat(action.runs).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(outcomes()).containsExactly("fix succeeded");
	}

	@Test
	void aFurtherFailureShowsThatAnActionHasNotHelped() {
		this.registry.get("plain", InstanceConfig.NONE);
		start(new StubAction("fix"));
		exhausted("plain", new IllegalStateException("down"));
		this.time.advance(Duration.ofSeconds(1));
		exhausted("plain", new IllegalStateException("down"));
		this.time.advance(Duration.ofSeconds(59));
		assertThat(outcomes()).containsExactly("fix failed", " escalated");
	}

	@Test
	void whereThereIsACircuitBreakerItIsTheJudge() {
		this.registry.get("orders");
		start(new StubAction("fix"));
		exhausted("orders", new IllegalStateException("down"));
		assertThat(healer().subjects()).isEmpty();
	}

	@Test
	void circuitsOfSingleKeysAreLeftAlone() {
		CircuitBreaker breaker = breaker("orders");
		start(new StubAction("fix"));
		CircuitBreaker ofKey = breaker.forKey("customer");
		for (int i = 0; i < 10; i++) {
			ofKey.recordFailure(new IllegalStateException());
		}
		assertThat(ofKey.state()).isEqualTo(CircuitBreakerState.OPEN);
		assertThat(healer().subjects()).isEmpty();
	}

	@Test
	void anybodyCanReportASubject() {
		StubAction action = new StubAction("fix");
		start(action);
		healer().observe("mail", new IllegalStateException("down"));
		healer().observe("mail", new IllegalStateException("down"));
		assertThat(action.runs).isEqualTo(1);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(single(HealingOutcome.SUCCEEDED).subject()).isEqualTo("mail");
	}

	@Test
	void aDiagnosisThatFailsEndsNothing() {
		StubAction action = new StubAction("fix");
		start(action);
		this.diagnoser.failure = new StackOverflowError();
		open("orders");
		assertThat(events()).isEmpty();
		this.diagnoser.failure = null;
		this.time.advance(Duration.ofSeconds(60));
		assertThat(action.runs).isEqualTo(1);
	}

	@Test
	void actionsThatThrowAnythingEndNothing() {
		StubAction wild = new StubAction("wild") {

			@Override
			public boolean supports(Diagnosis diagnosis, RecoveryStep step) {
				throw new NoClassDefFoundError("gone");
			}

		};
		StubAction clumsy = new StubAction("clumsy") {

			@Override
			public boolean verify(RecoveryContext context) {
				throw new StackOverflowError();
			}

			@Override
			public void undo(RecoveryContext context) {
				throw new AssertionError("no way back");
			}

		};
		start(wild, clumsy);
		try (CapturedLog log = new CapturedLog(Treatment.class)) {
			open("orders");
			this.time.advance(Duration.ofSeconds(60));
			assertThat(single(HealingOutcome.FAILED).note()).contains("StackOverflowError", "no way back");
			assertThat(log.warnings()).isNotEmpty();
		}
	}

	@Test
	void aJournalThatFailsEndsNothing() {
		HealingJournal broken = new HealingJournal() {

			@Override
			public void append(HealingEvent event) {
				throw new IllegalStateException("full");
			}

			@Override
			public List<HealingEvent> read(HealingFilter filter) {
				throw new IllegalStateException("gone");
			}

		};
		StubAction action = new StubAction("fix");
		this.healer = Healer.builder(this.registry, this.diagnoser)
			.journal(broken)
			.actions(List.of(action))
			.config(this.config.build())
			.executor(Runnable::run)
			.build()
			.start();
		this.diagnoser.steps = List.of(step(1, "fix"));
		open("orders");
		breaker("orders").close();
		this.time.advance(Duration.ofSeconds(10));
		assertThat(healer().journal().read(HealingFilter.ALL)).singleElement()
			.extracting(HealingEvent::outcome)
			.isEqualTo(HealingOutcome.SUCCEEDED);
		assertThat(healer().count(HealingOutcome.SUCCEEDED)).isEqualTo(1);
	}

	@Test
	void whatIsWrittenDownIsPublishedToo() {
		List<HealingRecorded> recorded = new ArrayList<>();
		this.registry.events().on(HealingRecorded.class, recorded::add);
		this.config.mode(HealingMode.DRY_RUN);
		start(new StubAction("fix"));
		open("orders");
		assertThat(recorded).singleElement().satisfies((event) -> {
			assertThat(event.instance()).isEqualTo("orders");
			assertThat(event.id()).isEqualTo(events().get(0).id());
			assertThat(event.outcome()).isEqualTo(HealingOutcome.DRY_RUN);
		});
	}

	@Test
	void nothingHappensAfterTheEnd() {
		StubAction action = new StubAction("fix");
		start(action);
		healer().close();
		open("orders");
		healer().observe("mail", new IllegalStateException());
		assertThat(action.runs).isZero();
	}

	@Test
	void actionsNeedIdsOfTheirOwn() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Healer.builder(this.registry, this.diagnoser)
				.actions(List.of(new StubAction("same"), new StubAction("same")))
				.build())
			.withMessageContaining("same");
	}

	private void start(StubAction... actions) {
		List<RecoveryStep> steps = new ArrayList<>();
		for (StubAction action : actions) {
			steps.add(step(steps.size() + 1, action.id()));
		}
		this.diagnoser.steps = steps;
		this.registry.events().on(HealingEscalated.class, this.escalations::add);
		this.healer = Healer.builder(this.registry, this.diagnoser)
			.journal(this.journal)
			.actions(List.of(actions))
			.config(this.config.build())
			.executor(Runnable::run)
			.build()
			.start();
	}

	private Healer healer() {
		Healer present = this.healer;
		if (present == null) {
			throw new IllegalStateException("not started");
		}
		return present;
	}

	private CircuitBreaker breaker(String instance) {
		Resilience present = this.registry.get(instance);
		return present.circuitBreaker();
	}

	private void open(String instance) {
		for (int i = 0; i < 5; i++) {
			breaker(instance).recordFailure(new IllegalStateException("down"));
		}
		assertThat(breaker(instance).state()).isNotEqualTo(CircuitBreakerState.HALF_OPEN);
	}

	private void exhausted(String instance, Throwable failure) {
		this.registry.events().publish(new RetryExhausted(instance, this.time.wallClock().instant(), 3, failure));
	}

	private List<HealingEvent> events() {
		return this.journal.read(HealingFilter.ALL);
	}

	private List<String> outcomes() {
		List<String> outcomes = new ArrayList<>();
		events().forEach((event) -> outcomes.add(0, event.action() + " " + event.outcome().id()));
		return outcomes;
	}

	private HealingEvent single(HealingOutcome outcome) {
		List<HealingEvent> found = this.journal.read(HealingFilter.ALL.withOutcome(outcome));
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	private static RecoveryStep step(int order, String action) {
		return new RecoveryStep(order, RecoveryStrategy.RETRY, "Do " + action + ".", action, true, "", "", null);
	}

	private static class StubAction implements RecoveryAction {

		private final String id;

		int runs;

		int undone;

		StubAction(String id) {
			this.id = id;
		}

		@Override
		public String id() {
			return this.id;
		}

		@Override
		public void execute(RecoveryContext context) {
			this.runs++;
		}

		@Override
		public void undo(RecoveryContext context) {
			this.undone++;
		}

	}

	private static final class StubDiagnoser implements Diagnoser {

		private List<RecoveryStep> steps = List.of();

		private @Nullable Error failure;

		private int calls;

		@Override
		public Diagnosis diagnose(Throwable failure, DiagnosisContext context) {
			return diagnose(context.subject());
		}

		@Override
		public Diagnosis diagnose(String text, DiagnosisContext context) {
			return diagnose(context.subject());
		}

		@Override
		public Optional<Diagnosis> diagnoseInstance(String instance) {
			return Optional.of(diagnose(instance));
		}

		@Override
		public Diagnosis diagnose(String subject) {
			this.calls++;
			if (this.failure != null) {
				throw this.failure;
			}
			return new Diagnosis("diag-1", Instant.EPOCH, subject, "down",
					Classification.builder(FailureCategory.NETWORK).build(), "f1", "", "the cause", List.of(),
					Impact.MEDIUM, List.of(), true, 0.9, this.steps, List.of(), Map.of());
		}

	}

}
