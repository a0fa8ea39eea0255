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

import java.util.HexFormat;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Lets one call per key run and answers the others from its record. The first call claims
 * the key and keeps its claim alive while it runs; its result is replayed until the time
 * to live is over, its failure frees the key. Once the work has returned, nothing that
 * goes wrong with the record reaches the caller.
 * <p>
 * The guarantee is that of a lease: as long as the process lives and renews its claims,
 * an effect happens once; a call that was abandoned may run twice, see
 * {@link OnTakeover}. A call from inside the running one under the same key is a
 * duplicate that never waits, at least on the same thread. At most
 * {@value InMemoryIdempotencyStore#MAX_WAITERS_PER_KEY} calls wait for one key of an
 * in-memory store; further ones are refused at once. Safe for use by many threads.
 */
public final class Idempotency implements Strategy {

	private static final Logger logger = LoggerFactory.getLogger(Idempotency.class);

	private final IdempotentInstance instance;

	private final IdempotencyKeys keys;

	private Idempotency(IdempotentInstance instance, IdempotencyKeys keys) {
		this.instance = instance;
		this.keys = keys;
	}

	/**
	 * Creates the policy.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param store where records are kept
	 * @param keys tells the key of a call
	 * @param counters the counters of the instance, shared by all its methods
	 * @param context what all policies share
	 * @return the policy
	 */
	public static Idempotency of(String instance, IdempotencyConfig config, IdempotencyStore store,
			IdempotencyKeys keys, IdempotencyCounters counters, PolicyContext context) {
		return new Idempotency(new IdempotentInstance(instance, config, store, counters, context), keys);
	}

	@Override
	public PolicyType type() {
		return PolicyType.IDEMPOTENCY;
	}

	@Override
	public PolicyMode mode() {
		return this.instance.config().mode();
	}

	/**
	 * Returns the name of the instance.
	 * @return the name of the instance
	 */
	public String instance() {
		return this.instance.name();
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public IdempotencyConfig config() {
		return this.instance.config();
	}

	/**
	 * Returns what monitoring reads.
	 * @return the counts of the instance
	 */
	public IdempotencySnapshot snapshot() {
		return this.instance.counters().snapshot(this.instance.name(), this.instance.config().mode());
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			return next.proceed(work, call, now);
		}
		return answer(requestOf(call), call, (waited) -> {
			long begin = (waited && next.needsTime()) ? this.instance.time().nanoTime() : now;
			return next.proceed(work, call, begin);
		});
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			next.proceedAsync(work, call, now, completion);
			return;
		}
		ClaimRequest asked;
		try {
			asked = claimRequest(requestOf(call.facts()));
		}
		catch (RuntimeException | Error ex) {
			completion.failed(ex);
			return;
		}
		new AsyncClaim(this, this.instance, asked, work, call, now, next, completion).begin();
	}

	private IdempotentRequest requestOf(Call call) {
		try {
			return this.keys.requestOf(call);
		}
		catch (Exception ex) {
			throw this.instance.invalidKey("cannot be told", ex);
		}
	}

	/**
	 * Runs work once per key. The name of the instance is the operation that scopes the
	 * key.
	 * @param <T> the type of the result
	 * @param <X> the type of exception that the work declares
	 * @param key the key; blank and {@code null} are refused
	 * @param fingerprint what must be equal in every call under the key, or {@code null}
	 * if nothing must
	 * @param work the work
	 * @return the result of the work, now or at an earlier call
	 * @throws X as the work declares
	 * @throws InvalidIdempotencyKeyException if the key is blank or {@code null}
	 * @throws DuplicateCallException if another call runs under the key, and goes on to
	 * if this one waits for it
	 * @throws IdempotencyKeyReusedException if the key belongs to another fingerprint
	 * @throws IdempotencyOutcomeUnknownException if an earlier call was abandoned and
	 * must not be taken over
	 * @throws IdempotencyStoreException if the key cannot be claimed
	 * @throws CancellationException if the thread is interrupted while it waits; its flag
	 * is kept
	 */
	// A record holds what work of this type has returned: null only where the type allows
	// it
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T extends @Nullable Object, X extends Throwable> T execute(@Nullable String key,
			@Nullable String fingerprint, ThrowingSupplier<T, X> work) throws X {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			return work.get();
		}
		IdempotentRequest request = new IdempotentRequest(this.instance.name(), key, fingerprint);
		try {
			// A record holds what such work has returned: null only where its type admits
			// it.
			return (T) answer(request, SharedCall.INSTANCE, (waited) -> work.get());
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// Nothing but the work throws checked exceptions.
			throw (X) ex;
		}
	}

	/**
	 * Forgets a key, so that the next call under it runs.
	 * @param operation the name of the operation; the name of the instance for work given
	 * to {@link #execute(String, String, ThrowingSupplier)}
	 * @param key the key
	 * @return whether there was a record
	 */
	public boolean forget(String operation, String key) {
		return this.instance.store().remove(IdempotencyKey.of(operation, key));
	}

	private @Nullable Object answer(IdempotentRequest request, Call call, Effect effect) throws Throwable {
		ClaimRequest asked = claimRequest(request);
		IdempotencyKey key = asked.key();
		IdempotencyConfig config = this.instance.config();
		Claim claim = claim(asked);
		DuplicateWait wait = null;
		if (claim instanceof Claim.InFlight inFlight && config.onDuplicate() == OnDuplicate.WAIT) {
			wait = new DuplicateWait(this.instance, key);
			claim = await(wait, inFlight, asked);
			call.queued(wait.nanos());
		}
		if (claim instanceof Claim.Claimed claimed) {
			return run(key, claimed.token(), effect, wait != null);
		}
		if (claim instanceof Claim.TakenOver takenOver) {
			tookOver(key);
			return run(key, takenOver.token(), effect, wait != null);
		}
		if (claim instanceof Claim.Completed completed) {
			this.instance.replayed(key, (wait != null) ? wait.nanos() : IdempotentInstance.DID_NOT_WAIT);
			call.answeredBy(Outcome.Source.REPLAY, 1.0);
			return completed.result();
		}
		throw this.instance.refused(key, claim);
	}

	void tookOver(IdempotencyKey key) {
		this.instance.counters().countTakeover();
		logger.warn("Call of '{}' under key {}... runs again: an earlier one disappeared and may have had its effect",
				this.instance.name(), key);
	}

	private ClaimRequest claimRequest(IdempotentRequest request) {
		String text = request.key();
		if (text == null || text.isBlank()) {
			throw this.instance.invalidKey((text != null) ? "is blank" : "is missing", null);
		}
		IdempotencyKey key = IdempotencyKey.of(request.operation(), text);
		IdempotencyConfig config = this.instance.config();
		return new ClaimRequest(key, fingerprint(request), Thread.currentThread().getName(), config.lease(),
				config.onTakeover() == OnTakeover.RERUN);
	}

	private static @Nullable String fingerprint(IdempotentRequest request) {
		String text = request.fingerprint();
		return (text != null) ? HexFormat.of().formatHex(IdempotencyKey.digest(text)) : null;
	}

	Claim claim(ClaimRequest request) {
		try {
			return this.instance.store().claim(request);
		}
		catch (RuntimeException ex) {
			throw this.instance.storeFailed(request.key(), ex);
		}
	}

	private Claim await(DuplicateWait wait, Claim.InFlight inFlight, ClaimRequest request) {
		try {
			return wait.await(inFlight, () -> claim(request));
		}
		catch (CancellationException ex) {
			this.instance.counters().countConflict();
			throw ex;
		}
	}

	private @Nullable Object run(IdempotencyKey key, long token, Effect effect, boolean waited) throws Throwable {
		return new OwnedClaim(this.instance, key, token).run(() -> effect.run(waited));
	}

	/** What runs once per key. */
	@FunctionalInterface
	private interface Effect {

		/**
		 * Runs.
		 * @param waited whether time has passed since the call began
		 * @return the result of the work
		 * @throws Throwable the failure of the work
		 */
		@Nullable Object run(boolean waited) throws Throwable;

	}

}
