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

import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.ResilienceRegistry;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.timeout.CallTimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@code suspend} functions and flows of Kotlin.
 */
class KotlinMethodTests {

	private final ApplicationContextRunner contextRunner = AnnotatedContext.runner().withBean(KotlinClient.class);

	@Test
	void repeatsASuspendFunctionInTheContextOfItsCoroutine() {
		this.contextRunner.run((context) -> {
			KotlinClient client = context.getBean(KotlinClient.class);
			assertThat(KotlinCalls.find(client, 2)).isEqualTo("a found");
			assertThat(client.getAttempts()).containsExactly("caller", "caller", "caller");
			assertThat(calls(context, "kotlin", CallOutcome.SUCCESS)).isOne();
		});
	}

	@Test
	void passesTheFailureOfASuspendFunctionOn() {
		this.contextRunner.run((context) -> assertThatIllegalStateException()
			.isThrownBy(() -> KotlinCalls.find(context.getBean(KotlinClient.class), 3))
			.withMessage("attempt 3"));
	}

	@Test
	void answersByASuspendFunction() {
		this.contextRunner.run((context) -> assertThat(KotlinCalls.findElsewhere(context.getBean(KotlinClient.class)))
			.isEqualTo("a remembered after no a"));
	}

	@Test
	void answersASuspendFunctionByAnOrdinaryOne() {
		this.contextRunner.run((context) -> assertThat(KotlinCalls.findNowhere(context.getBean(KotlinClient.class)))
			.isEqualTo("a known"));
	}

	@Test
	void aFunctionThatDoesNotSuspendHasNoFallbackThatDoes() {
		AnnotatedContext.with(KotlinMisfit.class)
			.run((context) -> assertThat(context.getStartupFailure())
				.hasMessageContaining("is a suspend function, the method is none"));
	}

	@Test
	void endsASuspendFunctionAtItsLimit() {
		this.contextRunner.run((context) -> assertThatExceptionOfType(CallTimeoutException.class)
			.isThrownBy(() -> KotlinCalls.wait(context.getBean(KotlinClient.class))));
	}

	@Test
	void aCancelledCoroutineIsIgnored() {
		this.contextRunner.withPropertyValues("resilience.instances.slow.timeout.duration=1h").run((context) -> {
			assertThat(KotlinCalls.waitShortly(context.getBean(KotlinClient.class))).isNull();
			// Whoever cancels does not wait for the end of what it has cancelled
			Awaitility.await().untilAsserted(() -> assertThat(calls(context, "slow", CallOutcome.IGNORED)).isOne());
		});
	}

	@Test
	void keysOfSuspendFunctionsSeeTheArgumentsThatWereWritten() {
		this.contextRunner.run((context) -> {
			KotlinClient client = context.getBean(KotlinClient.class);
			assertThat(KotlinCalls.once(client)).isEqualTo("a 1");
			assertThat(KotlinCalls.once(client)).isEqualTo("a 1");
		});
	}

	@Test
	void repeatsAFlowUntilItEmits() {
		this.contextRunner.run((context) -> {
			KotlinClient client = context.getBean(KotlinClient.class);
			assertThat(KotlinCalls.stream(client, 2)).containsExactly(1, 2);
			assertThat(client.getAttempts()).hasSize(3);
		});
	}

	@Test
	void aFlowThatHasBegunIsNotRepeated() {
		this.contextRunner.run((context) -> {
			KotlinClient client = context.getBean(KotlinClient.class);
			List<Integer> received = new ArrayList<>();
			assertThatIllegalStateException().isThrownBy(() -> KotlinCalls.begun(client, received))
				.withMessage("after the first");
			assertThat(received).containsExactly(1);
			assertThat(client.getAttempts()).hasSize(1);
		});
	}

	@Test
	void aSuspendFunctionMayReturnNothing() {
		this.contextRunner
			.run((context) -> assertThat(KotlinCalls.nothing(context.getBean(KotlinClient.class))).isNull());
	}

	private static long calls(AssertableApplicationContext context, String instance, CallOutcome outcome) {
		return context.getBean(ResilienceRegistry.class).find(instance).orElseThrow().policies().calls().count(outcome);
	}

}
