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
 * An idempotent call whose work is not the run of one method. It has been answered from
 * its record, or it runs until it is said how it ended; its claim is renewed meanwhile.
 * Safe for use by many threads.
 */
public final class OpenCall {

	private static final OpenCall UNPROTECTED = new OpenCall(null, false, null);

	private final @Nullable OwnedClaim claim;

	private final boolean replayed;

	private final @Nullable Object result;

	private OpenCall(@Nullable OwnedClaim claim, boolean replayed, @Nullable Object result) {
		this.claim = claim;
		this.replayed = replayed;
		this.result = result;
	}

	static OpenCall running(OwnedClaim claim) {
		return new OpenCall(claim, false, null);
	}

	static OpenCall replayed(@Nullable Object result) {
		return new OpenCall(null, true, result);
	}

	static OpenCall unprotected() {
		return UNPROTECTED;
	}

	/**
	 * Returns whether the call has been answered from its record and must not run.
	 * @return whether there is a result already
	 */
	public boolean isReplayed() {
		return this.replayed;
	}

	/**
	 * Returns the result of the earlier call.
	 * @return the result, {@code null} also for a call that runs
	 */
	public @Nullable Object result() {
		return this.result;
	}

	/**
	 * Returns the operation under its key.
	 * @return the context, or {@code null} for a call that was replayed or runs without
	 * protection
	 */
	public @Nullable IdempotencyContext context() {
		return (this.claim != null) ? this.claim.context() : null;
	}

	/**
	 * Says that the call has a result, which is kept before this returns. Only the first
	 * end of a call counts.
	 * @param result the result
	 */
	public void succeeded(@Nullable Object result) {
		if (this.claim != null) {
			this.claim.succeeded(result);
		}
	}

	/**
	 * Says that the call has failed, which frees the key unless failures of this type are
	 * kept. Only the first end of a call counts.
	 * @param failure the failure, on which is suppressed what goes wrong here
	 */
	public void failed(Throwable failure) {
		if (this.claim != null) {
			this.claim.failed(failure);
		}
	}

	/**
	 * Says that the call has had its effect, of which no result is kept: repeated calls
	 * are told so and do not run. Only the first end of a call counts.
	 * @param reason why there is no result, for display
	 */
	public void notRetained(String reason) {
		if (this.claim != null) {
			this.claim.notRetained(reason);
		}
	}

	/**
	 * Says that nobody knows how the call ends. Its claim is not renewed any more and can
	 * be taken over at once, by the rules for calls that have disappeared. Only the first
	 * end of a call counts.
	 */
	public void abandoned() {
		if (this.claim != null) {
			this.claim.giveUp();
		}
	}

}
