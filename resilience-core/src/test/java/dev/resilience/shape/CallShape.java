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

package dev.resilience.shape;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import dev.resilience.Resilience;
import dev.resilience.ResilientExecutor;
import dev.resilience.Target;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimerTask;

/**
 * The ways in which a target can be called. The rules are the same for all of them.
 */
enum CallShape {

	/** The caller's thread does the work. */
	BLOCKING {

		@Override
		Outcome<String> attempt(ManualTime time, Resilience instance, Target target) {
			return instance.attempt(target);
		}

		@Override
		String execute(ManualTime time, ResilientExecutor executor, String name, Target target) throws Exception {
			return executor.execute(name, target);
		}

	},

	/** The method returns a stage that has ended. */
	STAGE {

		@Override
		CompletableFuture<String> begin(ManualTime time, Target target) {
			CompletableFuture<String> stage = new CompletableFuture<>();
			end(stage, target);
			return stage;
		}

	},

	/** The method returns a stage that ends a millisecond later, on another thread. */
	LATE_STAGE {

		@Override
		CompletableFuture<String> begin(ManualTime time, Target target) {
			CompletableFuture<String> stage = new CompletableFuture<>();
			time.schedule(new TimerTask() {

				@Override
				protected void fire() {
					end(stage, target);
				}

			}, time.nanoTime() + STEP.toNanos());
			return stage;
		}

	},

	/** The method throws what another would return as a failed stage. */
	THROWING_STAGE {

		@Override
		CompletableFuture<String> begin(ManualTime time, Target target) throws Exception {
			return CompletableFuture.completedFuture(target.get());
		}

	};

	private static final Duration STEP = Duration.ofMillis(1);

	private static final int MAX_STEPS = 1_000_000;

	Outcome<String> attempt(ManualTime time, Resilience instance, Target target) throws Exception {
		return await(time, instance.attemptAsync(() -> begin(time, target)));
	}

	String execute(ManualTime time, ResilientExecutor executor, String name, Target target) throws Exception {
		return await(time, executor.executeAsync(name, () -> begin(time, target)));
	}

	CompletableFuture<String> begin(ManualTime time, Target target) throws Exception {
		throw new UnsupportedOperationException(this + " has no stage");
	}

	private static void end(CompletableFuture<String> stage, ThrowingSupplier<String, ?> target) {
		if (stage.isDone()) {
			return;
		}
		try {
			stage.complete(target.get());
		}
		catch (Throwable ex) {
			stage.completeExceptionally(ex);
		}
	}

	/** Moves the time on until the call has ended. */
	private static <T> T await(ManualTime time, CompletableFuture<T> call) throws Exception {
		for (int step = 0; step < MAX_STEPS && !call.isDone(); step++) {
			time.advance(STEP);
		}
		if (!call.isDone()) {
			throw new AssertionError("The call did not end");
		}
		try {
			return call.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof Exception cause) {
				throw cause;
			}
			throw ex;
		}
	}

}
