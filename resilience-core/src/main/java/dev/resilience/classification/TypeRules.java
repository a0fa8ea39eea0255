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

/**
 * What types of exceptions mean, those of the JDK and, by their names alone, those of
 * libraries. The nearest type counts: a rule for a subtype wins over one for a supertype.
 */
final class TypeRules {

	static final String JDK = """
			connect-refused | NETWORK YES NOT_RUN .95 | leaf | java.net.ConnectException
			connect-timeout | TIMEOUT YES NOT_RUN .9 | leaf | java.net.http.HttpConnectTimeoutException
			connect-timeout | TIMEOUT YES NOT_RUN .9 | phrase connect timed out | java.net.SocketTimeoutException
			read-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | java.net.SocketTimeoutException
			http-client-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | java.net.http.HttpTimeoutException
			open-files | RESOURCE NO UNKNOWN .8 subtype=files | phrase too many open files | java.net.SocketException
			connection-broken | NETWORK IF_IDEMPOTENT UNKNOWN .9 | family | java.net.SocketException
			no-route | NETWORK YES NOT_RUN .9 | leaf | java.net.NoRouteToHostException, java.net.PortUnreachableException
			unknown-host | NETWORK YES NOT_RUN .75 | leaf | java.net.UnknownHostException
			unresolved-address | NETWORK YES NOT_RUN .75 | leaf | java.nio.channels.UnresolvedAddressException
			tls-handshake | CONFIGURATION AFTER_FIX NOT_RUN .85 | family | javax.net.ssl.SSLHandshakeException
			tls-peer | CONFIGURATION AFTER_FIX NOT_RUN .85 | family | javax.net.ssl.SSLPeerUnverifiedException
			certificate | CONFIGURATION AFTER_FIX NOT_RUN .85 | family | java.security.cert.CertificateException
			certificate | CONFIGURATION AFTER_FIX NOT_RUN .85 | family | java.security.cert.CertPathValidatorException
			certificate | CONFIGURATION AFTER_FIX NOT_RUN .85 | family | java.security.cert.CertPathBuilderException
			tls | NETWORK IF_IDEMPOTENT UNKNOWN .7 | family | javax.net.ssl.SSLException
			channel-closed | NETWORK IF_IDEMPOTENT UNKNOWN .8 | family | java.nio.channels.ClosedChannelException
			end-of-stream | NETWORK IF_IDEMPOTENT UNKNOWN .8 | family | java.io.EOFException
			bind | CONFIGURATION AFTER_FIX NOT_RUN .8 | family | java.net.BindException
			timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | java.util.concurrent.TimeoutException
			interrupted | CANCELLED NO UNKNOWN .95 | leaf | java.lang.InterruptedException
			interrupted | CANCELLED NO UNKNOWN .95 | leaf | java.nio.channels.ClosedByInterruptException
			interrupted-io | TIMEOUT IF_IDEMPOTENT UNKNOWN .8 | phrase timeout | java.io.InterruptedIOException
			interrupted-io | TIMEOUT IF_IDEMPOTENT UNKNOWN .8 | phrase timed out | java.io.InterruptedIOException
			interrupted-io | CANCELLED NO UNKNOWN .8 | exact | java.io.InterruptedIOException
			cancelled | CANCELLED NO UNKNOWN .9 | family | java.util.concurrent.CancellationException
			task-rejected | OVERLOAD YES NOT_RUN .9 | family | java.util.concurrent.RejectedExecutionException
			no-such-element | NOT_FOUND NO FAILED .7 | exact | java.util.NoSuchElementException
			null-pointer | BUG NO FAILED .9 | exact | java.lang.NullPointerException
			class-cast | BUG NO FAILED .9 | exact | java.lang.ClassCastException
			index | BUG NO FAILED .9 | family | java.lang.IndexOutOfBoundsException
			number-format | BUG NO FAILED .9 | exact | java.lang.NumberFormatException
			arithmetic | BUG NO FAILED .9 | exact | java.lang.ArithmeticException, java.lang.ArrayStoreException
			arithmetic | BUG NO FAILED .9 | exact | java.lang.NegativeArraySizeException
			illegal-argument | VALIDATION NO FAILED .7 | exact | java.lang.IllegalArgumentException
			illegal-state | BUG NO FAILED .7 | exact | java.lang.IllegalStateException
			unsupported | BUG NO FAILED .7 | exact | java.lang.UnsupportedOperationException
			assertion | BUG NO FAILED .9 | family | java.lang.AssertionError
			linkage | CONFIGURATION AFTER_FIX NOT_RUN .9 | family | java.lang.LinkageError
			class-not-found | CONFIGURATION AFTER_FIX NOT_RUN .85 | exact | java.lang.ClassNotFoundException
			out-of-memory | RESOURCE NO UNKNOWN .95 subtype=memory | leaf | java.lang.OutOfMemoryError
			stack-overflow | BUG NO UNKNOWN .95 subtype=stack | leaf | java.lang.StackOverflowError
			open-files | RESOURCE NO UNKNOWN .8 subtype=files | phrase too many open files | java.io.FileNotFoundException
			file-denied | SECURITY AFTER_FIX FAILED .85 | phrase (permission denied) | java.io.FileNotFoundException
			file-not-found | NOT_FOUND NO FAILED .85 | family | java.io.FileNotFoundException
			file-not-found | NOT_FOUND NO FAILED .85 | family | java.nio.file.NoSuchFileException
			file-denied | SECURITY AFTER_FIX FAILED .85 | family | java.nio.file.AccessDeniedException
			denied | SECURITY AFTER_FIX NOT_RUN .7 | exact | java.lang.SecurityException
			pool-timeout | OVERLOAD YES NOT_RUN .95 subtype=connections | translated | java.sql.SQLTransientConnectionException
			sql-connection | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .8 | translated | java.sql.SQLNonTransientConnectionException
			sql-recoverable | NETWORK IF_IDEMPOTENT UNKNOWN .8 | translated | java.sql.SQLRecoverableException
			sql-timeout | TIMEOUT WHOLE_TX FAILED .9 | translated | java.sql.SQLTimeoutException
			sql-rollback | CONFLICT WHOLE_TX FAILED .9 | translated | java.sql.SQLTransactionRollbackException
			sql-transient | UNAVAILABLE WHOLE_TX FAILED .7 | translated | java.sql.SQLTransientException
			sql-integrity | INTEGRITY NO FAILED .85 | translated | java.sql.SQLIntegrityConstraintViolationException
			sql-data | VALIDATION NO FAILED .85 | translated | java.sql.SQLDataException
			sql-authorization | SECURITY AFTER_FIX NOT_RUN .9 | translated | java.sql.SQLInvalidAuthorizationSpecException
			sql-syntax | BUG NO NOT_RUN .9 | translated | java.sql.SQLSyntaxErrorException
			sql-unsupported | CONFIGURATION AFTER_FIX NOT_RUN .85 | translated | java.sql.SQLFeatureNotSupportedException
			""";

