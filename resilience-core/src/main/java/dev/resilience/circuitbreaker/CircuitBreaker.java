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

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureKnowledge;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallRejected;
import dev.resilience.policy.CallRejectedException;
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
public final class CircuitBreaker implements Gate {

	/** The name of a circuit breaker that was given none. */
	public static final String DEFAULT_NAME = "circuit";

	private final Circuit circuit;

	private final CallCounts counts = new CallCounts();

	private final FailureKnowledge knowledge;

	private volatile CircuitBreakerConfig config;

	private CircuitBreaker(String instance, CircuitBreakerConfig config, PolicyContext context) {
		this.config = config;
		this.circuit = new Circuit(instance, config, context);
		this.knowledge = context::hint;
	}

	/**
	 * Creates a circuit breaker.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param context where time comes from and events go to
	 * @return a circuit breaker in its initial state
	 */
	public static CircuitBreaker of(String instance, CircuitBreakerConfig config, PolicyContext context) {
		return new CircuitBreaker(Objects.requireNonNull(instance), Objects.requireNonNull(config),
				Objects.requireNonNull(context));
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
	 * Asks for a permit. The permit must be given back by one of its methods.
	 * @return the permit, or {@code null} if the call is refused
	 */
	public @Nullable Permit tryAcquire() {
		CircuitBreakerConfig current = this.config;
		long permit = (current.mode() != PolicyMode.OFF) ? this.circuit.enter(false, current) : Circuit.REFUSED;
		if (permit < 0 && !passesUnrecorded(current)) {
			countRefusal();
			return null;
		}
		boolean timed = current.judgesSlowCalls();
		return new Permit(this, permit, timed, timed ? this.circuit.context().time().nanoTime() : 0);
	}

	/**
	 * Asks for a permit. The permit must be given back by one of its methods.
	 * @return the permit
	 * @throws CircuitBreakerOpenException if the call is refused
	 */
	public Permit acquire() {
		Permit permit = tryAcquire();
		if (permit == null) {
			throw refusal();
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
		CircuitBreakerConfig current = this.config;
		if (current.mode() != PolicyMode.OFF && this.circuit.enter(true, current) < 0) {
			if (!passesUnrecorded(current)) {
				countRefusal();
				return false;
			}
		}
		return true;
	}

	/**
	 * Reports the success of a call for which {@link #allows()} was asked. It is never
	 * slow.
	 */
	public void recordSuccess() {
		CircuitBreakerConfig current = this.config;
		if (current.mode() != PolicyMode.OFF) {
			complete(this.circuit.claimAnonymous(current), OutcomeKind.SUCCESS, null, null, 0);
		}
	}

	/**
	 * Reports the failure of a call for which {@link #allows()} was asked.
	 * @param failure the failure
	 * @return whether this failure opened the circuit: of many failures at once, one is
	 * told so; none where a rule that looks at the window was completed by a success
	 */
	public boolean recordFailure(Throwable failure) {
		CircuitBreakerConfig current = this.config;
		if (current.mode() == PolicyMode.OFF) {
			return false;
		}
		return complete(this.circuit.claimAnonymous(current), OutcomeKind.of(failure, instance()), null, failure, 0);
	}

	/**
	 * Returns the state. Reading changes nothing: an open circuit is open until a call
	 * asks after the open duration.
	 * @return the state
	 */
	public CircuitBreakerState state() {
		return this.circuit.kind();
	}

	/**
	 * Returns the time until the circuit probes.
	 * @return the time, zero unless the circuit is open and its open duration not over
	 */
	public Duration remainingOpenDuration() {
		return this.circuit.remainingOpenDuration();
	}

	/**
	 * Returns everything that monitoring reads. Reading changes nothing.
	 * @return the numbers
	 */
	public CircuitBreakerSnapshot snapshot() {
		return this.circuit.snapshot(this.counts.snapshot(), this.config);
	}

	/**
	 * Returns the lifetime totals of calls, which only rise.
	 * @return the totals
	 */
	public CircuitBreakerSnapshot.Calls calls() {
		return this.counts.snapshot();
	}

	/**
	 * Returns how often the state changed from one to another.
	 * @param from the state before
	 * @param to the state after
	 * @return the number of changes, which only rises
	 */
	public long transitions(CircuitBreakerState from, CircuitBreakerState to) {
		return this.circuit.transitions().number(from, to);
	}

	/**
	 * Closes the circuit, whatever its state, and forgets what was recorded except
	 * lifetime totals, the last failure, and how far the open duration has grown.
	 */
	public void close() {
		this.circuit.command(CircuitBreakerState.CLOSED);
	}

	/**
	 * Closes the circuit, whatever its state, and forgets everything that was recorded
	 * except lifetime totals.
	 */
	public void reset() {
		this.circuit.reset();
	}

	/**
	 * Refuses all calls until another command.
	 */
	public void forceOpen() {
		this.circuit.command(CircuitBreakerState.FORCED_OPEN);
	}

	/**
	 * Lets all calls pass, without judging or recording them, until another command.
	 */
	public void disable() {
		this.circuit.command(CircuitBreakerState.DISABLED);
	}

	/**
	 * Lets all calls pass and records them, without ever opening, until another command.
	 */
	public void metricsOnly() {
		this.circuit.command(CircuitBreakerState.METRICS_ONLY);
	}

	/**
	 * Replaces the settings while calls run. State and counters stay; the window stays if
	 * its shape does. The initial state is not looked at, and an open circuit stays open
	 * for as long as it was to.
	 * @param config the new settings
	 */
	public void reconfigure(CircuitBreakerConfig config) {
		this.config = Objects.requireNonNull(config);
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public CircuitBreakerConfig config() {
		return this.config;
	}

	/**
	 * Returns the name of the instance.
	 * @return the name
	 */
	public String instance() {
		return this.circuit.transitions().instance();
	}

	@Override
	public PolicyType type() {
		return PolicyType.CIRCUIT_BREAKER;
	}

	@Override
	public PolicyMode mode() {
		return this.config.mode();
	}

	@Override
	public boolean needsDuration() {
		return this.config.judgesSlowCalls();
	}

	@Override
	public long tryEnter(Call call, long now) {
		return this.circuit.enter(false, this.config);
	}

	@Override
	public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, long nanos) {
		complete(permit, kind, result, failure, nanos);
	}

	@Override
	public void release(long permit) {
		this.circuit.leave(permit, Judgement.IGNORED, false, null, this.config);
	}

	@Override
	public CallRejectedException reject(Call call) {
		countRefusal();
		return refusal();
	}

	@Override
	public void passInShadow(Call call) {
		this.counts.addNotPermittedInShadow();
	}

	private boolean complete(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
			long nanos) {
		CircuitBreakerConfig current = this.config;
		Judgement judgement = current.outcomeRules().judge(kind, result, failure, this.knowledge);
		boolean slow = nanos >= current.slowCallNanos();
		this.counts.add(judgement, slow);
		return this.circuit.leave(permit, judgement, slow, failure, current);
	}

	void complete(Permit permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure) {
		if (permit.number() >= 0) {
			long nanos = permit.isTimed() ? this.circuit.context().time().nanoTime() - permit.startedAt() : 0;
			complete(permit.number(), kind, result, failure, nanos);
		}
	}

	private boolean passesUnrecorded(CircuitBreakerConfig current) {
		if (current.mode() == PolicyMode.SHADOW) {
			this.counts.addNotPermittedInShadow();
		}
		return current.mode() != PolicyMode.ENFORCE;
	}

	private void countRefusal() {
		this.counts.addNotPermitted();
		if (this.circuit.context().events().wanted(CallRejected.class)) {
			this.circuit.context()
				.events()
				.publish(new CallRejected(instance(), this.circuit.context().time().wallClock().instant(), type(),
						refusingState().name(), this.circuit.remainingOpenDuration()));
		}
	}

	private CircuitBreakerOpenException refusal() {
		return new CircuitBreakerOpenException(instance(), refusingState(), this.circuit.remainingOpenDuration(),
				this.circuit.context().rejectionStackTraces());
	}

	// The state may have moved on since it refused the call; it was open in one way or
	// other
	private CircuitBreakerState refusingState() {
		return switch (this.circuit.kind()) {
			case FORCED_OPEN -> CircuitBreakerState.FORCED_OPEN;
			case HALF_OPEN -> CircuitBreakerState.HALF_OPEN;
			default -> CircuitBreakerState.OPEN;
		};
	}

}
