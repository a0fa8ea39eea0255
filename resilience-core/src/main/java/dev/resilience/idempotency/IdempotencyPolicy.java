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

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
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
 * What is promised is said by {@link Guarantee}: with a lease, an effect happens once as
 * long as the process lives and renews its claims, and a call that was abandoned may run
 * twice, see {@link OnTakeover}. A call from inside the running one under the same key is
 * a duplicate that never waits, at least on the same thread. At most
 * {@value InMemoryIdempotencyStore#MAX_WAITERS_PER_KEY} calls wait for one key of an
 * in-memory store; further ones are refused at once. Safe for use by many threads.
 */
public final class IdempotencyPolicy implements Strategy {

	/** The longest text that tells who has claimed. */
	private static final int OWNER_LENGTH = 100;

	private static final String PROCESS = ManagementFactory.getRuntimeMXBean().getName();

	private final IdempotentInstance instance;

	private final Judge judge;

	private IdempotencyPolicy(IdempotentInstance instance) {
		this.instance = instance;
		this.judge = new Judge(instance);
	}

	/**
	 * Creates the policy.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param operation what the operation is made of
	 * @param counters the counters of the instance, shared by all its methods
	 * @param context what all policies share
	 * @return the policy
	 * @throws IllegalArgumentException if the store cannot keep the guarantee
	 */
	public static IdempotencyPolicy of(String instance, IdempotencyConfig config, IdempotentOperation operation,
			IdempotencyCounters counters, PolicyContext context) {
		if (config.guarantee() == Guarantee.TRANSACTIONAL
				&& !(operation.store() instanceof TransactionalIdempotencyStore)) {
			throw new IllegalArgumentException("The guarantee transactional of '" + instance + "' needs a store that "
					+ "shares the transactions of the work, which " + operation.store().getClass().getName()
					+ " does not");
		}
		return new IdempotencyPolicy(new IdempotentInstance(instance, config, operation, counters, context));
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
		Asked asked = asked(requestOf(call), this.instance.operation().codec(), call.attachment());
		return answer(asked, call, work, (tracked, waited) -> {
			long begin = (waited && next.needsTime()) ? this.instance.time().nanoTime() : now;
			return next.proceed(tracked, call, begin);
		});
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			next.proceedAsync(work, call, now, completion);
			return;
		}
		claimAsync(() -> {
			if (this.instance.config().guarantee() == Guarantee.TRANSACTIONAL) {
				throw new UnsupportedOperationException("The guarantee transactional of '" + instance()
						+ "' needs work that ends on the thread on which it begins");
			}
			return asked(requestOf(call.facts()), this.instance.operation().codec(), call.facts().attachment());
		}, work, call, now, next, completion);
	}

	private void claimAsync(Supplier<Asked> asking, AsyncWork work, AsyncCall call, long now, Next next,
			Completion completion) {
		Asked asked;
		try {
			asked = asking.get();
		}
		catch (RuntimeException | Error ex) {
			completion.failed(ex);
			return;
		}
		new AsyncClaim(this.judge, this.instance, asked, work, call, now, next, completion).begin();
	}

	private IdempotentRequest requestOf(Call call) {
		try {
			return this.instance.operation().keys().requestOf(call);
		}
		catch (InvalidIdempotencyKeyException ex) {
			throw ex;
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
	 * @throws IdempotentResultUnavailableException if an earlier call has had its effect
	 * and its result is not available
	 * @throws IdempotencyOutcomeUnknownException if an earlier call was abandoned and
	 * must not be taken over
	 * @throws IdempotencyStoreException if the key cannot be claimed
	 * @throws CancellationException if the thread is interrupted while it waits; its flag
	 * is kept
	 */
	public <T extends @Nullable Object, X extends Throwable> T execute(@Nullable String key,
			@Nullable String fingerprint, ThrowingSupplier<T, X> work) throws X {
		IdempotentRequest request = new IdempotentRequest(this.instance.name(), key, fingerprint);
		return execute(request, this.instance.operation().codec(), work);
	}

	/**
	 * Runs work once per key.
	 * @param <T> the type of the result
	 * @param <X> the type of exception that the work declares
	 * @param request operation, key and fingerprint
	 * @param codec what the record keeps of the result
	 * @param work the work
	 * @return the result of the work, now or at an earlier call
	 * @throws X as the work declares
	 * @see #execute(String, String, ThrowingSupplier)
	 */
	// A record holds what work of this type has returned: null only where the type allows
	// it
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T extends @Nullable Object, X extends Throwable> T execute(IdempotentRequest request, ResultCodec codec,
			ThrowingSupplier<T, X> work) throws X {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			return work.get();
		}
		try {
			return (T) answer(asked(request, codec, null), SharedCall.INSTANCE, work,
					(tracked, waited) -> CallWork.run(tracked, SharedCall.INSTANCE));
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
	 * Begins a call that is not the run of one method, such as an HTTP exchange. Whoever
	 * gets a call that runs must say how it ended. Only for the guarantee
	 * {@link Guarantee#LEASE}.
	 * @param request operation, key and fingerprint
	 * @param codec what the record keeps of the result
	 * @return the call: it runs, or has been answered from its record
	 * @throws Throwable why the call is refused, as
	 * {@link #execute(String, String, ThrowingSupplier)} says, or the failure that the
	 * record keeps
	 */
	public OpenCall begin(IdempotentRequest request, ResultCodec codec) throws Throwable {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			return OpenCall.unprotected();
		}
		Asked asked = asked(request, codec, null);
		Verdict verdict = verdict(asked, SharedCall.INSTANCE).verdict();
		if (verdict instanceof Verdict.Run run) {
			this.instance.counters().countExecuted();
			return OpenCall.running(run.claim());
		}
		if (verdict instanceof Verdict.Replay replay) {
			return OpenCall.replayed(replay.result());
		}
		if (verdict instanceof Verdict.Fail fail) {
			throw fail.failure();
		}
		return OpenCall.unprotected();
	}

	/**
	 * Runs work that ends later once per key. Neither throws nor blocks. Only for the
	 * guarantee {@link Guarantee#LEASE}.
	 * @param request operation, key and fingerprint
	 * @param codec what the record keeps of the result
	 * @param work the work
	 * @param call the call, by which it can be cancelled
	 * @param completion told the result of the work, now or at an earlier call, or why
	 * there is none, as {@link #execute(String, String, ThrowingSupplier)} says
	 */
	public void executeAsync(IdempotentRequest request, ResultCodec codec, AsyncWork work, AsyncCall call,
			Completion completion) {
		if (this.instance.config().mode() == PolicyMode.OFF) {
			WorkAlone.INSTANCE.proceedAsync(work, call, 0, completion);
			return;
		}
		claimAsync(() -> asked(request, codec, null), work, call, 0, WorkAlone.INSTANCE, completion);
	}

	/**
	 * Counts a call that does not run because it has no key.
	 * @return the exception for its caller
	 */
	public InvalidIdempotencyKeyException missingKey() {
		return this.instance.missingKey();
	}

	/**
	 * Counts a call that does not run because its key cannot be used.
	 * @param reason what is wrong with the key, to go on after its name; does not contain
	 * the key
	 * @return the exception for its caller
	 */
	public InvalidIdempotencyKeyException invalidKey(String reason) {
		return this.instance.invalidKey(reason, null);
	}

	@Nullable RecordView find(IdempotentRequest request) {
		IdempotencyKey key = asked(request, this.instance.operation().codec(), null).hashed();
		return asking(key, () -> this.instance.store().find(key));
	}

	@Nullable Object result(IdempotentRequest request, ResultCodec codec) {
		Asked asked = asked(request, codec, null);
		RecordView found = asking(asked.hashed(), () -> this.instance.store().find(asked.hashed()));
		if (found == null || found.ending() == null || found.ending().kind() == Ending.Kind.FAILURE) {
			return null;
		}
		Verdict verdict = this.judge.read(asked, found.ending());
		if (verdict instanceof Verdict.Replay replay) {
			return replay.result();
		}
		// What was not replayed is one of our own exceptions
		throw (RuntimeException) ((Verdict.Fail) verdict).failure();
	}

	boolean keep(IdempotentRequest request, ResultCodec codec, @Nullable Object value, Duration ttl) {
		Asked asked = asked(request, codec, null);
		IdempotencyKey key = asked.hashed();
		Claim claim = asking(key, () -> this.instance.store().claim(asked.claim()));
		if (claim instanceof Claim.Completed || claim instanceof Claim.Mismatch) {
			return false;
		}
		if (!(claim instanceof Claim.Granted granted)) {
			throw this.instance.refused(key, claim);
		}
		Ending ending = this.instance.endingOf(value, codec);
		return asking(key, () -> this.instance.store().complete(key, granted.token(), ending, ttl));
	}

	boolean remove(IdempotentRequest request) {
		IdempotencyKey key = asked(request, this.instance.operation().codec(), null).hashed();
		return asking(key, () -> this.instance.store().remove(key));
	}

	private <T extends @Nullable Object> T asking(IdempotencyKey key, Supplier<T> question) {
		try {
			return question.get();
		}
		catch (RuntimeException ex) {
			throw this.instance.storeFailed(key, ex);
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
		return this.instance.store().remove(this.instance.operation().hashing().keyOf(operation, null, key));
	}

	private @Nullable Object answer(Asked asked, Call call, ThrowingSupplier<?, ?> work, Effect effect)
			throws Throwable {
		if (this.instance.config().guarantee() == Guarantee.TRANSACTIONAL) {
			return new TransactionalCall(this.instance, this.judge, asked, call).execute(work, effect);
		}
		Judged judged = verdict(asked, call);
		Verdict verdict = judged.verdict();
		if (verdict instanceof Verdict.Run run) {
			return run(run.claim(), work, effect, judged.waited());
		}
		if (verdict instanceof Verdict.Replay replay) {
			return replay.result();
		}
		if (verdict instanceof Verdict.Fail fail) {
			throw fail.failure();
		}
		return effect.run(work, judged.waited());
	}

	private Judged verdict(Asked asked, Call call) {
		Claim claim = this.judge.claim(asked);
		if (!(claim instanceof Claim.InFlight inFlight) || this.instance.config().onDuplicate() == OnDuplicate.REJECT) {
			return new Judged(this.judge.judge(asked, claim, IdempotentInstance.DID_NOT_WAIT, call), false);
		}
		DuplicateWait wait = new DuplicateWait(this.instance, asked.hashed());
		claim = wait.awaitCounted(inFlight, () -> this.judge.claim(asked));
		call.queued(wait.nanos());
		return new Judged(this.judge.judge(asked, claim, wait.nanos(), call), true);
	}

	private @Nullable Object run(OwnedClaim claim, ThrowingSupplier<?, ?> work, Effect effect, boolean waited)
			throws Throwable {
		Object result;
		this.instance.counters().countExecuted();
		try {
			result = effect.run(claim.tracked(work), waited);
		}
		catch (Throwable failure) {
			claim.failed(failure);
			throw failure;
		}
		claim.succeeded(result);
		return result;
	}

	private Asked asked(IdempotentRequest request, ResultCodec codec, @Nullable Object attachment) {
		String text = request.key();
		if (text == null) {
			throw this.instance.missingKey();
		}
		if (text.isBlank()) {
			throw this.instance.invalidKey("is blank", null);
		}
		IdempotencyConfig config = this.instance.config();
		IdempotencyKey key = this.instance.operation().hashing().keyOf(request.operation(), request.principal(), text);
		ClaimRequest claim = new ClaimRequest(key, request.operation(), fingerprint(request), owner(), config.lease(),
				config.onTakeover() != OnTakeover.REJECT);
		return new Asked(claim, text, codec, attachment);
	}

	private static String owner() {
		String owner = PROCESS + "/" + Thread.currentThread().getName();
		return (owner.length() > OWNER_LENGTH) ? owner.substring(0, OWNER_LENGTH) : owner;
	}

	private static @Nullable String fingerprint(IdempotentRequest request) {
		String text = request.fingerprint();
		return (text != null) ? HexFormat.of().formatHex(IdempotencyKey.digest(text)) : null;
	}

	/** What runs once per key. */
	@FunctionalInterface
	interface Effect {

		/**
		 * Runs.
		 * @param work the work, which knows of its claim
		 * @param waited whether time has passed since the call began
		 * @return the result of the work
		 * @throws Throwable the failure of the work
		 */
		@Nullable Object run(ThrowingSupplier<?, ?> work, boolean waited) throws Throwable;

	}

	/**
	 * What a call does.
	 *
	 * @param verdict what it does
	 * @param waited whether it has waited for another call
	 */
	private record Judged(Verdict verdict, boolean waited) {

	}

	/** The end of a pipeline that has no other policies. */
	private static final class WorkAlone implements Next {

		private static final WorkAlone INSTANCE = new WorkAlone();

		@Override
		public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
			return CallWork.run(work, call);
		}

		@Override
		public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
			try {
				work.begin(call, completion);
			}
			catch (Throwable ex) {
				completion.failed(ex);
			}
		}

		@Override
		public boolean needsTime() {
			return false;
		}

	}

}
