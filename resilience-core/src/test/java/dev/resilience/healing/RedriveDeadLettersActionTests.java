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

package dev.resilience.healing;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterHandlers;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterRequest;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RedriveDeadLettersAction}.
 */
class RedriveDeadLettersActionTests {

	private final Handler handler = new Handler();

	private final DeadLetters letters = DeadLetters.builder(new InMemoryDeadLetterStore())
		.context(PolicyContext.standalone(ManualTime.autoAdvancing()))
		.handlers(DeadLetterHandlers.of(List.of(this.handler)))
		.build();

	private final IOException failure = new IOException("down");

	@Test
	void replaysTheLettersOfTheSubjectAndTheFingerprint() {
		add("orders", this.failure);
		add("orders", this.failure);
		add("payments", this.failure);
		add("orders", new IllegalStateException("something else"));
		new RedriveDeadLettersAction(this.letters).execute(context());
		assertThat(this.handler.replayed).hasSize(2).allMatch((letter) -> letter.instance().equals("orders"));
		assertThat(this.letters.list(DeadLetterFilter.OPEN, null, 10)).hasSize(2);
	}

	@Test
	void replaysWhatTheCircuitOfTheSubjectRefusedMeanwhile() {
		add("orders", this.failure);
		add("orders", new CircuitBreakerOpenException("orders", CircuitBreakerState.OPEN, Duration.ZERO, false));
		add("payments", new CircuitBreakerOpenException("payments", CircuitBreakerState.OPEN, Duration.ZERO, false));
		new RedriveDeadLettersAction(this.letters).execute(context());
		assertThat(this.handler.replayed).hasSize(2).allMatch((letter) -> letter.instance().equals("orders"));
	}

	@Test
	void replaysNoMoreThanItMay() {
		for (int i = 0; i < 5; i++) {
			add("orders", this.failure);
		}
		new RedriveDeadLettersAction(this.letters, 3).execute(context());
		assertThat(this.handler.replayed).hasSize(3);
	}

	@Test
	void failsWhereLettersFailAgain() {
		add("orders", this.failure);
		this.handler.failure = new IOException("still down");
		assertThatIllegalStateException()
			.isThrownBy(() -> new RedriveDeadLettersAction(this.letters).execute(context()))
			.withMessage("1 of 1 dead letters failed again");
	}

	@Test
	void hasNothingToDoWithoutLetters() {
		add("payments", this.failure);
		RedriveDeadLettersAction action = new RedriveDeadLettersAction(this.letters);
		action.execute(context());
		assertThat(this.handler.replayed).isEmpty();
		assertThat(action.isAftercare()).isTrue();
	}

	private void add(String instance, Throwable failure) {
		assertThat(this.letters.add(new DeadLetterRequest(DeadLetter.CALL, "charge", instance,
				DeadLetterPayload.complete("{}", "java.util.Map"), Map.of(), failure, 3)))
			.isNotNull();
	}

	private RecoveryContext context() {
		Optional<String> fingerprint = this.letters.list(DeadLetterFilter.ALL, null, 10)
			.stream()
			.filter((letter) -> letter.failure().type().equals("java.io.IOException"))
			.map((letter) -> letter.failure().fingerprint())
			.findFirst();
		RecoveryStep step = new RecoveryStep(1, RecoveryStrategy.DEAD_LETTER, "Do it again.",
				RecoveryStep.REDRIVE_DEAD_LETTERS, true, "", "", null);
		Diagnosis diagnosis = new Diagnosis("diag-1", Instant.EPOCH, "orders", "down",
				Classification.builder(FailureCategory.NETWORK).build(), fingerprint.orElse("none"), "", "the cause",
				List.of(), Impact.MEDIUM, List.of(), true, 0.9, List.of(step), List.of(), Map.of());
		return new RecoveryContext("orders", diagnosis, step, ResilienceRegistry.withDefaults(), () -> true);
	}

	private static final class Handler implements DeadLetterHandler {

		private final List<DeadLetter> replayed = new ArrayList<>();

		private @Nullable IOException failure;

		@Override
		public String operation() {
			return "charge";
		}

		@Override
		public @Nullable Object replay(DeadLetter letter) throws Throwable {
			this.replayed.add(letter);
			if (this.failure != null) {
				throw this.failure;
			}
			return null;
		}

	}

}
