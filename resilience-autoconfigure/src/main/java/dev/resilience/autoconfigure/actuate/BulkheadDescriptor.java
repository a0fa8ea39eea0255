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

import java.util.Comparator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.bulkhead.Bulkhead;
import dev.resilience.bulkhead.BulkheadSnapshot;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyMode;

/**
 * Description of a bulkhead.
 *
 * @param name the name of the instance
 * @param mode how far it takes effect
 * @param active the number of calls that run
 * @param waiting the number of calls in the queue
 * @param limit the number of calls that may run at the same time
 * @param queueSize the number of calls that may wait
 * @param calls lifetime totals of calls
 * @param keys the bulkheads of its keys, {@code null} if nobody calls by key
 */
public record BulkheadDescriptor(String name, PolicyMode mode, int active, int waiting, int limit, int queueSize,
		AdmissionCounts calls, @Nullable KeysDescriptor<Key> keys) implements OperationResponseBody {

	static @Nullable BulkheadDescriptor of(InstancePolicies instance, KeyNames names) {
		Bulkhead bulkhead = instance.bulkhead();
		if (bulkhead == null) {
			return null;
		}
		BulkheadSnapshot snapshot = bulkhead.snapshot();
		return new BulkheadDescriptor(instance.instance(), bulkhead.mode(), snapshot.active(), snapshot.waiting(),
				snapshot.limit(), snapshot.queueSize(),
				new AdmissionCounts(snapshot.accepted(), snapshot.rejected(), snapshot.shadow()),
				KeysDescriptor.of(instance.keys().bulkheads(), names, BulkheadDescriptor::troubled, Key.WORST_FIRST));
	}

	private static @Nullable Key troubled(String key, Bulkhead bulkhead) {
		BulkheadSnapshot snapshot = bulkhead.snapshot();
		return (!bulkhead.isIdle() || snapshot.rejected() > 0) ? new Key(key, snapshot.active(), snapshot.waiting(),
				new AdmissionCounts(snapshot.accepted(), snapshot.rejected(), snapshot.shadow())) : null;
	}

	/**
	 * Description of the bulkhead of a key. Keys without calls that never were refused
	 * are left out.
	 *
	 * @param key the key, or its hash where it must not be shown
	 * @param active the number of calls that run
	 * @param waiting the number of calls in the queue
	 * @param calls lifetime totals of calls
	 */
	public record Key(String key, int active, int waiting, AdmissionCounts calls) {

		private static final Comparator<Key> WORST_FIRST = Comparator.comparingInt(Key::waiting)
			.thenComparingInt(Key::active)
			.thenComparingLong((described) -> described.calls().rejected())
			.reversed()
			.thenComparing(Key::key);

	}

}
