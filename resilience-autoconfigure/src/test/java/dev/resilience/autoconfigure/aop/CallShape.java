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

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The ways in which one method can be declared, called alike.
 */
enum CallShape {

	BLOCKING {

		@Override
		CompletableFuture<String> call(ShapedTarget target) {
			Blocked blocked = new Blocked(target);
			blocked.thread.start();
			return blocked;
		}

	},

	STAGE {

		@Override
		CompletableFuture<String> call(ShapedTarget target) {
			return target.stage().toCompletableFuture();
		}

	},

	MONO {

		@Override
		CompletableFuture<String> call(ShapedTarget target) {
			return target.mono().toFuture();
		}

	};

	/**
	 * Calls the method of this shape.
	 * @param target whose method
	 * @return the result; cancelling it is how a caller of this shape says that it does
	 * not want the result any more
	 */
	abstract CompletableFuture<String> call(ShapedTarget target);

	/** A call whose thread is interrupted by cancelling. */
	private static final class Blocked extends CompletableFuture<String> {

		private final Thread thread;

		Blocked(ShapedTarget target) {
			this.thread = new Thread(() -> {
				try {
					complete(target.blocking());
				}
				catch (Throwable ex) {
					completeExceptionally(ex);
				}
			}, "blocking-call");
			this.thread.setDaemon(true);
		}

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.thread.interrupt();
			try {
				join();
			}
			catch (CancellationException | CompletionException ex) {
				return true;
			}
			return false;
		}

	}

}
