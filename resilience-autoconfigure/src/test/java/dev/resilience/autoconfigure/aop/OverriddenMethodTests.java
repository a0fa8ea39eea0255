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

import org.junit.jupiter.api.Test;

import dev.resilience.annotation.CircuitBreaker;

import static org.assertj.core.api.Assertions.assertThat;

class OverriddenMethodTests {

	@Test
	void caseB22AnOverrideWithoutAnnotationKeepsTheBreakerOfTheOverriddenMethod() {
		AnnotatedContext.with(SpecialOrders.class).run((context) -> {
			SpecialOrders orders = context.getBean(SpecialOrders.class);
			assertThat(Outcomes.of(4, orders::place)).isEqualTo("IO IO CircuitBreakerOpen CircuitBreakerOpen");
		});
	}

	public static class Orders {

		@CircuitBreaker(failureThreshold = 2)
		public void place() throws IOException {
			throw new IOException("down");
		}

	}

	public static class SpecialOrders extends Orders {

		@Override
		public void place() throws IOException {
			throw new IOException("special, but down");
		}

	}

}