	static final String SPRING = """
			task-rejected | OVERLOAD YES NOT_RUN .9 | family | org.springframework.core.task.TaskRejectedException
			invocation-rejected | OVERLOAD YES NOT_RUN .9 | family | org.springframework.resilience.InvocationRejectedException
			deadlock-loser | CONFLICT WHOLE_TX FAILED .95 | translated | org.springframework.dao.DeadlockLoserDataAccessException
			query-timeout | TIMEOUT WHOLE_TX FAILED .9 | translated | org.springframework.dao.QueryTimeoutException
			duplicate-key | DUPLICATE NO FAILED .95 | translated | org.springframework.dao.DuplicateKeyException
			data-integrity | INTEGRITY NO FAILED .85 | translated | org.springframework.dao.DataIntegrityViolationException
			bad-sql | BUG NO NOT_RUN .9 | translated | org.springframework.jdbc.BadSqlGrammarException
			bad-sql | BUG NO NOT_RUN .9 | translated | org.springframework.dao.InvalidDataAccessApiUsageException
			bad-sql | BUG NO NOT_RUN .9 | translated | org.springframework.dao.InvalidDataAccessResourceUsageException
			data-denied | SECURITY AFTER_FIX NOT_RUN .9 | translated | org.springframework.dao.PermissionDeniedDataAccessException
			optimistic-lock | CONFLICT WHOLE_TX FAILED .95 | translated | org.springframework.dao.OptimisticLockingFailureException
			lock | CONFLICT WHOLE_TX FAILED .8 subtype=lock | translated | org.springframework.dao.PessimisticLockingFailureException
			lock | CONFLICT WHOLE_TX FAILED .8 subtype=lock | translated | org.springframework.dao.CannotAcquireLockException
			concurrency | CONFLICT WHOLE_TX FAILED .8 | translated | org.springframework.dao.ConcurrencyFailureException
			no-connection | UNAVAILABLE YES NOT_RUN .9 | never-ran | org.springframework.jdbc.CannotGetJdbcConnectionException
			no-transaction | UNAVAILABLE YES NOT_RUN .9 | never-ran | org.springframework.transaction.CannotCreateTransactionException
			data-resource | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .7 | translated | org.springframework.dao.DataAccessResourceFailureException
			data-recoverable | UNAVAILABLE WHOLE_TX FAILED .7 | translated | org.springframework.dao.RecoverableDataAccessException
			data-transient | UNAVAILABLE WHOLE_TX FAILED .7 | translated | org.springframework.dao.TransientDataAccessException
			transaction-timeout | TIMEOUT WHOLE_TX FAILED .85 | family | org.springframework.transaction.TransactionTimedOutException
			commit-unknown | NETWORK IF_IDEMPOTENT UNKNOWN .75 subtype=completion-unknown | translated | org.springframework.transaction.TransactionSystemException
			commit-unknown | NETWORK IF_IDEMPOTENT UNKNOWN .75 subtype=completion-unknown | translated | org.springframework.transaction.HeuristicCompletionException
			unexpected-rollback | UNKNOWN IF_IDEMPOTENT FAILED .5 | wrapper | org.springframework.transaction.UnexpectedRollbackException
			empty-result | NOT_FOUND NO FAILED .7 | translated | org.springframework.dao.EmptyResultDataAccessException
			no-answer | NETWORK IF_IDEMPOTENT UNKNOWN .6 | wrapper | org.springframework.web.client.ResourceAccessException
			no-answer | NETWORK IF_IDEMPOTENT UNKNOWN .6 | wrapper | org.springframework.web.reactive.function.client.WebClientRequestException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | org.springframework.web.bind.MethodArgumentNotValidException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | org.springframework.web.bind.support.WebExchangeBindException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | org.springframework.web.method.annotation.HandlerMethodValidationException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | org.springframework.validation.BindException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.http.converter.HttpMessageNotReadableException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.messaging.converter.MessageConversionException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.amqp.support.converter.MessageConversionException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.jms.support.converter.MessageConversionException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.kafka.support.serializer.DeserializationException
			unreadable | CONTRACT NO FAILED .95 | family | org.springframework.core.codec.DecodingException
			access-denied | SECURITY AFTER_FIX NOT_RUN .95 subtype=authorization | family | org.springframework.security.access.AccessDeniedException
			authentication | SECURITY AFTER_FIX NOT_RUN .95 subtype=authentication | family | org.springframework.security.core.AuthenticationException
			messaging-connection | UNAVAILABLE YES NOT_RUN .85 | family | org.springframework.amqp.AmqpConnectException
			messaging-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .85 | family | org.springframework.amqp.AmqpTimeoutException
			redis-connection | UNAVAILABLE YES NOT_RUN .85 | translated | org.springframework.data.redis.RedisConnectionFailureException
			no-such-bean | CONFIGURATION AFTER_FIX NOT_RUN .9 | family | org.springframework.beans.factory.NoSuchBeanDefinitionException
			beans | CONFIGURATION AFTER_FIX NOT_RUN .9 | family | org.springframework.beans.BeansException
			""";

