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

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Work that returns a stage. It ends when the stage does; cancelling the call cancels the
 * stage.
 *
 * @param work begins the work
 */
public record StageWork(ThrowingSupplier<?, ?> work) implements AsyncWork {

	@Override
	public void begin(AsyncCall call, Completion completion) throws Throwable {
		Object stage = this.work.get();
		if (stage == null) {
			throw new NullPointerException("Asynchronous work returned null instead of a stage");
		}
		follow(stage, call, completion);
	}

	@Override
	public void follow(@Nullable Object answer, AsyncCall call, Completion completion) {
		if (answer instanceof CompletionStage<?> stage) {
			follow(stage, call, completion);
		}
		else {
			completion.succeeded(answer);
		}
	}

	/**
	 * Lets a stage end a call.
	 * @param stage the stage
	 * @param call the call, whose end from outside cancels the stage
	 * @param completion told how the stage ended
	 */
	public static void follow(CompletionStage<?> stage, AsyncCall call, Completion completion) {
		call.onCancel(() -> cancel(stage));
		stage.whenComplete((value, failure) -> {
			if (failure != null) {
				// What follows a failure is user code and log lines of this call, on
				// whichever thread the stage has ended.
				call.inContext(() -> completion.failed(Failures.unwrap(failure)));
			}
			else {
				completion.succeeded(value);
			}
		});
	}

	private static void cancel(CompletionStage<?> stage) {
		CompletableFuture<?> future;
		try {
			future = stage.toCompletableFuture();
		}
		catch (UnsupportedOperationException ex) {
			// Such a stage cannot be cancelled: it ends by itself.
			return;
		}
		future.cancel(true);
	}

}
