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

import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every row of the table of failures. What a row matches is written as the name of a type
 * with an optional message in brackets, as {@code sql STATE}, {@code vendor NAME CODE},
 * {@code http STATUS}, {@code grpc CODE} or {@code text ...}.
 */
class FailureRowTests {

	private static final String ROWS = """
			1 | java.net.ConnectException | NETWORK YES NOT_RUN .95
			2 | java.net.http.HttpConnectTimeoutException | TIMEOUT YES NOT_RUN .9
			2 | java.net.SocketTimeoutException[Connect timed out]; java.net.SocketTimeoutException[connect timed out] | TIMEOUT YES NOT_RUN .9
			3 | java.net.SocketTimeoutException[Read timed out]; java.net.SocketTimeoutException | TIMEOUT IF_IDEMPOTENT UNKNOWN .9
			4 | java.net.http.HttpTimeoutException | TIMEOUT IF_IDEMPOTENT UNKNOWN .9
			5 | java.net.SocketException[Connection reset]; java.net.SocketException[Broken pipe] | NETWORK IF_IDEMPOTENT UNKNOWN .9
			6 | java.net.NoRouteToHostException; java.net.PortUnreachableException | NETWORK YES NOT_RUN .9
			7 | java.net.UnknownHostException | NETWORK YES NOT_RUN .75
			8 | javax.net.ssl.SSLHandshakeException; java.security.cert.CertPathValidatorException | CONFIGURATION AFTER_FIX NOT_RUN .85
			8 | java.security.cert.CertPathBuilderException; java.security.cert.CertificateExpiredException | CONFIGURATION AFTER_FIX NOT_RUN .85
			9 | javax.net.ssl.SSLException; javax.net.ssl.SSLProtocolException | NETWORK IF_IDEMPOTENT UNKNOWN .7
			10 | java.nio.channels.ClosedChannelException; java.io.EOFException | NETWORK IF_IDEMPOTENT UNKNOWN .8
			11 | java.net.BindException | CONFIGURATION AFTER_FIX NOT_RUN .8
			12 | java.util.concurrent.TimeoutException | TIMEOUT IF_IDEMPOTENT UNKNOWN .9
			13 | java.lang.InterruptedException; java.nio.channels.ClosedByInterruptException | CANCELLED NO UNKNOWN .95
			14 | java.util.concurrent.CancellationException | CANCELLED NO UNKNOWN .9
			15 | java.util.concurrent.RejectedExecutionException | OVERLOAD YES NOT_RUN .9
			15 | org.springframework.core.task.TaskRejectedException | OVERLOAD YES NOT_RUN .9
			15 | org.springframework.resilience.InvocationRejectedException | OVERLOAD YES NOT_RUN .9
			16 | io.github.resilience4j.circuitbreaker.CallNotPermittedException | REJECTED NO NOT_RUN .95
			17 | io.github.resilience4j.bulkhead.BulkheadFullException | REJECTED YES NOT_RUN .95
			17 | io.github.resilience4j.ratelimiter.RequestNotPermitted | REJECTED YES NOT_RUN .95
			18 | sql 40001 | CONFLICT WHOLE_TX FAILED .95
			19 | sql 40P01; sql 61000 | CONFLICT WHOLE_TX FAILED .95
			19 | org.springframework.dao.DeadlockLoserDataAccessException | CONFLICT WHOLE_TX FAILED .95
			20 | sql 40002 | INTEGRITY NO FAILED .9
			21 | sql 40003 | NETWORK IF_IDEMPOTENT UNKNOWN .9
			22 | sql 55P03; vendor org.h2. 50200; vendor com.mysql. 1205; vendor org.mariadb. 1205 | CONFLICT WHOLE_TX FAILED .9
			22 | vendor com.microsoft.sqlserver. 1222; vendor oracle. 54; vendor oracle. 8177 | CONFLICT WHOLE_TX FAILED .9
			23 | sql 08001; sql 08004 | UNAVAILABLE YES NOT_RUN .95
			24 | sql 08003; sql 08006; sql 08007; sql 08S01 | NETWORK IF_IDEMPOTENT UNKNOWN .95
			25 | sql 53300; java.sql.SQLTransientConnectionException | OVERLOAD YES NOT_RUN .95
			26 | sql 53100; sql 53200 | RESOURCE NO FAILED .95
			27 | sql 57P01; sql 57P02 | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .95
			28 | sql 57P03 | UNAVAILABLE YES NOT_RUN .95
			29 | sql 57014; org.springframework.dao.QueryTimeoutException; java.sql.SQLTimeoutException | TIMEOUT WHOLE_TX FAILED .9
			30 | sql 54000; sql 54001; sql 54023 | VALIDATION NO FAILED .85
			31 | sql 58000; sql 58030; sql XX001; sql XX002 | CORRUPTION NO UNKNOWN .85
			32 | sql 23505; org.springframework.dao.DuplicateKeyException | DUPLICATE NO FAILED .95
			33 | sql 23502; sql 23503; sql 23514; sql 23P01; sql 23000; sql 23001 | INTEGRITY NO FAILED .95
			34 | sql 22001; sql 22P02; sql 22003 | VALIDATION NO FAILED .9
			35 | sql 42501; sql 28000; sql 28P01 | SECURITY AFTER_FIX NOT_RUN .95
			36 | sql 42601; sql 42P01; org.springframework.jdbc.BadSqlGrammarException | BUG NO NOT_RUN .9
			37 | sql 25006 | UNAVAILABLE YES NOT_RUN .85
			38 | sql 25P02 | UNKNOWN NO FAILED .6
			39 | sql 3D000; sql 0A000 | CONFIGURATION AFTER_FIX NOT_RUN .85
			40 | org.springframework.dao.OptimisticLockingFailureException | CONFLICT WHOLE_TX FAILED .95
			40 | jakarta.persistence.OptimisticLockException | CONFLICT WHOLE_TX FAILED .95
			41 | org.springframework.dao.PessimisticLockingFailureException | CONFLICT WHOLE_TX FAILED .8
			41 | org.springframework.dao.CannotAcquireLockException | CONFLICT WHOLE_TX FAILED .8
			42 | org.springframework.jdbc.CannotGetJdbcConnectionException | UNAVAILABLE YES NOT_RUN .9
			42 | org.springframework.transaction.CannotCreateTransactionException | UNAVAILABLE YES NOT_RUN .9
			43 | org.springframework.dao.DataAccessResourceFailureException | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .7
			44 | org.springframework.dao.RecoverableDataAccessException | UNAVAILABLE WHOLE_TX FAILED .7
			44 | org.springframework.dao.TransientDataAccessException | UNAVAILABLE WHOLE_TX FAILED .7
			45 | org.springframework.transaction.TransactionTimedOutException | TIMEOUT WHOLE_TX FAILED .85
			46 | org.springframework.transaction.TransactionSystemException | NETWORK IF_IDEMPOTENT UNKNOWN .75
			46 | org.springframework.transaction.HeuristicCompletionException | NETWORK IF_IDEMPOTENT UNKNOWN .75
			47 | org.springframework.transaction.UnexpectedRollbackException | UNKNOWN IF_IDEMPOTENT FAILED .5
			48 | org.springframework.dao.EmptyResultDataAccessException; java.util.NoSuchElementException | NOT_FOUND NO FAILED .7
			49 | http 400; http 405; http 406; http 411; http 413; http 414; http 415 | VALIDATION NO FAILED .95
			49 | http 416; http 417; http 422; http 431 | VALIDATION NO FAILED .95
			50 | http 401 | SECURITY AFTER_FIX NOT_RUN .95
			51 | http 402 | QUOTA AFTER_FIX NOT_RUN .8
			51 | http 403 | SECURITY AFTER_FIX NOT_RUN .9
			52 | http 404; http 410 | NOT_FOUND NO FAILED .95
			53 | http 408; http 425 | TIMEOUT YES NOT_RUN .85
			54 | http 409; http 412 | CONFLICT NO FAILED .85
			55 | http 423 | CONFLICT YES FAILED .85
			56 | http 429 | RATE_LIMIT YES NOT_RUN .95
			57 | http 500 | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .75
			58 | http 501; http 505 | CONTRACT NO NOT_RUN .9
			59 | http 502 | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .9
			59 | http 504 | TIMEOUT IF_IDEMPOTENT UNKNOWN .9
			60 | http 503 | OVERLOAD YES NOT_RUN .9
			61 | http 507 | RESOURCE NO FAILED .9
			62 | org.springframework.web.client.ResourceAccessException | NETWORK IF_IDEMPOTENT UNKNOWN .6
			62 | org.springframework.web.reactive.function.client.WebClientRequestException | NETWORK IF_IDEMPOTENT UNKNOWN .6
			63 | grpc UNAVAILABLE | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .95
			64 | grpc DEADLINE_EXCEEDED | TIMEOUT IF_IDEMPOTENT UNKNOWN .9
			65 | grpc RESOURCE_EXHAUSTED with RetryInfo | RATE_LIMIT YES NOT_RUN .9
			65 | grpc RESOURCE_EXHAUSTED | QUOTA AFTER_FIX NOT_RUN .7
			66 | grpc ABORTED | CONFLICT WHOLE_TX FAILED .95
			67 | grpc FAILED_PRECONDITION; grpc INVALID_ARGUMENT; grpc OUT_OF_RANGE | VALIDATION NO FAILED .95
			68 | grpc ALREADY_EXISTS | DUPLICATE NO FAILED .95
			68 | grpc NOT_FOUND | NOT_FOUND NO FAILED .95
			69 | grpc UNAUTHENTICATED; grpc PERMISSION_DENIED | SECURITY AFTER_FIX NOT_RUN .95
			70 | grpc INTERNAL; grpc UNKNOWN | UNKNOWN IF_IDEMPOTENT UNKNOWN .6
			71 | grpc DATA_LOSS | CORRUPTION NO UNKNOWN .95
			71 | grpc UNIMPLEMENTED | CONTRACT NO NOT_RUN .95
			71 | grpc CANCELLED | CANCELLED NO UNKNOWN .95
			72 | jakarta.validation.ConstraintViolationException | VALIDATION NO NOT_RUN .95
			72 | org.springframework.web.bind.MethodArgumentNotValidException | VALIDATION NO NOT_RUN .95
			72 | org.springframework.validation.BindException | VALIDATION NO NOT_RUN .95
			73 | tools.jackson.core.JacksonException; com.fasterxml.jackson.core.JsonProcessingException | CONTRACT NO FAILED .95
			73 | org.springframework.http.converter.HttpMessageNotReadableException | CONTRACT NO FAILED .95
			73 | org.springframework.kafka.support.serializer.DeserializationException | CONTRACT NO FAILED .95
			73 | org.springframework.messaging.converter.MessageConversionException | CONTRACT NO FAILED .95
			74 | org.springframework.security.access.AccessDeniedException | SECURITY AFTER_FIX NOT_RUN .95
			74 | org.springframework.security.core.AuthenticationException | SECURITY AFTER_FIX NOT_RUN .95
			75 | org.apache.kafka.common.errors.RetriableException | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .9
			75 | org.apache.kafka.common.errors.ApiException | UNKNOWN IF_IDEMPOTENT UNKNOWN .6
			76 | org.springframework.amqp.AmqpConnectException | UNAVAILABLE YES NOT_RUN .85
			76 | org.apache.activemq.ConnectionFailedException | UNAVAILABLE YES NOT_RUN .85
			76 | org.springframework.data.redis.RedisConnectionFailureException | UNAVAILABLE YES NOT_RUN .85
			76 | io.lettuce.core.RedisConnectionException | UNAVAILABLE YES NOT_RUN .85
			77 | java.lang.NullPointerException; java.lang.ClassCastException; java.lang.NumberFormatException | BUG NO FAILED .9
			77 | java.lang.IndexOutOfBoundsException; java.lang.ArrayIndexOutOfBoundsException | BUG NO FAILED .9
			78 | java.lang.IllegalArgumentException | VALIDATION NO FAILED .7
			78 | java.lang.IllegalStateException; java.lang.UnsupportedOperationException | BUG NO FAILED .7
			79 | org.springframework.beans.factory.NoSuchBeanDefinitionException | CONFIGURATION AFTER_FIX NOT_RUN .9
			79 | org.springframework.beans.BeansException | CONFIGURATION AFTER_FIX NOT_RUN .9
			79 | java.lang.LinkageError; java.lang.NoClassDefFoundError | CONFIGURATION AFTER_FIX NOT_RUN .9
			80 | java.lang.OutOfMemoryError | RESOURCE NO UNKNOWN .95
			80 | java.lang.StackOverflowError | BUG NO UNKNOWN .95
			80 | java.io.IOException[accept: Too many open files]; text No space left on device | RESOURCE NO UNKNOWN .8
			80 | java.io.FileNotFoundException[/tmp/x (Too many open files)] | RESOURCE NO UNKNOWN .8
			80 | java.net.SocketException[Too many open files] | RESOURCE NO UNKNOWN .8
			81 | java.io.FileNotFoundException[x (No such file)]; java.nio.file.NoSuchFileException | NOT_FOUND NO FAILED .85
			81 | java.nio.file.AccessDeniedException | SECURITY AFTER_FIX FAILED .85
			82 | text Request timed out; text a TIMEOUT; text deadline passed | TIMEOUT IF_IDEMPOTENT UNKNOWN .6
			83 | text Rate limit hit; text Too Many Requests; text you are throttled | RATE_LIMIT YES NOT_RUN .6
			83 | text monthly quota; text billing is off | QUOTA AFTER_FIX NOT_RUN .6
			84 | text Connection reset; text connection refused; text host is unreachable | NETWORK IF_IDEMPOTENT UNKNOWN .6
			84 | text temporarily unavailable; text please try again | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .6
			85 | text token limit of 8192; text context length is 4k | VALIDATION AFTER_FIX NOT_RUN .6
			86 | java.lang.Exception[odd]; text something odd; text | UNKNOWN IF_IDEMPOTENT UNKNOWN .5
			""";

