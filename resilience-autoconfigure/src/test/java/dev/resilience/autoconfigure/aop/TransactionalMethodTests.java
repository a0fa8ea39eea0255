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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.Advised;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.idempotency.TextCodecs;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.ResultCodecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Methods whose record, effect and result are in one transaction, on a real database.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionalMethodTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
				DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class))
		.withBean(ResultCodecs.class, TextCodecs::new)
		.withPropertyValues("resilience.defaults.idempotency.store=jdbc",
				"resilience.defaults.idempotency.guarantee=transactional",
				"spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
				"resilience.defaults.retry.delay=0s");

	@Test
	void theStartSaysWhatIsPromisedAndWhereRecordsAre(CapturedOutput output) {
		this.contextRunner.withBean(Charges.class)
			.run((context) -> assertThat(output)
				.contains("Charges.charge is idempotent: guarantee transactional, store jdbc"));
	}

	@Test
	void recordAndEffectAreCommittedTogether() {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			assertThat(charges.charge("k")).isEqualTo("1").isEqualTo(charges.charge("k"));
			assertThat(rows(context)).isEqualTo(1);
		});
	}

	@Test
	void case55AMethodThatRollsBackLeavesNeitherRecordNorEffect() {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			charges.fails().set(1);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charges.charge("k"));
			assertThat(rows(context)).isZero();
			assertThat(charges.charge("k")).isEqualTo("1");
			assertThat(rows(context)).isEqualTo(1);
		});
	}

	@Test
	void aCheckedExceptionRollsBackToo() {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> charges.chargeAndThrowChecked("k"));
			assertThat(rows(context)).isZero();
		});
	}

	@Test
	void case56ACallerThatRollsBackTakesRecordAndEffectAlong() {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			TransactionTemplate outer = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
			outer.executeWithoutResult((status) -> {
				charges.charge("k");
				status.setRollbackOnly();
			});
			assertThat(rows(context)).isZero();
			assertThat(charges.charge("k")).isEqualTo("1");
			assertThat(charges.charge("k")).isEqualTo("1");
			assertThat(rows(context)).isEqualTo(1);
		});
	}

	@Test
	void case58EveryAttemptIsATransactionOfItsOwn() {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			charges.fails().set(2);
			assertThat(charges.retried("k")).isEqualTo("1");
			assertThat(charges.attempts()).hasValue(3);
			assertThat(rows(context)).isEqualTo(1);
			assertThat(charges.retried("k")).isEqualTo("1");
			assertThat(charges.attempts()).hasValue(3);
		});
	}

	@Test
	void offloadedWorkIsInTheTransactionOfItsRecordAndNobodyIsWarned(CapturedOutput output) {
		this.contextRunner.withBean(Charges.class).run((context) -> {
			Charges charges = charges(context);
			String caller = Thread.currentThread().getName();
			assertThat(charges.offloaded("k")).isEqualTo("true").isEqualTo(charges.offloaded("k"));
			assertThat(charges.ranOn()).isNotEqualTo(caller);
			assertThat(rows(context)).isEqualTo(1);
			charges.fails().set(1);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charges.offloaded("other"));
			assertThat(rows(context)).isEqualTo(1);
			assertThat(output).doesNotContain("outside of it");
		});
	}

	@Test
	void adviceInsideOfTheTransactionTakesPartInIt() {
		this.contextRunner.withBean(Charges.class).withUserConfiguration(TransactionsOutside.class).run((context) -> {
			Charges charges = charges(context);
			assertThat(Stream.of(((Advised) charges).getAdvisors())
				.map((advisor) -> advisor.getAdvice().getClass().getSimpleName())
				.filter((advice) -> !advice.startsWith("Expose")))
				.containsExactly("TransactionInterceptor", "ResilienceInterceptor");
			charges.fails().set(1);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> charges.joined("k"));
			assertThat(rows(context)).isZero();
			assertThat(charges.joined("k")).isEqualTo("1");
			assertThat(charges.joined("k")).isEqualTo("1");
			assertThat(rows(context)).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(classes = { Case57RequiresNew.class, Case57NotSupported.class, Case57Never.class, Case57Nested.class,
			Case57OnClass.class })
	void case57AMethodThatLeavesTheTransactionStopsTheStart(Class<?> bean) {
		withBean(bean).run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).contains(bean.getSimpleName() + ".call");
			assertThat(problem.reason()).contains("The guarantee transactional cannot be kept", "propagation = ",
					"out of the transaction");
			assertThat(problem.suggestion()).contains("REQUIRED", "LEASE");
		}));
	}

	@Test
	void case57WithALeaseSuchAMethodIsLegal() {
		this.contextRunner.withBean(Case57RequiresNew.class)
			.withPropertyValues("resilience.defaults.idempotency.guarantee=lease")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void case57AnotherTransactionManagerStopsTheStart() {
		this.contextRunner.withUserConfiguration(OtherDatabase.class)
			.withBean(Case57OtherManager.class)
			.run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
				assertThat(problem.place()).contains("Case57OtherManager.call");
				assertThat(problem.reason()).contains("uses the transaction manager 'other'", "the store 'jdbc'");
			}));
	}

	@Test
	void case57AnUnknownTransactionManagerStopsTheStart() {
		this.contextRunner.withBean(Case57UnknownManager.class)
			.run((context) -> assertThat(problems(context)).singleElement()
				.satisfies((problem) -> assertThat(problem.reason())
					.contains("there is no transaction manager 'nobody'")));
	}

	@Test
	void theTransactionManagerOfTheStoreMayBeNamed() {
		this.contextRunner.withBean(SameManager.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void withoutATransactionManagerTheStartStops() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataSourceAutoConfiguration.class,
					ResilienceAutoConfiguration.class, ResilienceAopAutoConfiguration.class,
					ResilienceIdempotencyAutoConfiguration.class))
			.withBean(ResultCodecs.class, TextCodecs::new)
			.withBean(Plain.class)
			.withPropertyValues("resilience.defaults.idempotency.store=jdbc",
					"resilience.defaults.idempotency.guarantee=transactional")
			.run((context) -> assertThat(problems(context)).singleElement()
				.satisfies((problem) -> assertThat(problem.reason())
					.contains("there is no transaction manager for the DataSource of the store 'jdbc'")));
	}

	@ParameterizedTest
	@ValueSource(classes = { Later.class, MaybeLater.class })
	void aResultThatMayComeLaterStopsTheStart(Class<?> bean) {
		withBean(bean).run((context) -> assertThat(problems(context)).singleElement().satisfies((problem) -> {
			assertThat(problem.place()).contains(bean.getSimpleName() + ".call");
			assertThat(problem.reason()).contains("may come later than it returns");
		}));
	}

	@Test
	void isolationAndTimeoutThatHaveNoEffectAreWarnedOf(CapturedOutput output) {
		this.contextRunner.withBean(Isolated.class)
			.run((context) -> assertThat(output)
				.contains("Isolated.call takes part in the transaction in which its record is kept"));
	}

	private <T> ApplicationContextRunner withBean(Class<T> bean) {
		return this.contextRunner.withBean(bean);
	}

	private static Charges charges(ApplicationContext context) {
		context.getBean(JdbcTemplate.class).execute("CREATE TABLE IF NOT EXISTS charge (id VARCHAR(20))");
		return context.getBean(Charges.class);
	}

	private static int rows(BeanFactory context) {
		Integer rows = context.getBean(JdbcTemplate.class).queryForObject("SELECT COUNT(*) FROM charge", Integer.class);
		return (rows != null) ? rows : -1;
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

	static class Charges {

		private final AtomicInteger fails = new AtomicInteger();

		private final AtomicInteger attempts = new AtomicInteger();

		private volatile String ranOn = "";

		private final JdbcTemplate jdbc;

		Charges(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		AtomicInteger fails() {
			return this.fails;
		}

		AtomicInteger attempts() {
			return this.attempts;
		}

		String ranOn() {
			return this.ranOn;
		}

		@Idempotent(value = "charges", key = "#id")
		String charge(String id) {
			return insert(id);
		}

		@Idempotent(value = "charges", key = "#id")
		@Transactional
		String chargeAndThrowChecked(String id) throws IOException {
			insert(id);
			throw new IOException("broken");
		}

		@Idempotent(value = "charges", key = "#id")
		@Transactional
		String joined(String id) {
			return insert(id);
		}

		@Idempotent(value = "charges", key = "#id")
		@Retry(maxAttempts = 3)
		@Transactional
		String retried(String id) {
			return insert(id);
		}

		@Idempotent(value = "charges", key = "#id")
		@Timeout(duration = "30s", mode = Timeout.Mode.OFFLOAD)
		String offloaded(String id) {
			insert(id);
			this.ranOn = Thread.currentThread().getName();
			return String.valueOf(TransactionSynchronizationManager.isActualTransactionActive());
		}

		private String insert(String id) {
			this.attempts.incrementAndGet();
			this.jdbc.update("INSERT INTO charge VALUES (?)", id);
			if (this.fails.getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				throw new IllegalStateException("broken");
			}
			return String.valueOf(this.jdbc.queryForObject("SELECT COUNT(*) FROM charge", Integer.class));
		}

	}

	static class Plain {

		@Idempotent(key = "#id")
		String call(String id) {
			return id;
		}

	}

	static class Case57RequiresNew {

		@Idempotent(key = "#id")
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		String call(String id) {
			return id;
		}

	}

	static class Case57NotSupported {

		@Idempotent(key = "#id")
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		String call(String id) {
			return id;
		}

	}

	static class Case57Never {

		@Idempotent(key = "#id")
		@Transactional(propagation = Propagation.NEVER)
		String call(String id) {
			return id;
		}

	}

	static class Case57Nested {

		@Idempotent(key = "#id")
		@Transactional(propagation = Propagation.NESTED)
		String call(String id) {
			return id;
		}

	}

	@Transactional(propagation = Propagation.REQUIRES_NEW)
	static class Case57OnClass {

		@Idempotent(key = "#id")
		String call(String id) {
			return id;
		}

	}

	static class Case57OtherManager {

		@Idempotent(key = "#id")
		@Transactional("other")
		String call(String id) {
			return id;
		}

	}

	static class Case57UnknownManager {

		@Idempotent(key = "#id")
		@Transactional("nobody")
		String call(String id) {
			return id;
		}

	}

	static class SameManager {

		@Idempotent(key = "#id")
		@Transactional("transactionManager")
		String call(String id) {
			return id;
		}

	}

	static class Later {

		@Idempotent(key = "#id")
		CompletableFuture<String> call(String id) {
			return CompletableFuture.completedFuture(id);
		}

	}

	static class MaybeLater {

		@Idempotent(key = "#id")
		Object call(String id) {
			return id;
		}

	}

	static class Isolated {

		@Idempotent(key = "#id")
		@Transactional(isolation = Isolation.SERIALIZABLE)
		String call(String id) {
			return id;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(order = 0, proxyTargetClass = true)
	static class TransactionsOutside {

	}

	@Configuration(proxyBeanMethods = false)
	static class OtherDatabase {

		@Bean
		DataSource dataSource() {
			return new DriverManagerDataSource("jdbc:h2:mem:mine;DB_CLOSE_DELAY=-1");
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		PlatformTransactionManager other() {
			return new JdbcTransactionManager(new DriverManagerDataSource("jdbc:h2:mem:other"));
		}

	}

}
