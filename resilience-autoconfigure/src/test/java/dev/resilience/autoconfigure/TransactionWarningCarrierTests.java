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

package dev.resilience.autoconfigure;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TransactionWarningCarrier}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TransactionWarningCarrierTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
		.withPropertyValues("resilience.instances.slow.timeout.duration=30s",
				"resilience.instances.slow.timeout.mode=offload");

	@AfterEach
	void endTransaction() {
		TransactionSynchronizationManager.clear();
	}

	@Test
	void warnsOnceOfCallsThatLeaveATransaction(CapturedOutput output) {
		this.contextRunner.run((context) -> {
			Resilience slow = context.getBean(ResilienceRegistry.class).get("slow");
			assertThat(slow.<Boolean, RuntimeException>call(Thread::interrupted)).isFalse();
			assertThat(output).doesNotContain("outside of it");
			TransactionSynchronizationManager.setActualTransactionActive(true);
			TransactionSynchronizationManager.setCurrentTransactionName("OrderService.place");
			slow.<Boolean, RuntimeException>call(Thread::interrupted);
			slow.<Boolean, RuntimeException>call(Thread::interrupted);
			assertThat(output.getOut()).containsOnlyOnce("inside the transaction 'OrderService.place'");
		});
	}

	@Test
	void saysNothingOfAsynchronousCalls(CapturedOutput output) {
		this.contextRunner.withPropertyValues("resilience.instances.later.retry.max-attempts=2").run((context) -> {
			Resilience later = context.getBean(ResilienceRegistry.class).get("later");
			TransactionSynchronizationManager.setActualTransactionActive(true);
			assertThat(later.callAsync(() -> CompletableFuture.completedFuture("done"))).isCompletedWithValue("done");
			assertThat(output).doesNotContain("inside the transaction");
		});
	}

}