	// google.rpc.Status { 8, "slow", Any { ".../google.rpc.RetryInfo", RetryInfo { 3.5 s
	// } } }
	private static final byte[] RETRY_IN_3_5_SECONDS = details();

	private final FailureClassifier classifier = FailureClassifier.standard();

	static Stream<Arguments> rows() {
		return ROWS.lines().flatMap((line) -> {
			String[] columns = line.split(" \\| ");
			return Arrays.stream(columns[1].split("; "))
				.map((specimen) -> Arguments.of("rule " + columns[0], specimen, columns[2]));
		});
	}

	@ParameterizedTest(name = "{0}: {1} is {2}")
	@MethodSource("rows")
	void everyRowMeansWhatItSays(String rule, String specimen, String meaning) {
		assertThat(describe(classify(specimen))).as(rule).isEqualTo(meaning);
	}

	@ParameterizedTest(name = "{0}: {1} within other failures")
	@MethodSource("rows")
	void everyRowHoldsForCauses(String rule, String specimen, String meaning) {
		if (!specimen.startsWith("text")) {
			Throwable failure = new RuntimeException(new Exception(null, specimen(specimen)));
			assertThat(describe(this.classifier.classify(failure))).as(rule).isEqualTo(meaning);
			assertThat(this.classifier.classify(failure).evidence().depth())
				.isEqualTo(meaning.startsWith("UNKNOWN IF_IDEMPOTENT UNKNOWN .5") ? 0 : 2);
		}
	}

