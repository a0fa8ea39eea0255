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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.RecordView;

/**
 * Description of the record of one key, without the key and without the result.
 *
 * @param keyHash the hash under which the record is kept
 * @param operation the name of the operation
 * @param state what the record tells; {@code ABANDONED} if the lease of a call is over
 * @param owner who has claimed the key
 * @param token the token of the newest claim
 * @param age the time since that claim
 * @param remaining the rest of the lease, or of the time to live
 * @param ending how the call ended, {@code null} while it has not
 */
public record IdempotencyRecordDescriptor(String keyHash, String operation, RecordView.State state, String owner,
		long token, Duration age, Duration remaining, Ending.@Nullable Kind ending) {

	static IdempotencyRecordDescriptor of(RecordView view) {
		Ending ending = view.ending();
		return new IdempotencyRecordDescriptor(view.key().hex(), view.operation(), view.state(), view.owner(),
				view.token(), view.age(), view.remaining(), (ending != null) ? ending.kind() : null);
	}

}
