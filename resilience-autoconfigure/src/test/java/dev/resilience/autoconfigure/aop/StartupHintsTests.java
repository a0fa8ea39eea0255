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

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what the log says at start-up about annotations that are legal, but may not
 * do what was meant.
 */
@ExtendWith(OutputCaptureExtension.class)
class StartupHintsTests {

	@Test
	void aNameThatIsNearlyAConfiguredOneIsReported(CapturedOutput output) {
		AnnotatedContext.with(Payments.class)
			.withPropertyValues("resilience.instances.payments.retry.max-attempts=2")
			.run((context) -> assertThat(output)
				.contains("Instance 'payment' is named by an annotation, but not configured; "
						+ "the nearest configured name is 'payments'"));
	}

	@Test
	void namesThatAreConfiguredOrLikeNoOtherAreNotReported(CapturedOutput output) {
		AnnotatedContext.with(Payments.class)
			.withPropertyValues("resilience.instances.payments.retry.max-attempts=2",
					"resilience.instances.payment.retry.max-attempts=2")
			.run((context) -> assertThat(output).doesNotContain("but not configured"));
	}

	@Test
	void oneMethodThatCallsAnotherTwiceIsReportedOnce(CapturedOutput output) {
		AnnotatedContext.with(Payments.class)
			.run((context) -> assertThat(output).containsOnlyOnce("Payments.chargeBoth() calls charge()"));
	}

	@Test
	void aBridgeMethodIsNoSelfCall(CapturedOutput output) {
		AnnotatedContext.with(AnnotationPlacementTests.Bridged.class)
			.run((context) -> assertThat(output).doesNotContain("Bridged.convert() calls convert()"));
	}

	@Test
	void aFallbackOfAClassWithoutNameIsToldWhereItsInstanceIsNamed() {
		Nameless nameless = new Nameless() {

			@Override
			public String name() {
				return "nobody";
			}

		};
		AnnotatedContext.runner().withBean(Nameless.class, () -> nameless).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).extracting("problems")
				.asInstanceOf(InstanceOfAssertFactories.LIST)
				.extracting("suggestion")
				.contains("name the instance: @Fallback(instance = \"name\")");
		});
	}

	public static class Payments {

		@Retry("payments")
		public void charge() {
		}

		@Retry("payment")
		public void refund() {
		}

		@Retry("stock")
		public void unlikeAnyOther() {
		}

		public void chargeBoth() {
			charge();
			charge();
		}

	}

	public interface Nameless {

		@Fallback("other")
		String name();

		default String other() {
			return "somebody";
		}

	}

}
