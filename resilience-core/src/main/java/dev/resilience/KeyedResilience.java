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

package dev.resilience;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceKeys;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.ThrowingSupplier;

/**
 * An instance as it is to calls with keys, such as agents, tenants or hosts: each key has
 * a circuit breaker, a bulkhead and a rate limiter of its own, as far as the instance has
 * them, so that one failing key keeps no work from another. Settings, retries, timeouts
 * and totals are those of the instance.
 *
 * <pre class="code">
 * KeyedResilience agents = registry.get("agents").keyed();
 * String answer = agents.call(agent.id(), () -&gt; agent.ask(question));
 * List&lt;Agent&gt; able = agents.available(all, Agent::id);
 * </pre>
 *
 * The number of keys is bounded: those that are idle for long are forgotten, and those
 * for which there is no room share one further set of gates. A key that nobody has used
 * yet is available; asking about it does not make it known. Where a key is {@code null}
 * the gates of the instance itself are meant. Safe for use by many threads.
 */
public final class KeyedResilience {

	private final Resilience instance;

	private volatile @Nullable Keyed current;

	KeyedResilience(Resilience instance) {
		this.instance = instance;
	}

	/**
	 * Calls work under the policies of the instance and the gates of a key.
	 * @param <T> the type of the value
	 * @param <X> the type of exception that the work declares
	 * @param key the key
	 * @param work the work, which may be run more than once
	 * @return the value
	 * @throws X what the work throws, unwrapped
	 * @throws dev.resilience.classification.ResilienceException what a policy throws in
	 * its place
	 */
	// What comes out is what the work or its stand-in returned: null only where T allows
	@SuppressWarnings({ "unchecked", "NullAway" })
	public <T extends @Nullable Object, X extends Throwable> T call(@Nullable String key, ThrowingSupplier<T, X> work)
			throws X {
		try {
			return (T) pipeline().run(work, new KeyedCall(key));
		}
		catch (Throwable failure) {
			// Only X and unchecked exceptions come out of the pipeline.
			throw (X) failure;
		}
	}

	/**
	 * Calls work under the policies of the instance and the gates of a key, and tells how
	 * it ended; never throws for the call's failure.
	 * @param <T> the type of the value
	 * @param key the key
	 * @param work the work, which may be run more than once
	 * @return the outcome
	 */
	// What comes out is what the work or its stand-in returned
	@SuppressWarnings("unchecked")
	public <T extends @Nullable Object> Outcome<T> attempt(@Nullable String key, ThrowingSupplier<T, ?> work) {
		return (Outcome<T>) pipeline().attempt(work, new KeyedCall(key));
	}

	/**
	 * Calls asynchronous work under the policies of the instance and the gates of a key,
	 * without ever blocking a thread. Cancelling the future, or completing it from
	 * outside, cancels the work.
	 * @param <T> the type of the value
	 * @param key the key
	 * @param work begins the work, maybe more than once; what it throws counts like a
	 * failed stage
	 * @return the value to come; fails with what the work or a policy has failed with
	 */
	public <T extends @Nullable Object> CompletableFuture<T> callAsync(@Nullable String key,
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		ProtectedFuture<T> future = new ProtectedFuture<>();
		future.cancels(pipeline().runAsync(new StageWork(work), new KeyedCall(key), future));
		return future;
	}

	/**
	 * Calls asynchronous work under the policies of the instance and the gates of a key,
	 * and tells how it ended.
	 * @param <T> the type of the value
	 * @param key the key
	 * @param work begins the work, maybe more than once
	 * @return the outcome to come; fails only by being cancelled
	 */
	public <T extends @Nullable Object> CompletableFuture<Outcome<T>> attemptAsync(@Nullable String key,
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		ProtectedFuture<Outcome<T>> future = new ProtectedFuture<>();
		future.cancels(pipeline().attemptAsync(new StageWork(work), new KeyedCall(key), future::succeeded));
		return future;
	}

	/**
	 * Asks whether a key may get work, whose result is then reported by
	 * {@link #recordSuccess} or {@link #recordFailure}. While its circuit is half-open a
	 * call that may be made takes the slot of a probe until then.
	 * @param key the key
	 * @return whether the call may be made
	 * @throws IllegalStateException if the instance has no circuit breaker
	 * @see CircuitBreaker#allows()
	 */
	public boolean allows(@Nullable String key) {
		return circuitBreakers().use(key, CircuitBreaker::allows);
	}

