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

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.Call;
import dev.resilience.policy.Outcome;

/**
 * Decides what a call does after the store has answered, for blocking and asynchronous
 * calls alike.
 */
final class Judge {

	private static final Logger logger = LoggerFactory.getLogger(Judge.class);

	private final IdempotentInstance instance;

	Judge(IdempotentInstance instance) {
		this.instance = instance;
	}

	/**
	 * Asks the store for a claim.
	 * @param asked the call
	 * @return the answer, or {@code null} if the call runs without protection
	 * @throws IdempotencyStoreException if the store fails and the call must not run
	 */
	@Nullable Claim claim(Asked asked) {
		return ask(asked, this.instance.store()::claim);
	}

	/**
	 * Asks the store something that decides whether a call runs.
	 * @param asked the call
	 * @param question the operation of the store
	 * @return the answer, or {@code null} if the call runs without protection
	 * @throws IdempotencyStoreException if the store fails and the call must not run
	 */
	@Nullable Claim ask(Asked asked, Function<ClaimRequest, Claim> question) {
		try {
			return question.apply(asked.claim());
		}
		catch (StoreUnreachableException ex) {
			return storeFailed(asked, ex);
		}
		catch (RuntimeException ex) {
			throw this.instance.storeFailed(asked.hashed(), ex);
		}
	}

	// A claim that may have arrived forbids to run: whoever asks next would run as well.
	private @Nullable Claim storeFailed(Asked asked, StoreUnreachableException ex) {
		if (this.instance.config().onStoreError() == OnStoreError.FAIL) {
			throw this.instance.storeFailed(asked.hashed(), ex);
		}
		this.instance.counters().countBypassed();
		logger.warn("Call of '{}' under key {}... runs without protection: the store cannot be reached",
				this.instance.name(), asked.hashed(), ex);
		return null;
	}

	/**
	 * Decides.
	 * @param asked the call
	 * @param claim what the store has answered, {@code null} to run without protection
	 * @param waitedNanos how long the call has waited for another one
	 * @param call where it is noted if another call answers
	 * @return what it does; a claim that it runs under has begun to be renewed
	 */
	Verdict judge(Asked asked, @Nullable Claim claim, long waitedNanos, Call call) {
		if (claim == null) {
			return new Verdict.RunUnprotected();
		}
		if (claim instanceof Claim.Claimed claimed) {
			return new Verdict.Run(OwnedClaim.begin(this.instance, asked, claimed.token()));
		}
		if (claim instanceof Claim.TakenOver takenOver) {
			return takeOver(asked, takenOver.token(), call);
		}
		if (claim instanceof Claim.Completed completed) {
			return replay(asked, completed.ending(), waitedNanos, call);
		}
		return new Verdict.Fail(this.instance.refused(asked.hashed(), claim), false);
	}

	private Verdict takeOver(Asked asked, long token, Call call) {
		IdempotencyKey key = asked.hashed();
		this.instance.takenOver(key, token);
		OwnedClaim owned = OwnedClaim.begin(this.instance, asked, token);
		if (this.instance.config().onTakeover() != OnTakeover.RECOVER) {
			logger.warn("Call of '{}' under key {}... runs again: an earlier one disappeared and may have had its "
					+ "effect", this.instance.name(), key);
			return new Verdict.Run(owned);
		}
		Recovered found = recover(asked, owned);
		if (found instanceof Recovered.NotStarted) {
			return new Verdict.Run(owned);
		}
		if (found instanceof Recovered.Completed completed) {
			this.instance.counters().countRecovered();
			owned.succeeded(completed.result());
			answeredByAnother(call);
			return new Verdict.Replay(completed.result());
		}
		owned.giveUp();
		Claim unknown = new Claim.Abandoned(asked.claim().owner());
		return new Verdict.Fail(this.instance.refused(key, unknown), false);
	}

	private Recovered recover(Asked asked, OwnedClaim owned) {
		OutcomeRecovery recovery = this.instance.operation().recovery();
		if (recovery == null) {
			return Recovered.unknown();
		}
		IdempotencyContext context = owned.context();
		try {
			IdempotencyContext.Scope scope = context.enter();
			try {
				return recovery.recover(new AbandonedCall(context, asked.key(), asked.attachment()));
			}
			finally {
				scope.close();
			}
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.warn("Recovery of '{}' failed for key {}...: its outcome stays unknown", this.instance.name(),
					asked.hashed(), ex);
			return Recovered.unknown();
		}
	}

	/**
	 * Answers a call from its record.
	 * @param asked the call
	 * @param ending how another call has ended
	 * @param waitedNanos how long the call has waited for the other one
	 * @param call where it is noted that the other one answers
	 * @return the result or failure of the other call, or why it is not there
	 */
	Verdict replay(Asked asked, Ending ending, long waitedNanos, Call call) {
		Verdict verdict = read(asked, ending);
		if (!(verdict instanceof Verdict.Fail fail) || fail.replayed()) {
			this.instance.replayed(asked.hashed(), waitedNanos);
			answeredByAnother(call);
		}
		return verdict;
	}

	static void answeredByAnother(Call call) {
		call.answeredBy(Outcome.Source.REPLAY, 1.0);
	}

	Verdict read(Asked asked, Ending ending) {
		IdempotencyKey key = asked.hashed();
		if (ending.kind() == Ending.Kind.NOT_RETAINED) {
			return new Verdict.Fail(this.instance.unavailable(key, ending.codec(), null), false);
		}
		ResultCodec codec = this.instance.store().keepsObjects() ? ResultCodec.sameObjects() : asked.codec();
		try {
			return (ending.kind() == Ending.Kind.FAILURE) ? new Verdict.Fail(codec.decodeFailure(ending), true)
					: new Verdict.Replay(codec.decode(ending));
		}
		catch (Exception | LinkageError | AssertionError | StackOverflowError ex) {
			return new Verdict.Fail(this.instance.unavailable(key, "cannot be read", ex), false);
		}
	}

}
