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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Gives a strategy control over the rest of the pipeline.
 */
final class StrategyLink extends Link {

	private final Strategy strategy;

	private final Link next;

	StrategyLink(Strategy strategy, Link next) {
		super(strategy.needsTime() || next.needsTime());
		this.strategy = strategy;
		this.next = next;
	}

	@Override
	public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
		return this.strategy.execute(work, call, now, this.next);
	}

	@Override
	public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
		this.strategy.executeAsync(work, call, now, this.next, completion);
	}

	@Override
	public @Nullable Duration attemptLimit() {
		Duration own = this.strategy.attemptLimit();
		return (own != null) ? own : this.next.attemptLimit();
	}

}
