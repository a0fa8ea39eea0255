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

import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.ResilienceRegistry;
import dev.resilience.policy.ContextCarrier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropagatingContextCarrier}.
 */
class PropagatingContextCarrierTests {

	private static final ThreadLocal<String> USER = new ThreadLocal<>();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class));

	@AfterEach
	void forget() {
		USER.remove();
		MDC.clear();
		ContextRegistry.getInstance().removeThreadLocalAccessor("user");
	}

	@Test
	void carriesWhatIsRegisteredAndTheLoggingContext() throws InterruptedException {
		ContextCarrier carrier = new PropagatingContextCarrier(
				ContextSnapshotFactory.builder().contextRegistry(registerUser(new ContextRegistry())).build());
		USER.set("ann");
		MDC.put("order", "17");
		ContextCarrier.Captured captured = carrier.capture();
		AtomicReference<String> inside = new AtomicReference<>();
		AtomicReference<String> afterwards = new AtomicReference<>();
		Thread thread = new Thread(() -> {
			try (ContextCarrier.Scope scope = captured.open()) {
				inside.set(USER.get() + " " + MDC.get("order"));
			}
			afterwards.set(USER.get() + " " + MDC.get("order"));
		});
		thread.start();
		thread.join();
		assertThat(inside).hasValue("ann 17");
		assertThat(afterwards).hasValue("null null");
	}

	@Test
	void anOffloadedCallSeesTheContextOfItsCaller() {
		registerUser(ContextRegistry.getInstance());
		this.contextRunner
			.withPropertyValues("resilience.instances.slow.timeout.duration=30s",
					"resilience.instances.slow.timeout.mode=offload")
			.run((context) -> {
				USER.set("ann");
				Thread caller = Thread.currentThread();
				assertThat(context.getBean(ResilienceRegistry.class).get("slow").call(() -> {
					assertThat(Thread.currentThread()).isNotSameAs(caller);
					return USER.get();
				})).isEqualTo("ann");
			});
	}

	@Test
	void withoutTheLibraryTheLoggingContextAloneIsCarried() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ContextSnapshotFactory.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(ContextCarrier.class));
	}

	@Test
	void aCarrierOfTheApplicationWins() {
		this.contextRunner.withBean("own", ContextCarrier.class, () -> ContextCarrier.MDC_ONLY)
			.run((context) -> assertThat(context).hasSingleBean(ContextCarrier.class).hasBean("own"));
	}

	private static ContextRegistry registerUser(ContextRegistry registry) {
		return registry.registerThreadLocalAccessor("user", USER);
	}

}
