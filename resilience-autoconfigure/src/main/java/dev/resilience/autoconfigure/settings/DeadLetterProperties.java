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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The settings below {@code resilience.dead-letters} that hold whatever the store.
 *
 * @param store {@code memory}, {@code jdbc} or the name of a bean; {@code null} if it is
 * not set
 * @param memoryMaxEntries how many letters are kept in memory, 1 or more
 * @param replayLease for how long a replay keeps others away, longer than zero
 * @param editablePayloads whether work may be done again with another payload than its
 * own
 */
public record DeadLetterProperties(@Nullable String store, int memoryMaxEntries, Duration replayLease,
		boolean editablePayloads) {

}
