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
import java.util.List;

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Other advice on an annotated method: what stands behind ours runs once per attempt,
 * what stands in front of it once per call.
 */
class AdviceOrderTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withUserConfiguration(AnnotatedContext.Time.class, Advice.class);

	@Test
	void everyAttemptHasATransactionOfItsOwn() {
		this.contextRunner.run((context) -> {
			Journal journal = context.getBean(Journal.class);
			assertThat(Outcomes.of(context.getBean(Target.class)::transactional)).isEqualTo("IO");
			assertThat(journal.lines).containsExactly("begin", "call", "rollback", "begin", "call", "rollback", "begin",
					"call", "rollback");
		});
	}

	@Test
	void anAspectBehindRunsOncePerAttemptAndItsArgumentsStayBound() {
		this.contextRunner.run((context) -> {
			Journal journal = context.getBean(Journal.class);
			assertThat(Outcomes.of(() -> context.getBean(Target.class).bound("a", 1))).isEqualTo("IO");
			assertThat(journal.lines).containsExactly("before a", "call a 1", "before a", "call a 1", "before a",
					"call a 1");
		});
	}

	@Test
	void argumentsThatAnAspectBehindChangesAreChangedOnceForEachAttempt() {
		this.contextRunner.run((context) -> {
			Journal journal = context.getBean(Journal.class);
			assertThat(context.getBean(Target.class).changed(1)).isEqualTo("fallback of 1");
			assertThat(journal.lines).containsExactly("call 2", "call 2", "call 2");
		});
	}

	@Test
	void anAspectInFrontRunsOncePerCall() {
		this.contextRunner.withPropertyValues("resilience.aop.order=2147483647").run((context) -> {
			Journal journal = context.getBean(Journal.class);
			assertThat(Outcomes.of(() -> context.getBean(Target.class).counted())).isEqualTo("IO");
			assertThat(journal.lines).containsExactly("count", "call", "call", "call");
		});
	}

	@Test
	void theOrderSaysWhatStandsInFront() {
		this.contextRunner.run((context) -> {
			Journal journal = context.getBean(Journal.class);
			assertThat(Outcomes.of(() -> context.getBean(Target.class).counted())).isEqualTo("IO");
			assertThat(journal.lines).containsExactly("count", "call", "count", "call", "count", "call");
			assertThat(context.getBean(ResilienceAdvisor.class).getOrder()).isEqualTo(Ordered.LOWEST_PRECEDENCE - 100);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "interrupt", "offload" })
	void aspectsBehindWorkOnWhateverThreadAnAttemptRuns(String mode) {
		AnnotatedContext.runner()
			.withUserConfiguration(Advice.class)
			.withPropertyValues("resilience.instances.limited.timeout.mode=" + mode,
					"resilience.instances.limited.retry.delay=0")
			.run((context) -> {
				Journal journal = context.getBean(Journal.class);
				assertThat(Outcomes.of(() -> context.getBean(Target.class).limited("a"))).isEqualTo("IO");
				assertThat(journal.lines).containsExactly("before a", "call a", "before a", "call a", "before a",
						"call a");
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Advice {

		@Bean
		Journal journal() {
			return new Journal();
		}

		@Bean
		Target target(Journal journal) {
			return new Target(journal);
		}

		@Bean
		PlatformTransactionManager transactions(Journal journal) {
			return new Transactions(journal);
		}

		@Bean
		BindingAspect bindingAspect(Journal journal) {
			return new BindingAspect(journal);
		}

		@Bean
		ChangingAspect changingAspect() {
			return new ChangingAspect();
		}

		@Bean
		CountingAspect countingAspect(Journal journal) {
			return new CountingAspect(journal);
		}

	}

	static class Journal {

		private final List<String> lines = new ArrayList<>();

		synchronized void add(String line) {
			this.lines.add(line);
		}

	}

	@Aspect
	static class BindingAspect {

		private final Journal journal;

		BindingAspect(Journal journal) {
			this.journal = journal;
		}

		@Before("(execution(* bound(..)) || execution(* limited(..))) && args(text, ..)")
		void before(String text) {
			this.journal.add("before " + text);
		}

	}

	@Aspect
	static class ChangingAspect {

		@Around("execution(* changed(..)) && args(number)")
		Object increment(ProceedingJoinPoint call, int number) throws Throwable {
			return call.proceed(new Object[] { number + 1 });
		}

	}

	@Aspect
	@Order(Ordered.LOWEST_PRECEDENCE - 50)
	static class CountingAspect {

		private final Journal journal;

		CountingAspect(Journal journal) {
			this.journal = journal;
		}

		@Around("execution(* counted(..))")
		Object count(ProceedingJoinPoint call) throws Throwable {
			this.journal.add("count");
			return call.proceed();
		}

	}

	static class Transactions extends AbstractPlatformTransactionManager {

		private static final long serialVersionUID = 1L;

		private final transient Journal journal;

		Transactions(Journal journal) {
			this.journal = journal;
		}

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.journal.add("begin");
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			this.journal.add("commit");
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
			this.journal.add("rollback");
		}

	}

	public static class Target {

		private final Journal journal;

		Target(Journal journal) {
			this.journal = journal;
		}

		@Retry
		@Transactional(rollbackFor = Exception.class)
		public void transactional() throws IOException {
			fail("call");
		}

		@Retry
		public void bound(String text, int number) throws IOException {
			fail("call " + text + " " + number);
		}

		@Retry
		@Fallback("instead")
		public String changed(int number) throws IOException {
			fail("call " + number);
			return "never";
		}

		String instead(int number) {
			return "fallback of " + number;
		}

		@Retry
		public void counted() throws IOException {
			fail("call");
		}

		@Retry("limited")
		@Timeout(value = "limited", duration = "1m")
		public void limited(String text) throws IOException {
			fail("call " + text);
		}

		private void fail(String line) throws IOException {
			this.journal.add(line);
			throw new IOException("down");
		}

	}

}
