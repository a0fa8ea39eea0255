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

import org.jspecify.annotations.Nullable;

/**
 * What a call does after the store has answered.
 */
sealed interface Verdict {

	/**
	 * It runs.
	 *
	 * @param claim the claim, which is kept alive from now on
	 */
	record Run(OwnedClaim claim) implements Verdict {

	}

	/**
	 * It runs without protection.
	 */
	record RunUnprotected() implements Verdict {

	}

	/**
	 * It is answered with the result of another call.
	 *
	 * @param result the result
	 */
	record Replay(@Nullable Object result) implements Verdict {

	}

	/**
	 * It fails: it is refused, or the failure of another call is replayed.
	 *
	 * @param failure what is thrown
	 * @param replayed whether it is the failure of another call
	 */
	record Fail(Throwable failure, boolean replayed) implements Verdict {

	}

}
