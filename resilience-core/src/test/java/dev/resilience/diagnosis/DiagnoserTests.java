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

package dev.resilience.diagnosis;

import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnoserTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final DiagnosisHistory history = new DiagnosisHistory(3);

	private final Diagnoser diagnoser = Diagnoser.builder()
		.history(this.history)
		.clock(Clock.fixed(NOW, ZoneOffset.UTC))
		.knowledge(KnowledgeBase
			.of(List.of(pattern("refused", condition(List.of(), List.of("ConnectException"), List.of()), 0.9),
					pattern("words", condition(List.of(), List.of(), List.of("went away")), 0.9),
					pattern("deadlock", condition(List.of("SQLSTATE 40P01"), List.of(), List.of()), 0.95))))
		.build();

	/** Reads words alone, as the toolkit does whose cases these are. */
	private final Diagnoser toolkit = Diagnoser.builder().classifier(FailureClassifier.keywords()).build();

	// D-009
	@Test
	void caseD009ConfigurationErrorHasMediumImpactACauseAndSteps() {
		Diagnosis diagnosis = this.toolkit.diagnose("Invalid config value");
		assertThat(diagnosis.impact()).isEqualTo(Impact.MEDIUM);
		assertThat(diagnosis.rootCause()).isNotBlank();
		assertThat(diagnosis.steps()).isNotEmpty();
	}

	// D-010
	@Test
	void caseD010TimeoutHasLowImpact() {
		Diagnosis diagnosis = this.toolkit.diagnose("Request timed out after 30s");
		assertThat(diagnosis.classification().subtype()).isEqualTo("timeout");
		assertThat(diagnosis.impact()).isEqualTo(Impact.LOW);
	}

	// D-011
	@Test
	void caseD011ContextIsKept() {
		Diagnosis diagnosis = this.toolkit.diagnose("OOM error", DiagnosisContext.NONE.with("agent", "agent-1"));
		assertThat(diagnosis.impact()).isEqualTo(Impact.HIGH);
		assertThat(diagnosis.classifiedError().context().attributes()).containsExactly(Map.entry("agent", "agent-1"));
	}

	// D-088
	@Test
	void caseD088HasTheFieldsOfTheToolkit() {
		Map<String, Object> fields = this.toolkit.diagnose("Invalid config value", DiagnosisContext.of("agent-1"))
			.toMap();
		assertThat(fields).containsOnlyKeys("error", "root_cause", "impact", "steps");
		assertThat(fields.get("error")).isEqualTo(Map.of("category", "config_error", "original_error",
				"Invalid config value", "strategies", List.of("adjust_config", "escalate"), "confidence", 1.0));
		assertThat(fields).containsEntry("impact", "medium");
		assertThat(fields.get("steps")).asInstanceOf(InstanceOfAssertFactories.list(Map.class))
			.hasSize(2)
			.allSatisfy((step) -> assertThat(step).containsOnlyKeys("action", "strategy"))
			.first()
			.satisfies((step) -> assertThat(step).containsEntry("strategy", "adjust_config"));
	}

	@Test
	void findsTheCauseOfAWrappedFailureByItsPattern() {
		Diagnosis diagnosis = this.diagnoser.diagnose(
				new CompletionException(new IllegalStateException("no", new ConnectException("refused by host"))),
				DiagnosisContext.of("payment"));
		assertThat(diagnosis.pattern()).isEqualTo("refused");
		assertThat(diagnosis.rootCause()).isEqualTo("'payment' refused: java.net.ConnectException");
		assertThat(diagnosis.confidence()).isEqualTo(0.9);
		assertThat(diagnosis.subject()).isEqualTo("payment");
		assertThat(diagnosis.affected()).containsExactly("payment");
		assertThat(diagnosis.at()).isEqualTo(NOW);
		assertThat(diagnosis.id()).startsWith("diag-");
		assertThat(diagnosis.steps()).singleElement().satisfies((step) -> {
			assertThat(step.order()).isEqualTo(1);
			assertThat(step.action()).isEqualTo("Look after 'payment'.");
		});
		assertThat(diagnosis.findings()).extracting(Finding::text)
			.contains("Cause at depth 2: java.net.ConnectException: refused by host",
					"The known pattern 'refused' fits");
	}

	@Test
	void looksAtWhatIsChainedToAnSqlException() {
		SQLException failure = new SQLException("batch");
		failure.setNextException(new SQLException("deadlock detected", "40P01"));
		assertThat(this.diagnoser.diagnose(failure).pattern()).isEqualTo("deadlock");
	}

	@Test
	void trustsWordsLess() {
		Diagnosis diagnosis = this.diagnoser.diagnose("java: the database went away");
		assertThat(diagnosis.pattern()).isEqualTo("words");
		assertThat(diagnosis.confidence()).isLessThanOrEqualTo(0.6);
	}

	@Test
	void readsTypesAndCodesInTexts() {
		assertThat(this.diagnoser.diagnose("Caused by: java.net.ConnectException: Connection refused").pattern())
			.isEqualTo("refused");
		assertThat(this.diagnoser.diagnose("ERROR: deadlock detected; SQLState: 40P01").pattern())
			.isEqualTo("deadlock");
		assertThat(this.diagnoser.diagnose("MyConnectExceptional").pattern()).isEmpty();
	}

	@Test
	void saysWhatIsKnownOfTheKindWhereNoPatternFits() {
		Diagnosis diagnosis = this.diagnoser.diagnose(new NullPointerException("x"));
		assertThat(diagnosis.pattern()).isEmpty();
		assertThat(diagnosis.classification().category()).isEqualTo(FailureCategory.BUG);
		assertThat(diagnosis.rootCause()).contains("java.lang.NullPointerException");
		assertThat(diagnosis.confidence()).isEqualTo(diagnosis.classification().confidence());
		assertThat(diagnosis.steps()).isNotEmpty();
	}

	@ParameterizedTest
	@EnumSource(FailureCategory.class)
	void hasACauseAndNumberedStepsForEachKind(FailureCategory category) {
		Diagnosis diagnosis = Diagnoser.builder()
			.classifier(new Always(Classification.builder(category).build()))
			.build()
			.diagnose("x");
		assertThat(diagnosis.rootCause()).isNotBlank().doesNotContain("{").endsWith(".");
		assertThat(diagnosis.steps()).extracting(RecoveryStep::order)
			.containsExactlyElementsOf(IntStream.rangeClosed(1, diagnosis.steps().size()).boxed().toList());
	}

	@ParameterizedTest
	@EnumSource(RecoveryStrategy.class)
	void hasWordsForEachStrategy(RecoveryStrategy strategy) {
		RecoveryStep step = StrategySteps.step(1, strategy);
		assertThat(step.strategy()).isEqualTo(strategy);
		assertThat(step.action()).endsWith(".");
	}

	@Test
	void namesOtherPatternsThatFitAsAlternatives() {
		Diagnosis diagnosis = this.diagnoser.diagnose(new ConnectException("the server went away"));
		assertThat(diagnosis.pattern()).isEqualTo("refused");
		assertThat(diagnosis.alternatives()).containsExactly("or not", "the target words: java.net.ConnectException");
	}

	@Test
	void showsNoSecrets() {
		Diagnosis diagnosis = this.diagnoser.diagnose(
				new ConnectException("to postgres://bob:hunter2@db, card 4111111111111111"),
				DiagnosisContext.of("db").with("apiKey", "hunter2").with("url", "http://a:hunter2@b"));
		assertThat(diagnosis.toString()).doesNotContain("hunter2").doesNotContain("4111111111111111");
		assertThat(this.diagnoser.diagnose("password=hunter2").toString()).doesNotContain("hunter2");
	}

	@Test
	void remembersAndCountsWhatItSawBefore() {
		Diagnosis first = this.diagnoser.diagnose("went away");
		Diagnosis second = this.diagnoser.diagnose("went away");
		assertThat(first.findings()).extracting(Finding::kind).doesNotContain(Finding.Kind.HISTORY);
		assertThat(second.findings()).extracting(Finding::text)
			.contains("Failures of this signature were diagnosed 1 times before, last at " + NOW);
		assertThat(this.history.find(first.id())).contains(first);
		this.diagnoser.diagnose("a");
		this.diagnoser.diagnose("b");
		assertThat(this.history.latest()).hasSize(3).doesNotContain(first).contains(second);
	}

	@Test
	void readsTheMeansOfTheProcessWhereTheyHaveRunOut() {
		assertThat(this.diagnoser.diagnose(new OutOfMemoryError("Java heap space")).findings())
			.extracting(Finding::text)
			.anyMatch((text) -> text.startsWith("The heap holds"))
			.anyMatch((text) -> text.contains("free on the disk"));
	}

	@Test
	void neverThrows() {
		Throwable hostile = new RuntimeException() {

			@Override
			public String getMessage() {
				throw new StackOverflowError();
			}

			@Override
			public synchronized @Nullable Throwable getCause() {
				throw new LinkageError();
			}

		};
		assertThat(this.diagnoser.diagnose(hostile).steps()).isNotEmpty();
		RuntimeException cyclic = new RuntimeException("a");
		cyclic.addSuppressed(new IllegalStateException("b", cyclic));
		assertThat(this.diagnoser.diagnose(cyclic).steps()).isNotEmpty();
		assertThat(FailureLink.chain(cyclic)).hasSize(2);
		Throwable deep = new RuntimeException("end");
		for (int i = 0; i < 10_000; i++) {
			deep = new RuntimeException("level", deep);
		}
		assertThat(this.diagnoser.diagnose(deep).findings()).hasSizeLessThan(20);
		assertThat(FailureLink.chain(deep)).hasSize(17);
		Diagnoser broken = Diagnoser.builder().knowledge(() -> {
			throw new IllegalStateException("no");
		}).classifier(new FailureClassifier() {

			@Override
			public Classification classify(Throwable failure, ClassificationContext context) {
				throw new LinkageError();
			}

			@Override
			public Classification classify(String message, ClassificationContext context) {
				throw new LinkageError();
			}

		}).redactor((text) -> {
			throw new LinkageError();
		}).build();
		assertThat(broken.diagnose(new RuntimeException("x")).steps()).isNotEmpty();
		assertThat(broken.diagnose("x").steps()).isNotEmpty();
		assertThat(broken.diagnoseInstance("x")).isEmpty();
	}

	static FailureCondition condition(List<String> codes, List<String> types, List<String> messages) {
		return new FailureCondition(List.of(), List.of(), codes, types, messages, List.of(), List.of());
	}

	static FailurePattern pattern(String id, FailureCondition condition, double confidence) {
		return new FailurePattern(id, List.of(condition), "{subject} " + id + ": {type}", confidence, null,
				List.of(RecoveryStep.manual(7, RecoveryStrategy.ALERT, "Look after {subject}.")), List.of("or not"),
				"https://runbooks.example/" + id);
	}

	/**
	 * Says the same of everything.
	 *
	 * @param classification what it says
	 */
	private record Always(Classification classification) implements FailureClassifier {

		@Override
		public Classification classify(Throwable failure, ClassificationContext context) {
			return this.classification;
		}

		@Override
		public Classification classify(String message, ClassificationContext context) {
			return this.classification;
		}

	}

}
