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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the order in which results in memory end.
 */
class ResultsByExpiryTests {

	private static final IdempotencyKey KEY = IdempotencyKey.of("charge", "K");

	private final ResultsByExpiry results = new ResultsByExpiry();

	private final Random random = new Random(7);

	private long tokens;

	@Test
	void theFirstToEndIsTakenFirstHoweverManyTimesToLiveThereAre() {
		List<Long> ends = new ArrayList<>();
		for (int number = 0; number < 500; number++) {
			long ttl = 1 + this.random.nextInt(2 * ResultsByExpiry.MAX_QUEUES);
			ends.add(number + ttl);
			add(number, ttl);
		}
		ends.sort(Comparator.naturalOrder());
		assertThat(this.results.size()).isEqualTo(500);
		for (Long end : ends) {
			ResultsByExpiry.Entry first = this.results.takeFirst();
			assertThat(first).isNotNull();
			assertThat(first.result().expiresAt()).isEqualTo(end);
		}
		assertThat(this.results.takeFirst()).isNull();
	}

	@Test
	void onlyWhatIsOverIsTakenAsOver() {
		for (long ttl = 1; ttl <= 2 * ResultsByExpiry.MAX_QUEUES; ttl++) {
			add(0, ttl);
		}
		int half = ResultsByExpiry.MAX_QUEUES;
		for (int number = 0; number < half; number++) {
			assertThat(this.results.takeOver(half)).isNotNull();
		}
		assertThat(this.results.takeOver(half)).isNull();
		assertThat(this.results.takeOver(2 * half)).isNotNull();
	}

	@Test
	void entriesWhoseResultIsGoneAreSweptAway() {
		for (int number = 0; number < 5_000; number++) {
			RecordSlot slot = add(number, 1_000_000);
			IdempotencyRecord result = slot.record();
			assertThat(result).isNotNull();
			slot.swap(result, null);
			this.results.orphaned(0);
		}
		assertThat(this.results.size()).isLessThan(2_000);
		add(0, 1_000_000);
		ResultsByExpiry.Entry left = this.results.takeFirst();
		assertThat(left).isNotNull();
	}

	private RecordSlot add(long now, long ttl) {
		ClaimRequest request = new ClaimRequest(KEY, "charge", null, "me", Duration.ofSeconds(1), true);
		IdempotencyRecord result = IdempotencyRecord.claim(null, request, now, () -> ++this.tokens)
			.next()
			.completed(Ending.ofResult("paid"), Duration.ofNanos(ttl), now);
		RecordSlot slot = new RecordSlot(KEY, result);
		this.results.add(slot, result, ttl);
		return slot;
	}

}
