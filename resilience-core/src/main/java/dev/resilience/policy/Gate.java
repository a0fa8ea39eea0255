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

package dev.resilience.policy;

import org.jspecify.annotations.Nullable;

/**
 * A policy that decides before a call and observes after it. It never repeats or replaces
 * a call and never blocks, so that blocking and asynchronous calls share it unchanged.
 * Every permit is given back exactly once, by {@link #exit} or {@link #release}.
 * Implementations are safe for use by many threads and take no lock where a call is
 * admitted at once.
 */
public non-sealed interface Gate extends Policy {

	/**
	 * In place of the result of a call whose values went to the caller one by one, so
	 * that there is none to judge.
	 */
	Object PASSED_ON = new Object();

	/**
	 * Asks to enter, without waiting and without counting a refusal.
	 * @param call the call
	 * @param now the time of the attempt, if {@link #needsTime()}
	 * @return a permit, which is not negative, or a negative number for a refusal
	 */
	long tryEnter(Call call, long now);

	/**
	 * Queues a call that {@link #tryEnter} has refused.
	 * @param call the call
	 * @param now the time of the attempt, if {@link #needsTime()}
	 * @return a place in the queue, or {@code null} if this gate does not queue the call
	 */
	default @Nullable Waiter await(Call call, long now) {
		return null;
	}

	/**
	 * Gives a permit back with the outcome of the call. Must not throw.
	 * @param permit the permit
	 * @param kind how the call ended
	 * @param result the result of a successful call, or {@link #PASSED_ON}
	 * @param failure the failure of every other call
	 * @param nanos the time from the last gate's admission to the end of the call in
	 * nanoseconds, if {@link #needsDuration()}
	 */
	void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure, long nanos);

	/**
	 * Gives a permit back as if the call had never entered. Must not throw.
	 * @param permit the permit
	 */
	void release(long permit);

	/**
	 * Counts and publishes one refusal.
	 * @param call the call that was refused
	 * @return the exception for the caller, with the time after which a new call makes
	 * sense
	 */
	CallRejectedException reject(Call call);

	/**
	 * Counts and publishes one refusal, about which {@link #tryEnter} may have said more.
	 * @param call the call that was refused
	 * @param refusal what {@link #tryEnter} has answered
	 * @return the exception for the caller, with the time after which a new call makes
	 * sense
	 */
	default CallRejectedException reject(Call call, long refusal) {
		return reject(call);
	}

	/**
	 * Counts a refusal that shadow mode lets pass.
	 * @param call the call that would have been refused
	 */
	void passInShadow(Call call);

	/**
	 * Returns whether a call would be admitted now, maybe after a wait that the settings
	 * allow. Reading changes nothing, and promises nothing.
	 * @return whether a call would be admitted; always {@code true} in the modes that do
	 * not enforce
	 */
	default boolean isAvailable() {
		return true;
	}

	/**
	 * Returns whether nothing is lost if this gate is forgotten and a new one takes its
	 * place: no permit is out, nobody waits, and it refuses nobody for what it remembers.
	 * Gates of keys that have been idle for long are forgotten.
	 * @return whether this gate can be forgotten while no call is under way
	 */
	default boolean isIdle() {
		return false;
	}

	/**
	 * Returns whether {@link #exit} needs the duration of calls.
	 * @return whether the time must be read when a call ends
	 */
	default boolean needsDuration() {
		return false;
	}

}
