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

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * How many dead letters there are.
 *
 * @param byStatus the number of letters in each state, those without any included
 * @param oldestNew when the call of the oldest letter in state
 * {@link DeadLetterStatus#NEW} failed, or {@code null} if there is none
 */
public record DeadLetterCounts(Map<DeadLetterStatus, Long> byStatus, @Nullable Instant oldestNew) {

	/**
	 * Creates counts; states that are not mentioned count 0.
	 * @param byStatus the number of letters in each state
	 * @param oldestNew when the call of the oldest new letter failed, or {@code null}
	 */
	public DeadLetterCounts {
		Map<DeadLetterStatus, Long> counts = new EnumMap<>(DeadLetterStatus.class);
		for (DeadLetterStatus status : DeadLetterStatus.values()) {
			Long count = byStatus.get(status);
			counts.put(status, (count != null) ? count : 0L);
		}
		byStatus = Map.copyOf(counts);
	}

	/**
	 * Returns how many letters are in a state.
	 * @param status the state
	 * @return the number of letters
	 */
	public long of(DeadLetterStatus status) {
		Long count = this.byStatus.get(status);
		return (count != null) ? count : 0;
	}

	/**
	 * Returns how many letters there are about which something is left to do.
	 * @return the number of letters that are neither resolved nor discarded
	 */
	public long open() {
		return DeadLetterStatus.OPEN.stream().mapToLong(this::of).sum();
	}

}
