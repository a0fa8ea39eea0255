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

package dev.resilience.deadletter;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Dead letters in memory: the contract, and the bound.
 */
class InMemoryDeadLetterStoreTests extends DeadLetterStoreContract {

	private final InMemoryDeadLetterStore store = new InMemoryDeadLetterStore();

	@Override
	protected DeadLetterStore store() {
		return this.store;
	}

	@Test
	void endedLettersMakeRoomFirst() {
		InMemoryDeadLetterStore small = new InMemoryDeadLetterStore(3);
		IntStream.range(0, 3).forEach((number) -> small.add(letter(number)));
		small.replace(letter(1).discarded(BEGIN, "done"));
		small.add(letter(3));
		assertThat(small.list(DeadLetterFilter.ALL, null, 10)).extracting(DeadLetter::id)
			.containsExactly(letter(3).id(), letter(2).id(), letter(0).id());
		assertThat(small.dropped()).isZero();
	}

	@Test
	void theOldestOpenLetterIsDroppedWhereNoneHasEnded() {
		InMemoryDeadLetterStore small = new InMemoryDeadLetterStore(2);
		IntStream.range(0, 3).forEach((number) -> small.add(letter(number)));
		assertThat(small.find(letter(0).id())).isNull();
		assertThat(small.dropped()).isEqualTo(1);
	}

	@Test
	void aLetterThatIsBeingReplayedIsNeverDropped() {
		InMemoryDeadLetterStore small = new InMemoryDeadLetterStore(2);
		small.add(letter(0));
		small.replace(letter(0).replaying(BEGIN, ""));
		small.add(letter(1));
		small.add(letter(2));
		assertThat(small.list(DeadLetterFilter.ALL, null, 10)).extracting(DeadLetter::id)
			.containsExactly(letter(2).id(), letter(0).id());
	}

	@Test
	void theCharactersOfAllLettersAreBounded() {
		InMemoryDeadLetterStore small = new InMemoryDeadLetterStore(100, 1_000);
		DeadLetterPayload half = DeadLetterPayload.complete("x".repeat(450), "text");
		IntStream.range(0, 3).forEach((number) -> small.add(letter(number).withPayload(half)));
		assertThat(small.counts().open()).isEqualTo(1);
		small.replace(letter(2).withPayload(half).discarded(BEGIN, "done"));
		small.add(letter(3));
		small.add(letter(4).withPayload(DeadLetterPayload.complete("x".repeat(5_000), "text")));
		assertThat(small.list(DeadLetterFilter.ALL, null, 10)).extracting(DeadLetter::id)
			.containsExactly(letter(4).id());
	}

	@Test
	void boundsAreAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryDeadLetterStore(0));
		assertThatIllegalArgumentException().isThrownBy(() -> new InMemoryDeadLetterStore(1, 0));
	}

}
