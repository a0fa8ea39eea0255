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

package dev.resilience.time;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineExceededExceptionTests {

	@Test
	void tellsWhoseLimitWasExceeded() {
		Throwable cause = new InterruptedException();
		DeadlineExceededException exception = new DeadlineExceededException("orders", Duration.ofSeconds(2), cause,
				true);
		assertThat(exception).hasMessage("Call of 'orders' exceeded its deadline of 2s").hasCause(cause);
		assertThat(exception.instance()).isEqualTo("orders");
		assertThat(exception.limit()).isEqualTo(Duration.ofSeconds(2));
		assertThat(exception.reachedTarget()).isTrue();
	}

	@Test
	void tellsIfTheTargetWasNotReached() {
		DeadlineExceededException exception = new DeadlineExceededException("orders", Duration.ofSeconds(2), null,
				false);
		assertThat(exception).hasMessage("Call of 'orders' exceeded its deadline of 2s before it reached the target")
			.hasNoCause();
		assertThat(exception.reachedTarget()).isFalse();
	}

	@Test
	void tellsIfTheCallWasNotBegun() {
		DeadlineExceededException exception = DeadlineExceededException.noTimeLeft("orders", Duration.ofSeconds(2));
		assertThat(exception).hasMessage("Call of 'orders' was not begun: the enclosing call has no time left");
		assertThat(exception.instance()).isEqualTo("orders");
		assertThat(exception.limit()).isEqualTo(Duration.ofSeconds(2));
		assertThat(exception.reachedTarget()).isFalse();
	}

}