	@Test
	void allRowsAreHere() {
		assertThat(rows().map((row) -> row.get()[0]).distinct()).hasSize(86);
	}

	@Test
	void everyTypeThatARuleNamesIsReached() {
		for (String name : FailureRules.STANDARD.typeNames()) {
			FailureRule rule = FailureRules.STANDARD.ofType(name);
			assertThat(rule).isNotNull();
			Classification meaning = this.classifier.classify(ForeignTypes.exception(name, null, null));
			assertThat(meaning.ruleId()).as(name).isEqualTo(rule.meaning().ruleId());
			assertThat(meaning.evidence().matched()).isEqualTo(name);
		}
	}

	@Test
	void everyCodeOfAVendorIsReached() {
		for (String text : FailureRules.STANDARD.codeTexts()) {
			String vendor = switch (text.substring(0, text.indexOf(' '))) {
				case "H2" -> "org.h2.";
				case "MYSQL" -> "org.mariadb.";
				case "ORACLE" -> "oracle.";
				case "SQLSERVER" -> "com.microsoft.sqlserver.";
				default -> "";
			};
			if (!vendor.isEmpty()) {
				Classification meaning = classify("vendor " + vendor + text.substring(text.indexOf(' ')));
				assertThat(meaning.evidence()).isEqualTo(new Evidence(Evidence.Kind.CODE, text, 0));
			}
		}
	}

