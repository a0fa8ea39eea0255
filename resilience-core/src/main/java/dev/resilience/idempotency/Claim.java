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

/**
 * What a store answers to a claim.
 */
public sealed interface Claim {

	/**
	 * The asker runs.
	 */
	sealed interface Granted extends Claim permits Claimed, TakenOver {

		/**
		 * Returns what the owner shows to renew, complete and release.
		 * @return the token, higher than that of every earlier claim of the key
		 */
		long token();

	}

	/**
	 * The key was free. Who gets this answer, and nobody else, runs.
	 *
	 * @param token what the owner shows to renew, complete and release; higher than that
	 * of every earlier claim of the key
	 */
	record Claimed(long token) implements Granted {

	}

	/**
	 * The claim of another call was over and is now the asker's, who runs.
	 *
	 * @param token what the owner shows to renew, complete and release; higher than that
	 * of every earlier claim of the key
	 */
	record TakenOver(long token) implements Granted {

	}

	/**
	 * Another call runs.
	 *
	 * @param owner who runs, for display
	 * @param remainingLease the time for which its claim still holds, longer than zero
	 */
	record InFlight(String owner, Duration remainingLease) implements Claim {

	}

	/**
	 * The claim of another call is over, its outcome unknown, and taking over was not
	 * asked for. The record is as it was.
	 *
	 * @param owner who ran, for display
	 */
	record Abandoned(String owner) implements Claim {

	}

	/**
	 * An earlier call has completed.
	 *
	 * @param ending how it ended
	 */
	record Completed(Ending ending) implements Claim {

	}

	/**
	 * The key belongs to a call with another fingerprint. The record is as it was.
	 */
	record Mismatch() implements Claim {

	}

	/**
	 * The store is full of claims that hold and takes no new key.
	 */
	record Full() implements Claim {

	}

}
