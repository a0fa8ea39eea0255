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

package dev.resilience.policy;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

class ContextCarrierTests {

	@BeforeEach
	@AfterEach
	void clear() {
		MDC.clear();
	}

	@Test
	void carriesTheLoggingContextAndPutsBackWhatWasThereBefore() {
		MDC.put("order", "42");
		ContextCarrier.Captured captured = ContextCarrier.MDC_ONLY.capture();
		CompletableFuture.runAsync(() -> {
			MDC.put("order", "worker");
			MDC.put("thread", "worker");
			try (ContextCarrier.Scope scope = captured.open()) {
				assertThat(scope).isNotNull();
				assertThat(MDC.get("order")).isEqualTo("42");
				assertThat(MDC.get("thread")).isNull();
				MDC.put("order", "43");
			}
			assertThat(MDC.get("order")).isEqualTo("worker");
			assertThat(MDC.get("thread")).isEqualTo("worker");
			MDC.clear();
		}).join();
		assertThat(MDC.get("order")).isEqualTo("42");
	}

	@Test
	void anEmptyContextHidesThatOfTheThread() {
		ContextCarrier.Captured captured = ContextCarrier.MDC_ONLY.capture();
		MDC.put("order", "worker");
		try (ContextCarrier.Scope scope = captured.open()) {
			assertThat(scope).isNotNull();
			assertThat(MDC.get("order")).isNull();
		}
		assertThat(MDC.get("order")).isEqualTo("worker");
	}

	@Test
	void leavesNothingOnAThreadThatHadNothing() {
		MDC.put("order", "42");
		ContextCarrier.Captured captured = ContextCarrier.MDC_ONLY.capture();
		MDC.clear();
		captured.open().close();
		assertThat(MDC.get("order")).isNull();
	}

}