	private Classification classify(String specimen) {
		return specimen.startsWith("text") ? this.classifier.classify(specimen.substring("text".length()))
				: this.classifier.classify(specimen(specimen));
	}

	static Throwable specimen(String text) {
		String[] words = text.split(" +");
		return switch (words[0]) {
			case "sql" -> new SQLException("refused", words[1]);
			case "vendor" -> vendorException(words[1], Integer.parseInt(words[2]));
			case "http" -> ForeignTypes.answer("feign.FeignException", Integer.parseInt(words[1]));
			case "grpc" -> ForeignTypes.grpc("io.grpc.StatusRuntimeException", words[1],
					(words.length > 2) ? RETRY_IN_3_5_SECONDS : null);
			default -> named(text);
		};
	}

	private static Throwable named(String text) {
		int bracket = text.indexOf('[');
		return (bracket < 0) ? ForeignTypes.exception(text, null, null) : ForeignTypes
			.exception(text.substring(0, bracket), text.substring(bracket + 1, text.length() - 1), null);
	}

	// As drivers throw it: a type of the JDK, with the driver on the stack
	static SQLException vendorException(String packageName, int code) {
		SQLException exception = new SQLException("refused", "HY000", code);
		exception.setStackTrace(new StackTraceElement[] { new StackTraceElement("java.sql.Helper", "make", null, 1),
				new StackTraceElement(packageName + "jdbc.Driver", "fail", null, 1) });
		return exception;
	}

