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
import java.util.concurrent.atomic.AtomicInteger;

import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aop.framework.Advised;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Advice behind ours is never left out, whatever other proxies of the same class have.
 */
class AdviceBehindTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner()
		.withUserConfiguration(AnnotatedContext.Time.class)
		.withPropertyValues("spring.aop.proxy-target-class=false")
		.withBean("plain", FailingStock.class)
		.withBean("audited", FailingStock.class);

	@ParameterizedTest
	@CsvSource({ "plain, audited", "audited, plain" })
	void proxiesOfTheSameClassMayHaveDifferentAdvice(String first, String second) {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean("plain").getClass()).isSameAs(context.getBean("audited").getClass());
			AtomicInteger audited = countCalls(context.getBean("audited", Advised.class));
			for (String name : new String[] { first, second, first, second }) {
				audited.set(0);
				Stock stock = context.getBean(name, Stock.class);
				assertThat(Outcomes.of(stock::repeated)).isEqualTo("IO");
				assertThat(Outcomes.of(stock::once)).isEqualTo("IO");
				assertThat(audited).hasValue(name.equals("audited") ? 3 + 1 : 0);
			}
		});
	}

	@Test
	void adviceMayBeAddedBehindOursAfterTheFirstCall() {
		this.contextRunner.run((context) -> {
			Stock stock = context.getBean("plain", Stock.class);
			assertThat(Outcomes.of(stock::once)).isEqualTo("IO");
			AtomicInteger seen = countCalls((Advised) stock);
			assertThat(Outcomes.of(stock::once)).isEqualTo("IO");
			assertThat(Outcomes.of(stock::repeated)).isEqualTo("IO");
			assertThat(seen).hasValue(1 + 3);
		});
	}

	private static AtomicInteger countCalls(Advised proxy) {
		AtomicInteger calls = new AtomicInteger();
		proxy.addAdvice((MethodInterceptor) (invocation) -> {
			calls.incrementAndGet();
			return invocation.proceed();
		});
		return calls;
	}

	interface Stock {

		void repeated() throws IOException;

		void once() throws IOException;

	}

	static class FailingStock implements Stock {

		@Override
		@Retry
		public void repeated() throws IOException {
			throw new IOException("down");
		}

		@Override
		@Bulkhead
		public void once() throws IOException {
			throw new IOException("down");
		}

	}

}