	/**
	 * Reports the success of a call for which {@link #allows} was asked.
	 * @param key the key
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public void recordSuccess(@Nullable String key) {
		circuitBreakers().use(key, (breaker) -> {
			breaker.recordSuccess();
			return true;
		});
	}

	/**
	 * Reports the failure of a call for which {@link #allows} was asked.
	 * @param key the key
	 * @return whether this failure opened the circuit of the key
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public boolean recordFailure(@Nullable String key) {
		return circuitBreakers().use(key, CircuitBreaker::recordFailure);
	}

	/**
	 * Reports the failure of a call for which {@link #allows} was asked.
	 * @param key the key
	 * @param failure the failure, which the settings may ignore
	 * @return whether this failure opened the circuit of the key
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public boolean recordFailure(@Nullable String key, Throwable failure) {
		return circuitBreakers().use(key, (breaker) -> breaker.recordFailure(failure));
	}

	/**
	 * Returns whether all gates of a key would admit a call now. Unlike {@link #allows}
	 * this takes nothing, so it promises nothing either.
	 * @param key the key
	 * @return whether the key may get work
	 */
	public boolean isAvailable(@Nullable String key) {
		pipeline();
		return this.instance.policies().keys().all().stream().allMatch((gates) -> gates.isAvailable(key));
	}

	/**
	 * Filters keys to those that may get work.
	 * @param keys the keys
	 * @return those that are {@linkplain #isAvailable available}, in their order
	 */
	public List<String> available(Collection<String> keys) {
		return available(keys, Function.identity());
	}

	/**
	 * Filters objects to those whose key may get work.
	 * @param <T> the type of the objects
	 * @param candidates the objects
	 * @param key gives the key of an object
	 * @return those whose key is {@linkplain #isAvailable available}, in their order
	 */
	public <T> List<T> available(Collection<? extends T> candidates, Function<? super T, String> key) {
		return candidates.stream()
			.<T>map((candidate) -> candidate)
			.filter((candidate) -> isAvailable(key.apply(candidate)))
			.toList();
	}

	/**
	 * Returns the state of the circuit of a key. Reading changes nothing.
	 * @param key the key
	 * @return the state; {@code null} if nobody has used the key or it has been forgotten
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public @Nullable CircuitBreakerState state(String key) {
		CircuitBreaker breaker = circuitBreakers().find(key);
		return (breaker != null) ? breaker.state() : null;
	}

	/**
	 * Returns what monitoring reads of the circuit of a key. Reading changes nothing.
	 * @param key the key
	 * @return the numbers; {@code null} if nobody has used the key or it has been
	 * forgotten
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public @Nullable CircuitBreakerSnapshot snapshot(String key) {
		CircuitBreaker breaker = circuitBreakers().find(key);
		return (breaker != null) ? breaker.snapshot() : null;
	}

	/**
	 * Closes the circuit of a key and forgets what it recorded except lifetime totals.
	 * @param key the key
	 * @return whether there was anything to reset
	 * @throws IllegalStateException if the instance has no circuit breaker
	 */
	public boolean reset(String key) {
		return circuitBreakers().useIfPresent(key, CircuitBreaker::reset);
	}

	/**
	 * Forgets keys that have not been used for longer than the settings say and are idle:
	 * closed, with no call under way or waiting. Calls do the same on the way.
	 * @return the number of gates that were forgotten
	 */
	public int prune() {
		return this.instance.policies().keys().all().stream().mapToInt(KeyedGates::prune).sum();
	}

	private KeyedGates<CircuitBreaker> circuitBreakers() {
		return this.instance.policies().keys().circuitBreakers(this.instance.circuitBreaker());
	}

	/**
	 * Returns the pipeline through which calls with keys walk: that of the instance, with
	 * the gates of the {@linkplain Call#key key} of each call.
	 * @return the pipeline
	 */
	public Pipeline pipeline() {
		// Another pipeline of the instance needs another here
		Pipeline plain = this.instance.pipeline();
		Keyed present = this.current;
		if (present == null || present.plain != plain) {
			InstanceKeys keys = this.instance.policies().keys();
			present = new Keyed(plain, plain.withKeys(keys.of(plain.policies())));
			this.current = present;
		}
		return present.keyed;
	}

	@Override
	public String toString() {
		return "KeyedResilience[" + this.instance.name() + "]";
	}

	/** A call with one key for all gates. */
	private static final class KeyedCall extends Call {

		private final @Nullable String key;

		KeyedCall(@Nullable String key) {
			this.key = key;
		}

		@Override
		public @Nullable String key(PolicyType gate) {
			return this.key;
		}

	}

	/**
	 * A pipeline and the one of the same policies that picks gates by key.
	 *
	 * @param plain the pipeline
	 * @param keyed that which picks gates by key
	 */
	private record Keyed(Pipeline plain, Pipeline keyed) {

	}

}