	static String describe(Classification meaning) {
		String confidence = Double.toString(meaning.confidence()).substring(1);
		return String.join(" ",
				List.of(meaning.category().name(), meaning.retryable().name(), meaning.effect().name(), confidence));
	}

	private static byte[] details() {
		byte[] delay = { 8, 3, 16, (byte) 0x80, (byte) 0xca, (byte) 0xb5, (byte) 0xee, 1 };
		byte[] info = message(1, delay);
		byte[] any = concat(message(1, "type.googleapis.com/google.rpc.RetryInfo".getBytes()), message(2, info));
		byte[] other = concat(message(1, "type.googleapis.com/google.rpc.DebugInfo".getBytes()), message(2, delay));
		return concat(new byte[] { 8, 8 }, message(2, "slow".getBytes()), message(3, other), message(3, any));
	}

	private static byte[] message(int field, byte[] content) {
		return concat(new byte[] { (byte) (field << 3 | 2), (byte) content.length }, content);
	}

	private static byte[] concat(byte[]... parts) {
		int length = Arrays.stream(parts).mapToInt((part) -> part.length).sum();
		byte[] all = new byte[length];
		int position = 0;
		for (byte[] part : parts) {
			System.arraycopy(part, 0, all, position, part.length);
			position += part.length;
		}
		return all;
	}

	@Test
	void readsHowLongGrpcAsksToWait() {
		Classification meaning = classify("grpc RESOURCE_EXHAUSTED with RetryInfo");
		assertThat(meaning.retryAfter()).isEqualTo(Duration.ofMillis(3500));
		for (int length = 0; length < RETRY_IN_3_5_SECONDS.length; length++) {
			GrpcRetryInfo.ofStatus(Arrays.copyOf(RETRY_IN_3_5_SECONDS, length));
		}
	}

}
