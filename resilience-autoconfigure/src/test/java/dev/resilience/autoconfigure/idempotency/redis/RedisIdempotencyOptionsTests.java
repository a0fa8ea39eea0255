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

package dev.resilience.autoconfigure.idempotency.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link RedisIdempotencyOptions}.
 */
class RedisIdempotencyOptionsTests {

	private final RedisIdempotencyOptions options = RedisIdempotencyOptions.defaults();

	@Test
	void changesOneThingAtATime() {
		assertThat(this.options.withKeyPrefix("a:").withMaxWaiters(1).withCommandTimeout(Duration.ofNanos(1)))
			.isEqualTo(new RedisIdempotencyOptions("a:", Duration.ofNanos(1), this.options.grace(), 1));
	}

	@Test
	void commandsNeedTime() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withCommandTimeout(Duration.ZERO))
			.withMessageContaining("commandTimeout");
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withCommandTimeout(Duration.ofNanos(-1)))
			.withMessageContaining("commandTimeout");
	}

	@Test
	void someoneMayWait() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withMaxWaiters(0))
			.withMessageContaining("maxWaiters");
	}

	@Test
	void timeDoesNotRunBackwards() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new RedisIdempotencyOptions("a:", Duration.ofSeconds(1), Duration.ofNanos(-1), 1))
			.withMessageContaining("grace");
		assertThat(new RedisIdempotencyOptions("a:", Duration.ofSeconds(1), Duration.ZERO, 1).grace()).isZero();
	}

}
