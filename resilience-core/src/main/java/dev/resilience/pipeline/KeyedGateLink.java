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

package dev.resilience.pipeline;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.KeyedGate;
import dev.resilience.policy.KeyedGates;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Takes a call through the gate of its key. The gate is picked once for each passage and
 * stays the gate of its key until the call is out again.
 */
final class KeyedGateLink extends GateLink {

	private final KeyedGates<?> gates;

	KeyedGateLink(String instance, KeyedGates<?> gates, PolicyContext context, Link next) {
		// Keys are forgotten by the time of their last use
		super(instance, gates.own(), context, next, true);
		this.gates = gates;
	}

	@Override
	public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
		KeyedGate<?> keyed = this.gates.enter(call.key(this.gates.type()), now);
		try {
			return proceed(keyed.gate(), work, call, now);
		}
		finally {
			keyed.leave();
		}
	}

	@Override
	public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
		KeyedGate<?> keyed = this.gates.enter(call.facts().key(this.gates.type()), now);
		proceedAsync(keyed.gate(), work, call, now, new Completion() {

			@Override
			public void succeeded(@Nullable Object result) {
				keyed.leave();
				completion.succeeded(result);
			}

			@Override
			public void failed(Throwable failure) {
				keyed.leave();
				completion.failed(failure);
			}

			@Override
			public void withdrawn() {
				keyed.leave();
				completion.withdrawn();
			}

		});
	}

}
