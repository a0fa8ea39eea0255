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

package dev.resilience.classification;

import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Which rule speaks where several match, and what becomes of failures that misbehave.
 */
class StandardClassifierTests {

	private static final Classification QUOTA = Classification.builder(FailureCategory.QUOTA).ruleId("mine").build();

	private final FailureClassifier classifier = FailureClassifier.standard();

	@Test
	void codesWinOverTypes() {
		SQLException failure = new SQLIntegrityConstraintViolationException("twice", "23505");
		assertThat(this.classifier.classify(failure).category()).isEqualTo(FailureCategory.DUPLICATE);
		assertThat(this.classifier.classify(failure).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.CODE, "SQLSTATE 23505", 0));
	}

	@Test
	void vendorCodesWinOverStates() {
		SQLException failure = FailureRowTests.vendorException("com.mysql.", 1062);
		assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("mysql-1062");
	}

	@Test
	void numbersOfUnknownVendorsMeanNothing() {
		SQLException failure = new SQLException("refused", "23505", 1205);
		assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("sqlstate-23505");
	}

	@Test
	void oracleIsKnownByItsMessages() {
		assertThat(this.classifier.classify(new SQLException("ORA-00054: resource busy", "61000", 54)).ruleId())
			.isEqualTo("oracle-54");
	}

	@Test
	void theClassOfACodeWinsOverTypesThatWereChosenByIt() {
		Throwable failure = ForeignTypes.exception("org.springframework.dao.DataIntegrityViolationException", null,
				new SQLException("too long", "22001"));
		assertThat(this.classifier.classify(failure).category()).isEqualTo(FailureCategory.VALIDATION);
		assertThat(this.classifier.classify(failure).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.CODE_CLASS, "SQLSTATE 22001", 1));
	}

	@Test
	void ofEqualsTheDeepestWins() {
		Throwable failure = new IllegalStateException(new TimeoutException());
		assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("timeout");
	}

	@Test
	void subtypesOfAnExactTypeAreLessCertain() {
		Classification meaning = this.classifier.classify(new NullPointerException() {

			private static final long serialVersionUID = 1L;

		});
		assertThat(meaning.category()).isEqualTo(FailureCategory.BUG);
		assertThat(meaning.confidence()).isEqualTo(0.7);
		assertThat(meaning.evidence().kind()).isEqualTo(Evidence.Kind.SUPERTYPE);
	}

	@Test
	void aRuleForASubtypeWinsOverOneForItsSupertype() {
		assertThat(this.classifier.classify(new BindException()).category()).isEqualTo(FailureCategory.CONFIGURATION);
	}

	@Test
	void looksThroughWrappers() {
		Throwable failure = new CompletionException(new ExecutionException(new ConnectException()));
		Classification meaning = this.classifier.classify(failure);
		assertThat(meaning.ruleId()).isEqualTo("connect-refused");
		assertThat(meaning.evidence()).isEqualTo(new Evidence(Evidence.Kind.TYPE, ConnectException.class.getName(), 2));
	}

	@Test
	void aConnectionThatCouldNotBeMadeHasRunNothingWhateverItWasCausedBy() {
		ConnectException failure = new ConnectException();
		failure.initCause(new ClosedChannelException());
		assertThat(this.classifier.classify(new IOException("x", failure)).effect()).isEqualTo(Effect.NOT_RUN);
	}

	@Test
	void whatAServerSaysBeforeItBreaksTheConnectionSaysMore() {
		SQLException failure = new SQLException("terminating", "57P01", new SQLException("broken", "08006"));
		assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("sqlstate-57p01");
	}

	@Test
	void aHandshakeThatTheOtherSideBrokeOffIsNoMatterOfSettings() {
		Exception failure = new SSLHandshakeException("Remote host terminated the handshake");
		failure.initCause(new EOFException());
		assertThat(this.classifier.classify(failure).category()).isEqualTo(FailureCategory.NETWORK);
	}

	@Test
	void trapAnExhaustedPoolIsOverloadWhateverSpringCallsIt() {
		Throwable failure = ForeignTypes.exception("org.springframework.jdbc.CannotGetJdbcConnectionException", null,
				new SQLTransientConnectionException("Connection is not available, request timed out after 1000ms"));
		assertThat(FailureRowTests.describe(this.classifier.classify(failure))).isEqualTo("OVERLOAD YES NOT_RUN .95");
	}

	@Test
	void trapAnUnreachableDatabaseBehindAPoolIsUnavailable() {
		SQLException failure = new SQLTransientConnectionException("no connection", "08001",
				new SQLException("refused", "08001", new ConnectException()));
		assertThat(FailureRowTests.describe(this.classifier.classify(failure)))
			.isEqualTo("UNAVAILABLE YES NOT_RUN .95");
	}

	@Test
	void whatFailsBeforeThereIsAConnectionHasNotRunWhateverTheDriverSays() {
		Throwable failure = ForeignTypes.exception("org.springframework.transaction.CannotCreateTransactionException",
				null, new SQLException("broken", "08006"));
		assertThat(FailureRowTests.describe(this.classifier.classify(failure))).isEqualTo("NETWORK YES NOT_RUN .95");
	}

	@ParameterizedTest(name = "trap {0} from {1}")
	@CsvSource({ "55P03, org.springframework.jdbc.CannotGetJdbcConnectionException, CONFLICT",
			"28P01, org.springframework.dao.DataAccessResourceFailureException, SECURITY",
			"25006, org.springframework.dao.DataAccessResourceFailureException, UNAVAILABLE",
			"42501, org.springframework.jdbc.BadSqlGrammarException, SECURITY",
			"40002, org.springframework.dao.CannotAcquireLockException, INTEGRITY",
			"08006, org.springframework.dao.DataAccessResourceFailureException, NETWORK",
			"53300, org.springframework.dao.DataAccessResourceFailureException, OVERLOAD",
			"57P01, org.springframework.dao.DataAccessResourceFailureException, UNAVAILABLE",
			"58030, org.springframework.dao.DataAccessResourceFailureException, CORRUPTION",
			"HYT00, org.springframework.dao.DataAccessResourceFailureException, TIMEOUT" })
	void trapStatesThatSpringTranslatesOddly(String state, String type, FailureCategory category) {
		Throwable failure = ForeignTypes.exception(type, null, new SQLException("refused", state));
		assertThat(this.classifier.classify(failure).category()).isEqualTo(category);
	}

	@Test
	void trapALockTimeoutOfH2IsNoTimeoutOfAQuery() {
		Throwable failure = ForeignTypes.exception("org.springframework.dao.QueryTimeoutException", null,
				FailureRowTests.vendorException("org.h2.", 50200));
		assertThat(this.classifier.classify(failure).category()).isEqualTo(FailureCategory.CONFLICT);
	}

	@Test
	void findsTheNextExceptionOfABatch() {
		SQLException batch = new SQLException("batch failed");
		batch.setNextException(new SQLException("twice", "23505"));
		assertThat(this.classifier.classify(new IllegalStateException(batch)).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.CODE, "SQLSTATE 23505", 2));
	}

	@Test
	void rule38UsesTheEarlierError() {
		SQLException aborted = new SQLException("transaction is aborted", "25P02");
		aborted.setNextException(new SQLException("twice", "40001"));
		assertThat(this.classifier.classify(aborted).ruleId()).isEqualTo("sqlstate-40001");
		SQLException later = new SQLException("transaction is aborted", "25P02");
		later.addSuppressed(new SQLException("twice", "40001"));
		assertThat(this.classifier.classify(later).ruleId()).isEqualTo("sqlstate-40001");
	}

	@Test
	void rule47UsesTheRootCause() {
		Throwable failure = ForeignTypes.exception("org.springframework.transaction.UnexpectedRollbackException", null,
				new IllegalStateException(new SQLException("deadlock", "40P01")));
		assertThat(this.classifier.classify(failure).ruleId()).isEqualTo("sqlstate-40p01");
	}

	@Test
	void rule62UsesTheCause() {
		Throwable failure = ForeignTypes.exception("org.springframework.web.client.ResourceAccessException", null,
				new SocketTimeoutException("Connect timed out"));
		assertThat(FailureRowTests.describe(this.classifier.classify(failure))).isEqualTo("TIMEOUT YES NOT_RUN .9");
	}

	@Test
	void whatWasSuppressedSpeaksOnlyIfNothingElseDoes() {
		Exception failed = new NullPointerException();
		failed.addSuppressed(new SQLException("close failed", "08003"));
		assertThat(this.classifier.classify(failed).category()).isEqualTo(FailureCategory.BUG);
		Exception odd = new Exception("odd");
		odd.addSuppressed(new SQLException("close failed", "08003"));
		assertThat(this.classifier.classify(odd).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.CODE, "SQLSTATE 08003", 1));
	}

	@Test
	void anInterruptionWinsOverATimeoutThatIsNotOurs() {
		SQLException timeout = new SQLException("cancelled", "57014", new InterruptedException());
		assertThat(this.classifier.classify(timeout).ruleId()).isEqualTo("interrupted");
	}

	@Test
	void anInterruptionByOurOwnDeadlineIsATimeout() {
		SelfMade timeout = new SelfMade(Classification.builder(FailureCategory.TIMEOUT).ruleId("ours").build());
		timeout.initCause(new InterruptedException());
		assertThat(this.classifier.classify(new CompletionException(timeout)).ruleId()).isEqualTo("ours");
	}

	@Test
	void whatAFailureSaysOfItselfWinsOverItsCode() {
		SelfMade failure = new SelfMade(QUOTA);
		failure.initCause(new SQLException("twice", "23505"));
		Classification meaning = this.classifier.classify(new IllegalStateException(failure));
		assertThat(meaning.ruleId()).isEqualTo("mine");
		assertThat(meaning.evidence()).isEqualTo(new Evidence(Evidence.Kind.SELF, SelfMade.class.getName(), 1));
	}

	@Test
	void ofSeveralThatSpeakForThemselvesTheOutermostKnowsMost() {
		SelfMade outer = new SelfMade(QUOTA);
		outer.initCause(new SelfMade(Classification.builder(FailureCategory.BUG).build()));
		assertThat(this.classifier.classify(outer).category()).isEqualTo(FailureCategory.QUOTA);
	}

	@Test
	void aFailureThatDoesNotKnowItselfIsAskedNoFurther() {
		assertThat(this.classifier.classify(new SelfMade(null))).isEqualTo(Classification.UNKNOWN);
		assertThat(this.classifier.classify(new SelfMade(null) {

			private static final long serialVersionUID = 1L;

			@Override
			public @Nullable Classification classification() {
				throw new StackOverflowError();
			}

		})).isEqualTo(Classification.UNKNOWN);
	}

	@Test
	void wordsSpeakOnlyWhereNothingElseDoes() {
		assertThat(this.classifier.classify(new IllegalStateException("timed out")).category())
			.isEqualTo(FailureCategory.BUG);
		assertThat(this.classifier.classify(new IOException("Connection reset by peer")).evidence())
			.isEqualTo(new Evidence(Evidence.Kind.KEYWORD, "connection reset", 0));
		assertThat(this.classifier.classify(new Exception(new IOException("Broken pipe"))).evidence().depth()).isZero();
	}

	@Test
	void wordsAreAskedInOrder() {
		assertThat(this.classifier.classify("Rate limit: connection timed out").ruleId()).isEqualTo("text-timeout");
	}

	@ParameterizedTest(name = "HTTP {0}")
	@CsvSource({ "400, false, false", "402, true, true", "404, false, false", "408, true, true", "409, false, false",
			"418, false, false", "423, true, false", "425, true, false", "429, true, false", "451, false, false",
			"499, false, false", "500, true, true", "501, false, true", "503, true, true", "507, false, true",
			"599, true, true" })
	void statusesDecideForPolicies(int status, boolean repeated, boolean recorded) {
		Classification meaning = this.classifier.classify(ForeignTypes.answer("feign.FeignException", status));
		assertThat(meaning.forbidsRepeat()).isNotEqualTo(repeated);
		assertThat(meaning.excusesTarget()).isNotEqualTo(recorded);
	}

	@ParameterizedTest
	@ValueSource(strings = { "53100", "53200" })
	void aFullDiskOfTheTargetSpeaksAgainstIt(String state) {
		assertThat(this.classifier.classify(new SQLException("full", state)).speaksAgainstTarget()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 99, 600, 999, -1 })
	void whatIsNoStatusMeansNothing(int status) {
		assertThat(this.classifier.classify(ForeignTypes.answer("feign.FeignException", status)))
			.isEqualTo(Classification.UNKNOWN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "feign.FeignException", "retrofit2.HttpException",
			"org.apache.hc.client5.http.HttpResponseException", "org.apache.http.client.HttpResponseException",
			"jakarta.ws.rs.WebApplicationException", "javax.ws.rs.WebApplicationException",
			"org.springframework.web.client.RestClientResponseException",
			"org.springframework.web.reactive.function.client.WebClientResponseException" })
	void readsTheStatusOfEveryClient(String type) {
		Classification meaning = this.classifier.classify(ForeignTypes.answer(type, 409));
		assertThat(meaning.ruleId()).isEqualTo("http-409");
		assertThat(meaning.retryAfter()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "jakarta.ws.rs.WebApplicationException",
			"org.springframework.web.client.RestClientResponseException",
			"org.springframework.web.reactive.function.client.WebClientResponseException" })
	void caseD109ReadsHowLongAServerAsksToWait(String type) {
		Throwable failure = ForeignTypes.answer(type, 429);
		ForeignTypes.set(failure, "header", "60");
		assertThat(this.classifier.classify(failure).retryAfter()).isEqualTo(Duration.ofMinutes(1));
		ForeignTypes.set(failure, "header", "Thu, 01 Jan 1970 00:00:09 GMT");
		assertThat(this.classifier.classify(failure).retryAfter()).isEqualTo(Duration.ZERO);
		ForeignTypes.set(failure, "header", "when it suits");
		assertThat(this.classifier.classify(failure).retryAfter()).isNull();
	}

	@Test
	void readsHowLongFeignIsAskedToWait() {
		Throwable failure = ForeignTypes.answer("feign.FeignException", 503);
		ForeignTypes.set(failure, "headers", Map.of("Retry-After", List.of("7")));
		assertThat(this.classifier.classify(failure).retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void readersOfTheUserAreAskedFirstAndMayFail() {
		FailureCodeReader confused = (failure) -> {
			throw new IllegalStateException("confused");
		};
		FailureCodeReader reader = (failure) -> (failure instanceof IOException)
				? FailureCode.http(429, Duration.ofSeconds(3)) : null;
		FailureClassifier own = FailureClassifier.standard(List.of(), List.of(confused, reader));
		assertThat(own.classify(new IOException()).ruleId()).isEqualTo("http-429");
		assertThat(own.classify(new IOException()).retryAfter()).isEqualTo(Duration.ofSeconds(3));
		assertThat(own.classify(new SQLException("twice", "23505")).ruleId()).isEqualTo("sqlstate-23505");
	}

	@Test
	void rulesOfTheUserAreAskedFirstAndMayFail() {
		ClassificationRule confused = (failure, context) -> {
			throw new LinkageError("confused");
		};
		ClassificationRule own = (failure, context) -> context.instance().equals("orders") ? QUOTA : null;
		FailureClassifier asked = FailureClassifier.standard(List.of(confused, own));
		Throwable failure = new CompletionException(new ConnectException());
		assertThat(asked.classify(failure, ClassificationContext.of("orders"))).isEqualTo(QUOTA);
		assertThat(asked.classify(failure).ruleId()).isEqualTo("connect-refused");
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "java.io.IOException", "java.net.SocketTimeoutException", "SQLSTATE 40001",
			"sqlstate  40001", "SQLSTATE 40xxx", "keyword: Timed OUT", "HTTP 429", "http 4xx" })
	void rulesMayBeWrittenAsTexts(String match) {
		FailureClassifier own = FailureClassifier.standard(List.of(ClassificationRule.of(match, QUOTA)));
		SQLException state = new SQLException("locked", "40001", new SocketTimeoutException("Read timed out"));
		state.setNextException(new SQLException("x", "y", ForeignTypes.answer("feign.FeignException", 429)));
		Classification meaning = own.classify(new IllegalStateException(state));
		assertThat(meaning.ruleId()).isEqualTo("mine");
		assertThat(meaning.evidence().kind()).isEqualTo(Evidence.Kind.USER);
		assertThat(own.classify(new IllegalStateException()).ruleId()).isEqualTo("illegal-state");
	}

	@Test
	void rulesThatAreWrittenAsTextsKeepTheHintOfTheTarget() {
		Throwable failure = ForeignTypes.answer("feign.FeignException", 429);
		ForeignTypes.set(failure, "headers", Map.of("Retry-After", List.of("7")));
		FailureClassifier own = FailureClassifier.standard(List.of(ClassificationRule.of("HTTP 429", QUOTA)));
		assertThat(own.classify(failure).retryAfter()).isEqualTo(Duration.ofSeconds(7));
	}

	@Test
	void keywordsOfTheUserHoldForTexts() {
		FailureClassifier own = FailureClassifier.standard(List.of(ClassificationRule.of("keyword:odd", QUOTA),
				ClassificationRule.of("java.io.IOException", QUOTA), (failure, context) -> null));
		assertThat(own.classify("something ODD").ruleId()).isEqualTo("mine");
		assertThat(own.classify("timed out").ruleId()).isEqualTo("text-timeout");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "keyword:", "keyword: ", "HTTP", "a b c", "5xx x!", "com..Foo", "com.acme.", "40001" })
	void textsThatAreNoRulesAreRefused(String match) {
		if (match.equals("HTTP")) {
			// The name of a class, for all that is known
			ClassificationRule.of(match, QUOTA);
			return;
		}
		assertThatIllegalArgumentException().isThrownBy(() -> ClassificationRule.of(match, QUOTA))
			.withMessageContaining(match);
	}

	private static class SelfMade extends RuntimeException implements SelfClassifying {

		private static final long serialVersionUID = 1L;

		private final transient @Nullable Classification classification;

		SelfMade(@Nullable Classification classification) {
			this.classification = classification;
		}

		@Override
		public @Nullable Classification classification() {
			return this.classification;
		}

	}

}
