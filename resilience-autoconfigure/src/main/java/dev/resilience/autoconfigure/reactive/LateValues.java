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

package dev.resilience.autoconfigure.reactive;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.pipeline.PolledFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Completion;

/**
 * What to do with values that come later than the method returns which promises them.
 */
public final class LateValues {

	private LateValues() {
	}

	/**
	 * Returns whether a value is yet to come and ends by itself.
	 * @param value what a method returned
	 * @return whether it is a stage or a future
	 */
	public static boolean isPromised(@Nullable Object value) {
		return value instanceof CompletionStage || value instanceof Future;
	}

	/**
	 * Returns whether a value is yet to be subscribed to.
	 * @param value what a method returned
	 * @return whether it is a publisher of any known kind
	 */
	public static boolean isPublished(@Nullable Object value) {
		return value != null && !isPromised(value) && ReactiveType.of(value.getClass()) != null;
	}

	/**
	 * Lets an answer end a call: what it promises, or the answer itself.
	 * @param answer what a method returned
	 * @param call the call, whose end from outside ends where the value comes from
	 * @param completion told the first value, or the failure
	 * @param mayInterrupt whether the work of a plain future may be interrupted
	 */
	public static void follow(@Nullable Object answer, AsyncCall call, Completion completion,
			BooleanSupplier mayInterrupt) {
		follow(answer, call, completion, mayInterrupt, null);
	}

	static void follow(@Nullable Object answer, AsyncCall call, Completion completion, BooleanSupplier mayInterrupt,
			@Nullable ProtectedSubscription<?> subscription) {
		if (answer instanceof CompletionStage<?> stage) {
			StageWork.follow(stage, call, completion);
			return;
		}
		if (answer instanceof Future<?> future) {
			PolledFuture.follow(future, call, completion, mayInterrupt);
			return;
		}
		ReactiveType type = (answer != null) ? ReactiveType.of(answer.getClass()) : null;
		if (answer != null && type != null) {
			SourceSubscriber.subscribe(type.toPublisher(answer), call, completion, subscription);
		}
		else {
			completion.succeeded(answer);
		}
	}

}
