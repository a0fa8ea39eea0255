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

package dev.resilience.autoconfigure.aop;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.idempotency.IdempotencyPolicy;
import dev.resilience.idempotency.InvalidIdempotencyKeyException;
import dev.resilience.pipeline.CallCounters;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

/**
 * The idempotency of a handler that takes its key from the HTTP request. The request has
 * been claimed, and its record looked up, before the handler is called, so calls pass
 * here; those from elsewhere have no key and are refused.
 */
public final class ExchangeIdempotency implements Strategy {

	private final IdempotencyPolicy policy;

	private final String operation;

	private final CallCounters calls;

	ExchangeIdempotency(IdempotencyPolicy policy, String operation, CallCounters calls) {
		this.policy = policy;
		this.operation = operation;
		this.calls = calls;
	}

	/**
	 * Counts a request that was answered from its record, so that no handler was called.
	 */
	public void replayed() {
		this.calls.countReplayed();
	}

	/**
	 * Counts a request that was refused, so that no handler was called.
	 */
	public void refused() {
		this.calls.countRejected();
	}

	/**
	 * Returns who claims keys of requests and knows their records.
	 * @return the policy, with the settings in force
	 */
	public IdempotencyPolicy policy() {
		return this.policy;
	}

	/**
	 * Returns what scopes the keys.
	 * @return the name of the operation
	 */
	public String operation() {
		return this.operation;
	}

	@Override
	public PolicyType type() {
		return PolicyType.IDEMPOTENCY;
	}

	@Override
	public PolicyMode mode() {
		return this.policy.mode();
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		if (!isDecided()) {
			throw refusal();
		}
		return next.proceed(work, call, now);
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (isDecided()) {
			next.proceedAsync(work, call, now, completion);
		}
		else {
			completion.failed(refusal());
		}
	}

	private boolean isDecided() {
		return mode() == PolicyMode.OFF
				|| ExchangeClaims.current().filter((claims) -> claims.cover(this.operation)).isPresent();
	}

	private InvalidIdempotencyKeyException refusal() {
		return this.policy.invalidKey("is that of an HTTP request, and the call is not the handling of one; call what "
				+ "the handler calls, or give its annotation a key");
	}

}
