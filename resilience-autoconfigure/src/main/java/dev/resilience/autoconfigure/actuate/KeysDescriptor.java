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

package dev.resilience.autoconfigure.actuate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Gate;
import dev.resilience.policy.KeyedGates;

/**
 * Description of the gates that an instance keeps by key.
 *
 * @param <D> the type of the descriptions of single keys
 * @param inUse the number of keys that have gates of their own
 * @param overflowCalls the number of calls that had to share a gate as there was no room
 * for their key
 * @param inTrouble the number of keys whose gate has anything to tell
 * @param top the keys that are worst off, worst first
 */
public record KeysDescriptor<D>(int inUse, long overflowCalls, int inTrouble, List<D> top) {

	/** How many keys are shown. */
	private static final int TOP = 20;

	static <G extends Gate, D> @Nullable KeysDescriptor<D> of(@Nullable KeyedGates<G> gates, KeyNames names,
			BiFunction<String, G, @Nullable D> describe, Comparator<D> worstFirst) {
		if (gates == null) {
			return null;
		}
		int inUse = gates.keysInUse();
		List<D> troubled = new ArrayList<>();
		gates.forEach((key, gate) -> add(troubled, describe.apply(names.of(key), gate)));
		G overflow = gates.overflowGate();
		if (overflow != null) {
			add(troubled, describe.apply(KeyedGates.OVERFLOW, overflow));
		}
		return new KeysDescriptor<>(inUse, gates.overflowCalls(), troubled.size(),
				troubled.stream().sorted(worstFirst).limit(TOP).toList());
	}

	private static <D> void add(List<D> descriptions, @Nullable D description) {
		if (description != null) {
			descriptions.add(description);
		}
	}

}
