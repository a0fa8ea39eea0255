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

package dev.resilience.circuitbreaker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.Gate;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Stops calling a target that keeps failing, and probes it after a while.
 * <p>
 * Pipelines use it as a {@link Gate}. It can also be used by hand, with permits:
 *
 * <pre class="code">
 * Permit permit = breaker.tryAcquire();
 * if (permit == null) {
 *     return busy();
 * }
 * try {
 *     Result result = target.call();
 *     permit.success();
 *     return result;
 * }
 * catch (Throwable ex) {
 *     permit.failure(ex);
 *     throw ex;
 * }
 * </pre>
 *
 * or, where the result is known elsewhere than the question was asked, with
 * {@link #allows}, {@link #recordSuccess} and {@link #recordFailure}. Safe for use by
 * many threads.
 */
public final class CircuitBreaker extends Circuit implements Gate {

	/** The name of a circuit breaker that was given none. */
	public static final String DEFAULT_NAME = "circuit";

	private static final VarHandle SUCCESSES;

	static {
		try {
			SUCCESSES = MethodHandles.lookup().findVarHandle(CircuitBreaker.class, "successes", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Fast successes of this key; those of an instance are counted in the group. */
	private volatile long successes;

	private CircuitBreaker(CircuitGroup group, @Nullable String key) {
		super(group, key);
	}

	/**
	 * Creates a circuit breaker.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param context where time comes from and events go to
	 * @return a circuit breaker in its initial state
	 */
	public static CircuitBreaker of(String instance, CircuitBreakerConfig config, PolicyContext context) {
		return new CircuitBreaker(new CircuitGroup(Objects.requireNonNull(instance), Objects.requireNonNull(config),
				Objects.requireNonNull(context)), null);
	}

	/**
	 * Creates a circuit breaker that belongs to no registry.
	 * @param instance the name, for events, exceptions and log lines
	 * @param config the settings
	 * @return a circuit breaker in its initial state
	 */
	public static CircuitBreaker of(String instance, CircuitBreakerConfig config) {
		return of(instance, config, PolicyContext.standalone());
	}

	/**
	 * Creates a circuit breaker named {@value #DEFAULT_NAME} that belongs to no registry.
	 * @param config the settings
	 * @return a circuit breaker in its initial state
	 */
	public static CircuitBreaker of(CircuitBreakerConfig config) {
		return of(DEFAULT_NAME, config);
	}

	/**
	 * Creates a circuit breaker of the same instance for one key. It has a state of its
	 * own and shares settings and totals: to reconfigure one is to reconfigure all.
	 * @param key the key
	 * @return a circuit breaker in its initial state
	 */
	public CircuitBreaker forKey(String key) {
		return new CircuitBreaker(group(), Objects.requireNonNull(key));
	}

	/**
	 * Returns the key that this circuit breaker belongs to.
	 * @return the key, or {@code null} if it is that of the instance itself
	 */
	@Override
	public @Nullable String key() {
		return super.key();
	}

	/**
	 * Asks for a permit. The permit must be given back by one of its methods.
	 * @return the permit, or {@code null} if the call is refused
	 */
	public @Nullable Permit tryAcquire() {
		CircuitBreakerConfig current = config();
		long permit = (current.mode() != PolicyMode.OFF) ? enter(false, current) : Circuit.REFUSED;
		if (permit < 0 && !passesUnrecorded(current)) {
			countRefusal(permit);
			return null;
		}
		boolean timed = current.judgesSlowCalls();
		return new Permit(this, permit, timed, timed ? context().time().nanoTime() : 0);
	}

	/**
	 * Asks for a permit. The permit must be given back by one of its methods.
	 * @return the permit
	 * @throws CircuitBreakerOpenException if the call is refused
	 */
	public Permit acquire() {
		Permit permit = tryAcquire();
		if (permit == null) {
			throw refusal(Circuit.REFUSED);
		}
		return permit;
	}

	/**
	 * Asks whether a call may be made, whose result is then reported by
	 * {@link #recordSuccess()} or {@link #recordFailure(Throwable)}. While half-open a
	 * call that may be made takes the slot of a probe until then. Results that are
	 * reported this way belong to the oldest such call; permits tell overlapping calls
	 * apart.
	 * @return whether the call may be made
	 */
	public boolean allows() {
		CircuitBreakerConfig current = config();
		long permit = (current.mode() != PolicyMode.OFF) ? enter(true, current) : Circuit.REFUSED;
		if (permit < 0 && !passesUnrecorded(current)) {
			countRefusal(permit);
			return false;
		}
		return true;
	}

	/**
	 * Reports the success of a call for which {@link #allows()} was asked. It is never
	 * slow, and has no result that the settings could judge.
	 */
	public void recordSuccess() {
		CircuitBreakerConfig current = config();
		if (current.mode() != PolicyMode.OFF) {
			complete(claimAnonymous(current), OutcomeKind.SUCCESS, PASSED_ON, null, 0);
		}
	}

	/**
	 * Reports the failure of a call for which {@link #allows()} was asked.
	 * @param failure the failure
	 * @return whether this failure opened the circuit: of many failures at once, one is
	 * told so; none where a rule that looks at the window was completed by a success
	 */
	public boolean recordFailure(Throwable failure) {
		CircuitBreakerConfig current = config();
		if (current.mode() == PolicyMode.OFF) {
			return false;
		}
		return complete(claimAnonymous(current), OutcomeKind.of(failure, instance()), null, failure, 0);
	}

	/**
	 * Reports the failure, without an exception, of a call for which {@link #allows()}
	 * was asked.
	 * @return whether this failure opened the circuit
	 */
	public boolean recordFailure() {
		CircuitBreakerConfig current = config();
		return current.mode() != PolicyMode.OFF
				&& complete(claimAnonymous(current), OutcomeKind.FAILURE, null, null, 0);
	}

	/**
	 * Returns whether a call would be admitted now. Unlike {@link #allows()} this changes
	 * nothing: neither does an open circuit begin to probe, nor is a slot taken.
	 */
	@Override
	public boolean isAvailable() {
		CircuitBreakerConfig current = config();
		return current.mode() != PolicyMode.ENFORCE || wouldAdmit(current);
	}

	@Override
	public boolean isIdle() {
		return kind() == CircuitBreakerState.CLOSED;
	}

	/**
	 * Returns the state. Reading changes nothing: an open circuit is open until a call
	 * asks after the open duration.
	 * @return the state
	 */
	public CircuitBreakerState state() {
		return kind();
	}

	/**
	 * Returns the time until the circuit probes.
	 * @return the time, zero unless the circuit is open and its open duration not over
	 */
	public Duration remainingOpenDuration() {
		return Duration.ofNanos(remainingOpenNanos());
	}

	/**
	 * Returns everything that monitoring reads. Reading changes nothing.
	 * @return the numbers
	 */
	public CircuitBreakerSnapshot snapshot() {
		RareCounts totals = presentTotals();
		return snapshot(calls(), (totals != null) ? totals.transitions() : Map.of(), config());
	}

	/**
	 * Returns the lifetime totals of calls, which only rise. Those of an instance include
	 * the calls of all its keys.
	 * @return the totals
	 */
	public CircuitBreakerSnapshot.Calls calls() {
		if (key() == null) {
			return group().calls();
		}
		RareCounts totals = presentTotals();
		return (totals != null) ? totals.snapshot(this.successes)
				: new CircuitBreakerSnapshot.Calls(this.successes, 0, 0, 0, 0, 0, 0);
	}

	/**
	 * Returns how often the state changed from one to another, in an instance with keys
	 * any of their states too.
	 * @param from the state before
	 * @param to the state after
	 * @return the number of changes, which only rises
	 */
	public long transitions(CircuitBreakerState from, CircuitBreakerState to) {
		RareCounts totals = presentTotals();
		return (totals != null) ? totals.transitions(from, to) : 0;
	}

	private @Nullable RareCounts presentTotals() {
		if (key() == null) {
			return group();
		}
		History past = presentHistory();
		return (past != null) ? past.presentTotals() : null;
	}

	/**
	 * Closes the circuit, whatever its state, and forgets what was recorded except
	 * lifetime totals, the last failure, and how far the open duration has grown.
	 */
	public void close() {
		command(CircuitBreakerState.CLOSED);
	}

	/**
	 * Closes the circuit, whatever its state, and forgets everything that was recorded
	 * except lifetime totals.
	 */
	public void reset() {
		forget();
	}

	/**
	 * Lets an open circuit probe now, before its open duration is over: the next calls
	 * decide whether it closes or opens again, for longer where the open duration grows.
	 * Nothing changes in any other state.
	 * @return whether the circuit was open and probes because of this call
	 */
	public boolean probe() {
		return probeNow();
	}

	/**
	 * Refuses all calls until another command.
	 */
	public void forceOpen() {
		command(CircuitBreakerState.FORCED_OPEN);
	}

	/**
	 * Lets all calls pass, without judging or recording them, until another command.
	 */
	public void disable() {
		command(CircuitBreakerState.DISABLED);
	}

	/**
	 * Lets all calls pass and records them, without ever opening, until another command.
	 */
	public void metricsOnly() {
		command(CircuitBreakerState.METRICS_ONLY);
	}

	/**
	 * Replaces the settings while calls run. State and counters stay; the window stays if
	 * its shape does, and a count window of nothing but fast successes whatever its size.
	 * The initial state is not looked at, and an open circuit stays open for as long as
	 * it was to.
	 * @param config the new settings
	 */
	public void reconfigure(CircuitBreakerConfig config) {
		group().reconfigure(Objects.requireNonNull(config));
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public CircuitBreakerConfig config() {
		return group().config();
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return group().instance();
	}

	@Override
	public PolicyType type() {
		return PolicyType.CIRCUIT_BREAKER;
	}

	@Override
	public PolicyMode mode() {
		return config().mode();
	}

	@Override
	public boolean needsDuration() {
		return config().judgesSlowCalls();
	}

	@Override
	public long tryEnter(Call call, long now) {
		return enter(false, config());
	}

	@Override
	public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, long nanos) {
		complete(permit, kind, result, failure, nanos);
	}

	@Override
	public void release(long permit) {
		leave(permit, Judgement.IGNORED, false, null, config());
	}

	@Override
	public CircuitBreakerOpenException reject(Call call) {
		return reject(call, Circuit.REFUSED);
	}

	@Override
	public CircuitBreakerOpenException reject(Call call, long refusal) {
		countRefusal(refusal);
		return refusal(refusal);
	}

	@Override
	public void passInShadow(Call call) {
		countShadow();
	}

	private boolean complete(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
			long nanos) {
		CircuitBreakerConfig current = config();
		Judgement judgement = current.outcomeRules().judge(kind, result, failure, context(), instance());
		boolean slow = nanos >= current.slowCallNanos();
		count(judgement, slow);
		return leave(permit, judgement, slow, failure, current);
	}

	void complete(Permit permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure) {
		if (permit.number() >= 0) {
			long nanos = permit.isTimed() ? context().time().nanoTime() - permit.startedAt() : 0;
			complete(permit.number(), kind, result, failure, nanos);
		}
	}

	private boolean passesUnrecorded(CircuitBreakerConfig current) {
		if (current.mode() == PolicyMode.SHADOW) {
			countShadow();
		}
		return current.mode() != PolicyMode.ENFORCE;
	}

	private void count(Judgement judgement, boolean slow) {
		boolean fast = judgement.isSuccess() && !slow;
		if (fast) {
			group().addSuccess();
		}
		else {
			group().addRare(judgement, slow);
		}
		if (key() != null) {
			if (fast) {
				SUCCESSES.getAndAdd(this, 1L);
			}
			else {
				history().totals().addRare(judgement, slow);
			}
		}
	}

	private void countShadow() {
		group().addNotPermittedInShadow();
		if (key() != null) {
			history().totals().addNotPermittedInShadow();
		}
	}

	private void countRefusal(long refusal) {
		group().addNotPermitted();
		if (key() != null) {
			history().totals().addNotPermitted();
		}
		if (context().events().wanted(CallRejected.class)) {
			context().events()
				.publish(new CallRejected(instance(), context().time().wallClock().instant(), type(),
						refusingState(refusal).name(), Duration.ofNanos(retryAfterNanos(refusal)), key()));
		}
	}

	private CircuitBreakerOpenException refusal(long refusal) {
		return new CircuitBreakerOpenException(instance(), refusingState(refusal), retryAfterNanos(refusal),
				context().rejectionStackTraces());
	}

	private long retryAfterNanos(long refusal) {
		long told = Circuit.remainingNanos(refusal);
		return (told > 0) ? told : remainingOpenNanos();
	}

	// The state may have moved on since it refused the call; it was open in one way or
	// other
	private CircuitBreakerState refusingState(long refusal) {
		if (Circuit.remainingNanos(refusal) > 0) {
			return CircuitBreakerState.OPEN;
		}
		return switch (kind()) {
			case FORCED_OPEN -> CircuitBreakerState.FORCED_OPEN;
			case HALF_OPEN -> CircuitBreakerState.HALF_OPEN;
			default -> CircuitBreakerState.OPEN;
		};
	}

}
