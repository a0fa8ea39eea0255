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

package dev.resilience.autoconfigure.metrics;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.ResilienceRegistry;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterRequest;
import dev.resilience.deadletter.DeadLetterStore;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DeadLetterMeters}.
 */
class DeadLetterMetersTests {

	private final ManualTime time = ManualTime.stopped();

	private final ResilienceRegistry registry = ResilienceRegistry.builder().time(this.time).build();

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private boolean failing;

	private boolean unused;

	private int asked;

	private final DeadLetters letters = DeadLetters.builder(store())
		.context(this.registry.context())
		.handlers((operation) -> new Charge())
		.build();

	@Test
	void tellDepthAndAgeOfWhatIsKept() {
		bind();
		assertThat(gauge("new")).isZero();
		assertThat(age()).isZero();
		add("1");
		this.time.advance(Duration.ofSeconds(90));
		add("2");
		assertThat(gauge("new")).isEqualTo(2);
		assertThat(age()).isEqualTo(90);
		assertThat(gauge("resolved")).isZero();
	}

	@Test
	void tellWhatHasHappened() {
		bind();
		this.letters.replay(add("ok"));
		this.letters.replay(add("no"));
		this.letters.discard(add("1"), "done by hand");
		this.failing = true;
		add0("1");
		assertThat(counter("added")).isEqualTo(3);
		assertThat(counter("lost")).isEqualTo(1);
		assertThat(counter("discarded")).isEqualTo(1);
		assertThat(this.meters.get("resilience.deadletters.replayed")
			.tag("outcome", "succeeded")
			.functionCounter()
			.count()).isEqualTo(1);
		assertThat(
				this.meters.get("resilience.deadletters.replayed").tag("outcome", "failed").functionCounter().count())
			.isEqualTo(1);
	}

	@Test
	void haveNoNumberWhileTheStoreFailsAndAskItOnceForAll() {
		bind();
		assertThat(gauge("new")).isZero();
		assertThat(gauge("resolved")).isZero();
		assertThat(age()).isZero();
		assertThat(this.asked).isEqualTo(1);
		this.failing = true;
		this.time.advance(Duration.ofSeconds(2));
		assertThat(gauge("new")).isNaN();
		assertThat(age()).isNaN();
		assertThat(this.asked).isEqualTo(2);
	}

	@Test
	void haveNoNumberWhileNobodyUsesDeadLetters() {
		this.unused = true;
		bind();
		assertThat(gauge("new")).isNaN();
		assertThat(counter("added")).isZero();
		this.unused = false;
		assertThat(gauge("new")).isZero();
	}

	private void bind() {
		new DeadLetterMeters(() -> this.unused ? null : this.letters, this.time).bindTo(this.meters);
	}

	private String add(String payload) {
		return Objects.requireNonNull(add0(payload));
	}

	private @Nullable String add0(String payload) {
		return this.letters.add(new DeadLetterRequest(DeadLetter.CALL, "charge", "orders",
				DeadLetterPayload.complete(payload, "text"), Map.of(), new IOException("down"), 1));
	}

	private double gauge(String status) {
		return this.meters.get("resilience.deadletters").tag("status", status).gauge().value();
	}

	private double age() {
		return this.meters.get("resilience.deadletters.age").timeGauge().value();
	}

	private double counter(String name) {
		return this.meters.get("resilience.deadletters." + name).functionCounter().count();
	}

	private DeadLetterStore store() {
		DeadLetterStore kept = new InMemoryDeadLetterStore();
		return (DeadLetterStore) Proxy.newProxyInstance(DeadLetterStore.class.getClassLoader(),
				new Class<?>[] { DeadLetterStore.class }, (proxy, method, arguments) -> {
					if (method.getReturnType() == DeadLetterCounts.class) {
						this.asked++;
					}
					if (this.failing) {
						throw new IllegalStateException("no route to host");
					}
					return method.invoke(kept, arguments);
				});
	}

	private static final class Charge implements DeadLetterHandler {

		@Override
		public String operation() {
			return "charge";
		}

		@Override
		public @Nullable Object replay(DeadLetter letter) throws Exception {
			if ("no".equals(letter.payload().text())) {
				throw new IOException("down again");
			}
			return null;
		}

	}

}