	static final String LIBRARIES = """
			circuit-open | REJECTED NO NOT_RUN .95 | leaf | io.github.resilience4j.circuitbreaker.CallNotPermittedException
			circuit-open | REJECTED NO NOT_RUN .95 | leaf | dev.failsafe.CircuitBreakerOpenException
			circuit-open | REJECTED NO NOT_RUN .95 | leaf | org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException
			circuit-open | REJECTED NO NOT_RUN .95 | leaf | com.alibaba.csp.sentinel.slots.block.degrade.DegradeException
			gate-refused | REJECTED YES NOT_RUN .95 | leaf | io.github.resilience4j.bulkhead.BulkheadFullException
			gate-refused | REJECTED YES NOT_RUN .95 | leaf | io.github.resilience4j.ratelimiter.RequestNotPermitted
			gate-refused | REJECTED YES NOT_RUN .95 | leaf | dev.failsafe.BulkheadFullException, dev.failsafe.RateLimitExceededException
			gate-refused | REJECTED YES NOT_RUN .95 | leaf | org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException
			gate-refused | REJECTED YES NOT_RUN .95 | leaf | com.alibaba.csp.sentinel.slots.block.flow.FlowException
			timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException
			timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | dev.failsafe.TimeoutExceededException
			connect-timeout | TIMEOUT YES NOT_RUN .9 | leaf | io.netty.channel.ConnectTimeoutException
			connect-timeout | TIMEOUT YES NOT_RUN .9 | leaf | org.apache.hc.client5.http.ConnectTimeoutException
			connect-timeout | TIMEOUT YES NOT_RUN .9 | leaf | org.apache.http.conn.ConnectTimeoutException
			read-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | io.netty.handler.timeout.TimeoutException
			client-pool-timeout | OVERLOAD YES NOT_RUN .9 subtype=connections | family | reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException
			client-pool-timeout | OVERLOAD YES NOT_RUN .9 subtype=connections | family | org.apache.hc.core5.http.ConnectionRequestTimeoutException
			client-pool-timeout | OVERLOAD YES NOT_RUN .9 subtype=connections | family | org.apache.http.conn.ConnectionPoolTimeoutException
			connection-broken | NETWORK IF_IDEMPOTENT UNKNOWN .9 | family | org.apache.hc.core5.http.NoHttpResponseException
			connection-broken | NETWORK IF_IDEMPOTENT UNKNOWN .9 | family | org.apache.http.NoHttpResponseException
			connection-broken | NETWORK IF_IDEMPOTENT UNKNOWN .9 | family | reactor.netty.http.client.PrematureCloseException
			no-answer | NETWORK IF_IDEMPOTENT UNKNOWN .6 | wrapper | jakarta.ws.rs.ProcessingException, feign.RetryableException
			optimistic-lock | CONFLICT WHOLE_TX FAILED .95 | family | jakarta.persistence.OptimisticLockException
			optimistic-lock | CONFLICT WHOLE_TX FAILED .95 | family | javax.persistence.OptimisticLockException
			optimistic-lock | CONFLICT WHOLE_TX FAILED .95 | family | org.hibernate.StaleStateException
			lock | CONFLICT WHOLE_TX FAILED .8 subtype=lock | translated | jakarta.persistence.PessimisticLockException
			lock | CONFLICT WHOLE_TX FAILED .8 subtype=lock | translated | jakarta.persistence.LockTimeoutException
			query-timeout | TIMEOUT WHOLE_TX FAILED .9 | translated | jakarta.persistence.QueryTimeoutException
			no-such-entity | NOT_FOUND NO FAILED .9 | family | jakarta.persistence.EntityNotFoundException
			no-such-entity | NOT_FOUND NO FAILED .7 | family | jakarta.persistence.NoResultException
			entity-exists | DUPLICATE NO FAILED .9 | translated | jakarta.persistence.EntityExistsException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | jakarta.validation.ConstraintViolationException
			invalid-argument | VALIDATION NO NOT_RUN .95 | over-code | javax.validation.ConstraintViolationException
			unreadable | CONTRACT NO FAILED .95 | family | tools.jackson.core.JacksonException
			unreadable | CONTRACT NO FAILED .95 | family | com.fasterxml.jackson.core.JacksonException
			unreadable | CONTRACT NO FAILED .95 | family | com.fasterxml.jackson.core.JsonProcessingException
			unreadable | CONTRACT NO FAILED .95 | family | org.apache.kafka.common.errors.SerializationException
			kafka-retriable | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .9 | family | org.apache.kafka.common.errors.RetriableException
			kafka | UNKNOWN IF_IDEMPOTENT UNKNOWN .6 | family | org.apache.kafka.common.errors.ApiException
			messaging-connection | UNAVAILABLE YES NOT_RUN .85 | family | org.apache.activemq.ConnectionFailedException
			messaging-connection | UNAVAILABLE YES NOT_RUN .85 | family | org.apache.activemq.artemis.api.core.ActiveMQNotConnectedException
			messaging-connection | UNAVAILABLE YES NOT_RUN .85 | family | org.apache.qpid.jms.provider.exceptions.ProviderConnectionRemotelyClosedException
			redis-connection | UNAVAILABLE YES NOT_RUN .85 | family | io.lettuce.core.RedisConnectionException
			redis-connection | UNAVAILABLE YES NOT_RUN .85 | family | redis.clients.jedis.exceptions.JedisConnectionException
			redis-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | family | io.lettuce.core.RedisCommandTimeoutException
			""";

	private TypeRules() {
	}

}
