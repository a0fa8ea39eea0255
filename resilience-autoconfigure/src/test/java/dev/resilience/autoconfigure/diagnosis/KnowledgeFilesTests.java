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

package dev.resilience.autoconfigure.diagnosis;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;

import javax.net.ssl.SSLHandshakeException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.HttpServerErrorException;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.FailurePattern;
import dev.resilience.diagnosis.KnowledgeBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KnowledgeFilesTests {

	private static final List<FailurePattern> SHIPPED = files(List.of()).read();

	private static final Diagnoser DIAGNOSER = Diagnoser.builder().knowledge(KnowledgeBase.of(SHIPPED)).build();

	@TempDir
	private Path directory;

	@Test
	void shipsAtLeastTwentyUsefulPatterns() {
		assertThat(SHIPPED).hasSizeGreaterThanOrEqualTo(20).allSatisfy((pattern) -> {
			assertThat(pattern.id()).matches("[a-z]+(-[a-z]+)*");
			assertThat(pattern.cause()).endsWith(".").doesNotContain("\n");
			assertThat(pattern.steps()).hasSizeGreaterThanOrEqualTo(2)
				.allSatisfy((step) -> assertThat(step.action()).endsWith("."));
		});
	}

	@ParameterizedTest
	@MethodSource
	void recognisesFailures(String pattern, Throwable failure) {
		Diagnosis diagnosis = DIAGNOSER.diagnose(failure);
		assertThat(diagnosis.pattern()).isEqualTo(pattern);
		assertThat(diagnosis.confidence()).isGreaterThanOrEqualTo(0.8);
	}

	static Stream<Arguments> recognisesFailures() {
		return Stream.of(
				Arguments.of("connection-pool-exhausted",
						new CannotGetJdbcConnectionException("Failed to obtain JDBC Connection",
								new SQLTransientConnectionException(
										"pool - Connection is not available, request timed out after 30000ms"))),
				Arguments.of("connection-refused",
						new CannotGetJdbcConnectionException("Failed to obtain JDBC Connection",
								new SQLTransientConnectionException(
										"pool - Connection is not available, request timed out after 30000ms", "08001",
										new ConnectException("Connection refused")))),
				Arguments.of("connection-refused", new ConnectException("Connection refused")),
				Arguments.of("too-many-connections", new SQLException("FATAL: sorry", "53300")),
				Arguments.of("database-restarting", new SQLException("FATAL: the database", "57P03")),
				Arguments.of("deadlock", new SQLException("deadlock", "40P01")),
				Arguments.of("deadlock", new SQLException("Deadlock found", "40001", 1213)),
				Arguments.of("lock-wait-timeout", new SQLException("Lock wait", "HYT00", 50200)),
				Arguments.of("optimistic-locking", new OptimisticLockingFailureException("stale")),
				Arguments.of("statement-timeout", new SQLException("canceling statement", "57014")),
				Arguments.of("schema-mismatch", new SQLException("column \"x\" does not exist", "42703")),
				Arguments.of("unique-violation", new SQLException("duplicate key", "23505")),
				Arguments.of("credential-expired", new HttpClientErrorException(HttpStatus.UNAUTHORIZED)),
				Arguments.of("permission-missing", new HttpClientErrorException(HttpStatus.FORBIDDEN)),
				Arguments.of("certificate-expired", handshake(new CertificateExpiredException("NotAfter: 2020"))),
				Arguments.of("certificate-not-trusted",
						new SSLHandshakeException("PKIX path building failed: unable to find valid path")),
				Arguments.of("dns-failure", new UnknownHostException("paymnet")),
				Arguments.of("disk-full", new SQLException("could not extend file", "53100")),
				Arguments.of("out-of-memory", new OutOfMemoryError("Java heap space")),
				Arguments.of("threads-exhausted", new RejectedExecutionException("queue full")),
				Arguments.of("rate-limited", new HttpClientErrorException(HttpStatus.TOO_MANY_REQUESTS)),
				Arguments.of("read-only-replica", new SQLException("cannot execute INSERT", "25006")),
				Arguments.of("payload-too-large", new HttpClientErrorException(HttpStatus.CONTENT_TOO_LARGE)),
				Arguments.of("gateway-without-backend", new HttpServerErrorException(HttpStatus.BAD_GATEWAY)),
				Arguments.of("target-too-slow", new SocketTimeoutException("Read timed out")));
	}

	private static Throwable handshake(Throwable cause) {
		Throwable failure = new SSLHandshakeException("(certificate_unknown) validity check failed");
		failure.initCause(cause);
		return failure;
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0', value = { //
			"java.io.IOException: No space left on device|disk-full", //
			"accept: Too many open files|too-many-open-files", //
			"ERROR: deadlock detected (SQLSTATE 40P01)|deadlock", //
			"LOADING Redis is loading the dataset in memory|redis-loading", //
			"READONLY You can't write against a read only replica.|read-only-replica", //
			"RequestTimeTooSkewed: The difference between the request time and the current time|clock-skew", //
			"HTTP/1.1 429 Too Many Requests|rate-limited", //
			"You exceeded your current quota, please check your plan|quota-exhausted", //
			"Topic orders not present in metadata after 60000 ms.|broker-unreachable", //
			"Circuit: io.github.resilience4j.circuitbreaker.CallNotPermittedException: CircuitBreaker 'x' is OPEN|circuit-open", //
			"FATAL: password authentication failed for user \"app\"|credential-expired" })
	void recognisesTexts(String text, String pattern) {
		assertThat(DIAGNOSER.diagnose(text).pattern()).isEqualTo(pattern);
	}

	@Test
	void readsEverythingThatAnEntryMaySay() {
		FailurePattern pattern = files(List.of(file("""
				- id: mine
				  match:
				    - code: HTTP 418
				      category: [rate-limit, OVERLOAD]
				    - type: [com.example.TeapotException]
				  cause: It is a teapot.
				  confidence: 0.75
				  impact: low
				  runbook: https://runbooks.example/teapot
				  alternatives: [A joke.]
				  steps:
				    - strategy: retry-with-longer-timeout
				      action: Wait for the tea.
				      action-id: boil
				      precondition: there is water
				      expected-effect: tea
				    - strategy: ALERT
				      action: Call somebody.
				      automatic: true
				      runbook: https://runbooks.example/call
				"""))).read().get(0);
		assertThat(pattern.id()).isEqualTo("mine");
		assertThat(pattern.conditions()).hasSize(2);
		assertThat(pattern.confidence()).isEqualTo(0.75);
		assertThat(pattern.impact()).isEqualTo(Impact.LOW);
		assertThat(pattern.alternatives()).containsExactly("A joke.");
		assertThat(pattern.steps()).hasSize(2);
		assertThat(pattern.steps().get(0).strategy()).isEqualTo(RecoveryStrategy.RETRY_WITH_LONGER_TIMEOUT);
		assertThat(pattern.steps().get(0).actionId()).isEqualTo("boil");
		assertThat(pattern.steps().get(0).automatic()).isTrue();
		assertThat(pattern.steps().get(0).runbook()).isEqualTo("https://runbooks.example/teapot");
		assertThat(pattern.steps().get(1).automatic()).isTrue();
		assertThat(pattern.steps().get(1).actionId()).isEmpty();
		assertThat(pattern.steps().get(1).runbook()).isEqualTo("https://runbooks.example/call");
	}

	@Test
	void letsEntriesOfTheUserReplaceThoseOfTheLibrary() {
		KnowledgeBase base = KnowledgeBase.of(files(List.of(file("""
				- {id: deadlock, match: {code: SQLSTATE 40P01}, cause: Mine., steps: {strategy: alert, action: Look.}}
				"""))).read());
		assertThat(base.patterns()).hasSameSizeAs(SHIPPED);
		assertThat(base.find("deadlock").orElseThrow().cause()).isEqualTo("Mine.");
	}

	@Test
	void listsEverythingThatIsWrongWithLineAndEntry() {
		String location = file("""
				- id: first
				  match: {typ: A, code: []}
				  cause: Because.
				  confidence: 2
				  impact: hgih
				  steps:
				    - strategy: retyr
				      action: Again.
				- match:
				    category: RATELIMITED
				  steps: []
				- id: first
				  id: second
				  cause: {a: b}
				- just text
				""");
		assertThat(problems(location)).containsExactly(
				"mine.yml:2: entry 'first' has the unknown key 'typ' / Did you mean 'type'?",
				"mine.yml:2: entry 'first' has an empty 'code'",
				"mine.yml:7: entry 'first' has the unknown strategy 'retyr' / Did you mean 'retry'?",
				"mine.yml:4: entry 'first' has the confidence '2', which is not a number from 0.0 to 1.0",
				"mine.yml:5: entry 'first' has the unknown impact 'hgih' / Did you mean 'high'?",
				"mine.yml:9: entry 2 has no 'id'", "mine.yml:9: entry 2 has no 'cause'",
				"mine.yml:10: entry 2 has the unknown category 'RATELIMITED' / Did you mean 'rate-limit'?",
				"mine.yml:11: entry 2 has an empty 'steps'", "mine.yml:13: entry 'first' has the key 'id' twice",
				"mine.yml:12: entry 'first' has the id of an entry before it",
				"mine.yml:14: entry 'first' has a 'cause' that is not a text",
				"mine.yml:12: entry 'first' has no 'match', so it would never fit",
				"mine.yml:12: entry 'first' has no 'steps'",
				"mine.yml:15: entry 4 must be a mapping with id, match, cause, confidence, impact, steps, "
						+ "alternatives, runbook");
	}

	@Test
	void saysWhereAFileIsNoYaml() {
		assertThat(problems(file("- id: [a\n  b: c\n"))).singleElement()
			.asString()
			.startsWith("mine.yml:2: is no YAML:");
		assertThat(problems(file("patterns: {}\n"))).singleElement()
			.asString()
			.startsWith("mine.yml:1: must be a list of entries");
		assertThat(problems(file("- !!javax.script.ScriptEngineManager []\n"))).singleElement()
			.asString()
			.contains("is no YAML: Global tag is not allowed");
	}

	@Test
	void saysWhichFileIsMissing() {
		assertThat(problems("classpath:nowhere.yml")).singleElement().asString().contains("there is no such file");
	}

	@Test
	void keepsThePatternsInForceIfNewOnesAreWrong() throws IOException {
		String location = file("- {id: a, match: {rule: x}, cause: C., steps: {strategy: alert, action: Look.}}\n");
		LiveKnowledge knowledge = new LiveKnowledge(files(List.of(location)));
		Files.writeString(this.directory.resolve("mine.yml"), "- id: a\n");
		assertThat(knowledge.reload()).isNotEmpty();
		assertThat(knowledge.get().find("a")).isPresent();
		Files.writeString(this.directory.resolve("mine.yml"),
				"- {id: b, match: {rule: x}, cause: C., steps: {strategy: alert, action: Look.}}\n");
		assertThat(knowledge.reload()).isEmpty();
		assertThat(knowledge.get().find("a")).isEmpty();
		assertThat(knowledge.get().find("b")).isPresent();
	}

	private List<String> problems(String location) {
		StartupProblemsException[] caught = new StartupProblemsException[1];
		assertThatExceptionOfType(StartupProblemsException.class).isThrownBy(() -> files(List.of(location)).read())
			.satisfies((ex) -> caught[0] = ex);
		return caught[0].problems().stream().map(KnowledgeFilesTests::line).toList();
	}

	private static String line(StartupProblem problem) {
		return problem.origin() + ": " + problem.reason()
				+ ((problem.suggestion() != null) ? " / " + problem.suggestion() : "");
	}

	private String file(String content) {
		try {
			return Files.writeString(this.directory.resolve("mine.yml"), content).toUri().toString();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static KnowledgeFiles files(List<String> locations) {
		return new KnowledgeFiles(new DefaultResourceLoader(), locations, List.of());
	}

}
