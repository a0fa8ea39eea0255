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

package dev.resilience.autoconfigure.soak;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the target does in one call: each attempt draws one behaviour from a seed. Public,
 * as expressions of annotations read its key.
 */
public final class SoakTask {

	static final String VALUE = "value";

	private static final int LONGEST_MICROS = 3_000;

	private final SoakThreads threads;

	private final SoakInstance instance;

	private final String key;

	private final SplittableRandom random;

	SoakTask(SoakThreads threads, SoakInstance instance, long seed) {
		this.threads = threads;
		this.instance = instance;
		this.random = new SplittableRandom(seed);
		this.key = "key-" + this.random.nextInt(40);
	}

	/**
	 * Returns the key of the call.
	 * @return one of few keys
	 */
	public String key() {
		return this.key;
	}

	String blocking() throws IOException, InterruptedException {
		Behaviour behaviour = next();
		behaviour.waitFor();
		behaviour.failIfWanted();
		return VALUE;
	}

	CompletionStage<String> stage() throws IOException, InterruptedException {
		Behaviour behaviour = next();
		behaviour.throwEarlyIfWanted();
		CompletableFuture<String> stage = behaviour.stubborn() ? new Stubborn() : new CompletableFuture<>();
		if (behaviour.micros() == 0) {
			behaviour.end(stage);
		}
		else {
			this.threads.later(behaviour.micros(), () -> behaviour.end(stage));
		}
		return stage;
	}

	// Of such a future nobody is told when it ends.
	Future<String> future() throws IOException, InterruptedException {
		Behaviour behaviour = next();
		behaviour.throwEarlyIfWanted();
		FutureTask<String> future = new FutureTask<>(() -> {
			behaviour.waitFor();
			behaviour.failIfWanted();
			return VALUE;
		});
		this.threads.work(future);
		return future;
	}

	Mono<String> mono() throws IOException, InterruptedException {
		CompletionStage<String> stage = stage();
		return Mono.fromCompletionStage(stage);
	}

	// The first half of the value comes before anything can fail.
	Flux<String> flux() throws IOException, InterruptedException {
		CompletionStage<String> stage = stage();
		int half = nextInt(2) * VALUE.length() / 2;
		Mono<String> rest = Mono.fromCompletionStage(stage).map((value) -> value.substring(half));
		return (half != 0) ? Flux.concat(Mono.just(VALUE.substring(0, half)), rest) : rest.flux();
	}

	// Nobody knows from the declaration when the result is there.
	Object undecided(boolean mayPublish) throws IOException, InterruptedException {
		int kind = nextInt(mayPublish ? 3 : 2);
		if (kind == 2) {
			Mono<String> published = mono();
			this.instance.published();
			return published;
		}
		return (kind == 1) ? stage() : blocking();
	}

	private synchronized int nextInt(int bound) {
		return this.random.nextInt(bound);
	}

	private synchronized Behaviour next() {
		this.instance.begun();
		int draw = this.random.nextInt(100);
		int micros = (draw % 2 == 0) ? 0 : 1 + this.random.nextInt(LONGEST_MICROS);
		return new Behaviour(micros, draw < 25, draw < 4, draw >= 95);
	}

	/**
	 * What one attempt does.
	 *
	 * @param micros how long it takes
	 * @param fails whether it fails
	 * @param early whether asynchronous work throws before it returns anything
	 * @param stubborn whether it can neither be interrupted nor cancelled
	 */
	private record Behaviour(int micros, boolean fails, boolean early, boolean stubborn) {

		void waitFor() throws InterruptedException {
			if (this.stubborn) {
				long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(this.micros);
				while (System.nanoTime() - end < 0) {
					LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
				}
			}
			else if (this.micros > 0) {
				assertNeverReleased(new CountDownLatch(1).await(this.micros, TimeUnit.MICROSECONDS));
			}
		}

		private static void assertNeverReleased(boolean released) {
			if (released) {
				throw new AssertionError("Nobody counts down");
			}
		}

		void failIfWanted() throws IOException {
			if (this.fails) {
				throw new IOException("no route to host");
			}
		}

		void throwEarlyIfWanted() throws IOException, InterruptedException {
			if (this.early) {
				waitFor();
				throw new IOException("no route at all");
			}
		}

		void end(CompletableFuture<String> stage) {
			if (this.fails) {
				stage.completeExceptionally(new IOException("no route to host"));
			}
			else {
				stage.complete(VALUE);
			}
		}

	}

	private static final class Stubborn extends CompletableFuture<String> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

}
