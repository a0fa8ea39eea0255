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

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The place of one key in memory. Its record is swapped without touching the map that
 * holds the place; a place without a record is dead and about to leave the map.
 */
final class RecordSlot {

	private static final VarHandle RECORD = recordHandle();

	private final IdempotencyKey key;

	private volatile @Nullable IdempotencyRecord record;

	RecordSlot(IdempotencyKey key, IdempotencyRecord record) {
		this.key = key;
		this.record = record;
	}

	private static VarHandle recordHandle() {
		try {
			return MethodHandles.lookup().findVarHandle(RecordSlot.class, "record", IdempotencyRecord.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	IdempotencyKey key() {
		return this.key;
	}

	@Nullable IdempotencyRecord record() {
		return this.record;
	}

	boolean swap(IdempotencyRecord current, @Nullable IdempotencyRecord next) {
		return RECORD.compareAndSet(this, current, next);
	}

}
