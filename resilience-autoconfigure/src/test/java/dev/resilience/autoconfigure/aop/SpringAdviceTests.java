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

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import jakarta.validation.constraints.Min;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Retry;
import dev.resilience.pipeline.CallOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Our advice among that of Spring, with a real database, cache, scheduler and security
 * context: everything that {@code docs/order.md} says. Every protected method fails until
 * its third attempt.
 */
class SpringAdviceTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.with(Target.class, Caller.class)
		.withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
		.withUserConfiguration(Spring.class);

	@AfterEach
	void logOut() {
		SecurityContextHolder.clearContext();
	}

	@Test
	void theChainIsTheDocumentedOne() {
		this.contextRunner.run((context) -> {
			Advised everything = (Advised) context.getBean(Target.class);
			assertThat(Stream.of(everything.getAdvisors()).map(SpringAdviceTests::what).distinct())
				.containsExactly("async", "security", "resilience", "transaction or cache", "validation");
		});
	}

	private static String what(Advisor advisor) {
		String advice = advisor.getAdvice().getClass().getSimpleName();
		return switch (advice) {
			case "DeferringMethodInterceptor" -> "security";
			case "AnnotationAsyncExecutionInterceptor" -> "async";
			case "ResilienceInterceptor" -> "resilience";
			case "TransactionInterceptor", "CacheInterceptor" -> "transaction or cache";
			case "MethodValidationInterceptor" -> "validation";
			default -> advice;
		};
	}

	@Test
	void everyAttemptHasATransactionOfItsOwnAndOnlyTheLastOneLeavesTraces() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			target.insert();
			assertThat(target.seen()).hasSize(3).doesNotHaveDuplicates();
			assertThat(rows(context.getBean(JdbcTemplate.class))).isEqualTo(1);
		});
	}

	@Test
	void aCommitThatFailsIsRepeated() {
		this.contextRunner.run((context) -> {
			context.getBean(Target.class).insertAndFailAtCommit();
			assertThat(context.getBean(Target.class).seen()).hasSize(3);
			assertThat(rows(context.getBean(JdbcTemplate.class))).isEqualTo(1);
		});
	}

	@Test
	void anOpenCircuitOpensNoConnection() {
		this.contextRunner.withPropertyValues("resilience.instances.broken.circuit-breaker.failure-threshold=2")
			.run((context) -> {
				CountingDataSource connections = context.getBean(CountingDataSource.class);
				Target target = context.getBean(Target.class);
				assertThat(Outcomes.of(3, target::broken)).isEqualTo("IO IO CircuitBreakerOpen");
				assertThat(connections.opened).hasValue(2);
			});
	}

	@Test
	void whoWaitsForABulkheadHoldsNoConnection() {
		AnnotatedContext.runner()
			.withBean(Target.class)
			.withUserConfiguration(Spring.class)
			.withPropertyValues("resilience.instances.narrow.bulkhead.max-concurrent=1",
					"resilience.instances.narrow.bulkhead.queue-size=1")
			.run((context) -> {
				CountingDataSource connections = context.getBean(CountingDataSource.class);
				Target target = context.getBean(Target.class);
				CountDownLatch inside = new CountDownLatch(1);
				CountDownLatch release = new CountDownLatch(1);
				Thread first = new Thread(() -> target.narrow(inside, release));
				first.start();
				assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
				Thread second = new Thread(() -> target.narrow(inside, release));
				second.start();
				dev.resilience.bulkhead.Bulkhead bulkhead = context.getBean(ResilienceRegistry.class)
					.get("narrow")
					.bulkhead();
				Awaitility.await().until(() -> bulkhead.snapshot().waiting() == 1);
				assertThat(connections.opened).hasValue(1);
				release.countDown();
				first.join();
				second.join();
				assertThat(connections.opened).hasValue(2);
			});
	}

	@Test
	void anAttemptThatJoinsTheCallersTransactionDoomsItAndOneOfItsOwnDoesNot() {
		this.contextRunner.run((context) -> {
			Caller caller = context.getBean(Caller.class);
			assertThat(Outcomes.of(caller::joining)).isEqualTo("UnexpectedRollback");
			assertThat(Outcomes.of(caller::apart)).isEqualTo("ok");
			assertThat(rows(context.getBean(JdbcTemplate.class))).isEqualTo(1);
		});
	}

	@Test
	void whatIsCachedIsACallToo() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(target.cached("a")).isEqualTo("a after 3");
			assertThat(target.cached("a")).isEqualTo("a after 3");
			assertThat(target.seen()).hasSize(3);
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			assertThat(registry.get("cached").policies().calls().count(CallOutcome.SUCCESS)).isEqualTo(2);
			registry.get("cached").circuitBreaker().forceOpen();
			assertThat(Outcomes.of(() -> target.cached("a"))).isEqualTo("CircuitBreakerOpen");
		});
	}

	@Test
	void aCacheOfLowerOrderAnswersBeforeTheCircuitIsAsked() {
		AnnotatedContext.with(Target.class).withUserConfiguration(CacheInFront.class).run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(target.cached("a")).isEqualTo("a after 3");
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			registry.get("cached").circuitBreaker().forceOpen();
			assertThat(target.cached("a")).isEqualTo("a after 3");
			assertThat(registry.get("cached").policies().calls().count(CallOutcome.SUCCESS)).isOne();
		});
	}

	@Test
	void anAsynchronousMethodIsProtectedOnItsWorker() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(target.later().get(30, TimeUnit.SECONDS)).isEqualTo("after 3");
			assertThat(target.seen()).hasSize(3).allMatch((thread) -> thread.startsWith("worker-"));
		});
	}

	@Test
	void aRejectionReachesTheFutureOfAnAsynchronousMethod() {
		this.contextRunner.run((context) -> {
			context.getBean(ResilienceRegistry.class).get("later").circuitBreaker().forceOpen();
			CompletableFuture<String> result = context.getBean(Target.class).later();
			assertThat(Outcomes.of(() -> cause(result))).isEqualTo("CircuitBreakerOpen");
		});
	}

	private static void cause(CompletableFuture<?> result) throws Throwable {
		try {
			result.get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw ex.getCause();
		}
	}

	@Test
	void aScheduledMethodIsProtectedAndARejectionDoesNotEndTheSchedule() {
		AnnotatedContext.with(Clockwork.class)
			.withUserConfiguration(Scheduling.class)
			.withPropertyValues("resilience.instances.clockwork.retry.max-attempts=3",
					"resilience.instances.clockwork.circuit-breaker.failure-threshold=4")
			.run((context) -> {
				Scheduling scheduling = context.getBean(Scheduling.class);
				Awaitility.await().until(() -> scheduling.failures.size() > 4);
				assertThat(scheduling.failures.subList(0, 5)).containsExactly("IOException",
						"CircuitBreakerOpenException", "CircuitBreakerOpenException", "CircuitBreakerOpenException",
						"CircuitBreakerOpenException");
				assertThat(context.getBean(Clockwork.class).ticks()).hasValue(4);
			});
	}

	@Test
	void whoIsNotAllowedIsTurnedAwayBeforeAnythingIsCounted() {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			assertThat(Outcomes.of(target::secured)).isEqualTo("AuthenticationCredentialsNotFound");
			SecurityContextHolder.getContext()
				.setAuthentication(new TestingAuthenticationToken("ann", "secret", "ROLE_USER"));
			assertThat(Outcomes.of(target::secured)).isEqualTo("AuthorizationDenied");
			ResilienceRegistry registry = context.getBean(ResilienceRegistry.class);
			assertThat(target.seen()).isEmpty();
			assertThat(registry.get("secured").policies().calls().count(CallOutcome.FAILURE)).isZero();
			SecurityContextHolder.getContext()
				.setAuthentication(new TestingAuthenticationToken("ann", "secret", "ROLE_ADMIN"));
			target.secured();
			assertThat(target.seen()).hasSize(3);
		});
	}

	@Test
	void argumentsAreValidatedInsideForEveryAttempt() {
		this.contextRunner
			.withPropertyValues("resilience.instances.validated.retry.retry-on=jakarta.validation.ValidationException")
			.run((context) -> {
				Target target = context.getBean(Target.class);
				assertThat(Outcomes.of(() -> target.validated(0))).isEqualTo("ConstraintViolation");
				assertThat(target.seen()).isEmpty();
				assertThat(repeated(context.getBean(ResilienceRegistry.class))).isEqualTo(2);
			});
	}

	@Test
	void invalidArgumentsAreNotRepeatedUnlessTheyAreNamed() {
		this.contextRunner.run((context) -> {
			assertThat(Outcomes.of(() -> context.getBean(Target.class).validated(0))).isEqualTo("ConstraintViolation");
			assertThat(repeated(context.getBean(ResilienceRegistry.class))).isZero();
		});
	}

	private static long repeated(ResilienceRegistry registry) {
		return registry.get("validated").policies().retryCounters().snapshot().attempts();
	}

	private static int rows(JdbcTemplate jdbc) {
		Integer rows = jdbc.queryForObject("select count(*) from entry", Integer.class);
		return (rows != null) ? rows : -1;
	}

	@Validated
	public static class Target {

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		private final JdbcTemplate jdbc;

		Target(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		List<String> seen() {
			return this.seen;
		}

		@Retry
		@Transactional(rollbackFor = Exception.class)
		public void insert() throws IOException {
			insertRow();
			third();
		}

		@Retry
		@Transactional(rollbackFor = Exception.class, propagation = Propagation.REQUIRES_NEW)
		public void insertApart() throws IOException {
			insertRow();
			third();
		}

		private void insertRow() {
			this.jdbc.update("insert into entry default values");
			this.seen.add(this.jdbc.queryForObject("select transaction_id()", String.class));
		}

		@Retry
		@Transactional
		public void insertAndFailAtCommit() {
			insertRow();
			if (this.seen.size() < 3) {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						throw new IllegalStateException("not now");
					}

				});
			}
		}

		@CircuitBreaker("broken")
		@Transactional(rollbackFor = Exception.class)
		public void broken() throws IOException {
			throw new IOException("down");
		}

		@Bulkhead("narrow")
		@Transactional
		public void narrow(CountDownLatch inside, CountDownLatch release) {
			inside.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Retry("cached")
		@CircuitBreaker("cached")
		@Cacheable("texts")
		public String cached(String text) throws IOException {
			this.seen.add(text);
			third();
			return text + " after " + this.seen.size();
		}

		@Async
		@Retry("later")
		@CircuitBreaker("later")
		public CompletableFuture<String> later() throws IOException {
			this.seen.add(Thread.currentThread().getName());
			third();
			return CompletableFuture.completedFuture("after " + this.seen.size());
		}

		@PreAuthorize("hasRole('ADMIN')")
		@Retry("secured")
		public void secured() throws IOException {
			this.seen.add("secured");
			third();
		}

		@Retry("validated")
		public void validated(@Min(1) int number) {
			this.seen.add("validated " + number);
		}

		private void third() throws IOException {
			if (this.seen.size() < 3) {
				throw new IOException("not yet");
			}
		}

	}

	public static class Caller {

		private final Target target;

		Caller(Target target) {
			this.target = target;
		}

		@Transactional
		public void joining() throws IOException {
			this.target.insert();
		}

		@Transactional
		public void apart() throws IOException {
			this.target.seen().clear();
			this.target.insertApart();
		}

	}

	public static class Clockwork {

		private final AtomicInteger ticks = new AtomicInteger();

		AtomicInteger ticks() {
			return this.ticks;
		}

		@Scheduled(fixedDelay = 10)
		@Retry("clockwork")
		@CircuitBreaker("clockwork")
		public void tick() throws IOException {
			this.ticks.incrementAndGet();
			throw new IOException("down");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		private final List<String> failures = new CopyOnWriteArrayList<>();

		@Bean
		ThreadPoolTaskScheduler taskScheduler() {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setErrorHandler((failure) -> this.failures.add(failure.getClass().getSimpleName()));
			return scheduler;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync(proxyTargetClass = true)
	@EnableCaching(proxyTargetClass = true)
	@EnableMethodSecurity(proxyTargetClass = true)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Spring extends Database {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

		@Bean
		Executor taskExecutor() {
			return new SimpleAsyncTaskExecutor("worker-");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true, order = 0)
	static class CacheInFront extends Database {

		@Bean
		ConcurrentMapCacheManager cacheManager() {
			return new ConcurrentMapCacheManager();
		}

	}

	static class Database {

		@Bean
		CountingDataSource dataSource() {
			CountingDataSource dataSource = new CountingDataSource(
					new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build());
			new JdbcTemplate(dataSource).execute("create table entry (id int generated always as identity)");
			dataSource.opened.set(0);
			return dataSource;
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	static class CountingDataSource extends DelegatingDataSource {

		private final AtomicInteger opened = new AtomicInteger();

		CountingDataSource(DataSource target) {
			super(target);
		}

		@Override
		public java.sql.Connection getConnection() throws java.sql.SQLException {
			this.opened.incrementAndGet();
			return super.getConnection();
		}

	}

}
