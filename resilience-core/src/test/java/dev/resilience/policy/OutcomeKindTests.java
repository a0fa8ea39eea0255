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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class OutcomeKindTests {

	private final ManualTime time = ManualTime.stopped();

	@Test
	void whatTheTargetThrowsIsAFailure() {
		assertThat(OutcomeKind.of(new IOException(), "orders")).isEqualTo(OutcomeKind.FAILURE);
		assertThat(OutcomeKind.of(new StackOverflowError(), "orders")).isEqualTo(OutcomeKind.FAILURE);
		assertThat(OutcomeKind.of(new CompletionException("no cause", null), "orders")).isEqualTo(OutcomeKind.FAILURE);
	}

	@Test
	void cancellationIsIgnored() {
		assertThat(OutcomeKind.of(new InterruptedException(), "orders")).isEqualTo(OutcomeKind.IGNORED);
		assertThat(OutcomeKind.of(new CompletionException(new CancellationException()), "orders"))
			.isEqualTo(OutcomeKind.IGNORED);
	}

	@Test
	void aRefusalIsRejectedWrappedOrNot() {
		assertThat(OutcomeKind.of(new Refused(), "orders")).isEqualTo(OutcomeKind.REJECTED);
		assertThat(OutcomeKind.of(new CompletionException(new Refused()), "orders")).isEqualTo(OutcomeKind.REJECTED);
	}

	@Test
	void whateverAnEnclosingLimitCutShortIsIgnored() {
		duringExpiryOf("outer", () -> {
			assertThat(OutcomeKind.of(new IOException(), "orders")).isEqualTo(OutcomeKind.IGNORED);
			assertThat(OutcomeKind.of(new InterruptedException(), "orders")).isEqualTo(OutcomeKind.IGNORED);
			assertThat(OutcomeKind.of(new Refused(), "orders")).isEqualTo(OutcomeKind.REJECTED);
		});
	}

	@Test
	void whateverTheOwnLimitCutShortIsAFailure() {
		duringExpiryOf("orders", () -> {
			assertThat(OutcomeKind.of(new IOException(), "orders")).isEqualTo(OutcomeKind.FAILURE);
			assertThat(OutcomeKind.of(new InterruptedException(), "orders")).isEqualTo(OutcomeKind.FAILURE);
		});
	}

	private void duringExpiryOf(String owner, Runnable assertions) {
		Deadline deadline = Deadline.begin(this.time, owner, 0, 1);
		try {
			this.time.advance(Duration.ofNanos(1));
			assertions.run();
		}
		finally {
			assertThat(deadline.end()).isTrue();
		}
	}

	private static final class Refused extends CallRejectedException {

		private static final long serialVersionUID = 1L;

		Refused() {
			super("orders", "refused", Duration.ZERO, false);
		}

	}

}
