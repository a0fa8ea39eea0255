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
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A store that keeps nothing and fails when it should.
 */
class BrokenDeadLetterStore implements DeadLetterStore {

	@Override
	public void add(DeadLetter letter) {
		throw new NoClassDefFoundError("driver");
	}

	@Override
	public @Nullable DeadLetter find(String id) {
		return null;
	}

	@Override
	public List<DeadLetter> list(DeadLetterFilter filter, @Nullable String before, int limit) {
		return List.of();
	}

	@Override
	public List<DeadLetterGroup> groups(DeadLetterFilter filter, int limit) {
		return List.of();
	}

	@Override
	public boolean replace(DeadLetter changed) {
		return false;
	}

	@Override
	public int remove(Set<DeadLetterStatus> statuses, Instant before, int limit) {
		return 0;
	}

	@Override
	public DeadLetterCounts counts() {
		return new DeadLetterCounts(Map.of(), null);
	}

}
