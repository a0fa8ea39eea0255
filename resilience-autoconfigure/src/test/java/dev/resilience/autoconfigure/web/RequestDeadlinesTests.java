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

package dev.resilience.autoconfigure.web;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RequestDeadlinesTests {

	private final ManualTime time = ManualTime.stopped();

	private final RequestDeadlines deadlines = new RequestDeadlines(this.time, Duration.ofSeconds(10));

	@ParameterizedTest
	@CsvSource({ "1, 1, 1, 0", "9999, 9999, 1, 0", "10000, 10000, 1, 0", "10001, 10000, 0, 1",
			"999999999999999999, 10000, 0, 1" })
	void trustsNobodyBeyondTheMaximum(String header, long millis, long accepted, long clipped) {
		Deadline limit = this.deadlines.begin(List.of(header));
		assertThat(limit).isNotNull();
		assertThat(Deadline.remainingNanos()).isEqualTo(millis * 1_000_000);
		limit.end();
		assertThat(Deadline.current()).isNull();
		assertThat(this.deadlines.accepted()).isEqualTo(accepted);
		assertThat(this.deadlines.clipped()).isEqualTo(clipped);
		assertThat(this.deadlines.ignored() + this.deadlines.expired()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1", "soon", "", "10s", "99999999999999999999" })
	void ignoresAndCountsWhatMakesNoSense(String header) {
		assertThat(this.deadlines.begin(List.of(header))).isNull();
		assertThat(Deadline.current()).isNull();
		assertThat(this.deadlines.ignored()).isEqualTo(1);
		assertThat(this.deadlines.accepted()).isZero();
	}

	@Test
	void requestsWithoutTheHeaderAreNotCounted() {
		assertThat(this.deadlines.begin(List.of())).isNull();
		assertThat(this.deadlines.begin(null)).isNull();
		assertThat(this.deadlines.ignored()).isZero();
	}

	@Test
	void refusesRequestsForWhichNobodyWaits() {
		assertThatExceptionOfType(DeadlineExceededException.class).isThrownBy(() -> this.deadlines.begin(List.of("0")))
			.satisfies((ex) -> assertThat(ex.reachedTarget()).isFalse());
		assertThat(Deadline.current()).isNull();
		assertThat(this.deadlines.expired()).isEqualTo(1);
	}

	@Test
	void aLimitThatIsTakenBindsNoThreadUntilItIsAdopted() {
		Deadline limit = this.deadlines.take(List.of("3000"));
		assertThat(Deadline.current()).isNull();
		Deadline.adopt(limit);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(Deadline.remainingNanos()).isEqualTo(2_000_000_000);
		Deadline.adopt(null);
	}

}
