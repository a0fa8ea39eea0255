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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.Resilient;

/**
 * Something to call in every way in which a method can be declared. The subclasses differ
 * in what protects them.
 */
public abstract class SoakTarget {

	static final String ELSE = "else";

	/**
	 * A method whose caller waits.
	 * @param task what it does
	 * @return the value
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public String blocking(SoakTask task) throws IOException, InterruptedException {
		return task.blocking();
	}

	/**
	 * A method with a stage.
	 * @param task what it does
	 * @return the value to come
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public CompletionStage<String> stage(SoakTask task) throws IOException, InterruptedException {
		return task.stage();
	}

	/**
	 * A method with a future.
	 * @param task what it does
	 * @return the value to come
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public Future<String> future(SoakTask task) throws IOException, InterruptedException {
		return task.future();
	}

	/**
	 * A method with a publisher of one value.
	 * @param task what it does
	 * @return the value to come
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public Mono<String> mono(SoakTask task) throws IOException, InterruptedException {
		return task.mono();
	}

	/**
	 * A method with a publisher of many values.
	 * @param task what it does
	 * @return parts of the value
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public Flux<String> flux(SoakTask task) throws IOException, InterruptedException {
		return task.flux();
	}

	/**
	 * A method of which only the result tells when it is there.
	 * @param task what it does
	 * @return the value, or what it comes from
	 * @throws IOException if it fails at once
	 * @throws InterruptedException if it is interrupted
	 */
	public Object undecided(SoakTask task) throws IOException, InterruptedException {
		return task.undecided(false);
	}

	String instead(Exception failure) {
		return ELSE;
	}

	Flux<String> insteadOfMany(Exception failure) {
		return Flux.fromArray(ELSE.split(""));
	}

	@Resilient(SoakInstance.CALM)
	@Fallback(value = "instead", instance = SoakInstance.CALM)
	static class Calm extends SoakTarget {

		@Override
		@Fallback(value = "insteadOfMany", instance = SoakInstance.CALM)
		public Flux<String> flux(SoakTask task) throws IOException, InterruptedException {
			return super.flux(task);
		}

	}

	@Resilient(SoakInstance.QUEUED)
	@Fallback(value = "instead", instance = SoakInstance.QUEUED)
	static class Queued extends SoakTarget {

		@Override
		@Fallback(value = "insteadOfMany", instance = SoakInstance.QUEUED)
		public Flux<String> flux(SoakTask task) throws IOException, InterruptedException {
			return super.flux(task);
		}

	}

	@Resilient(SoakInstance.TIMED)
	static class Timed extends SoakTarget {

	}

	@Resilient(SoakInstance.LIMITED)
	static class Limited extends SoakTarget {

	}

	@Resilient(SoakInstance.FULL)
	@Fallback(value = "instead", instance = SoakInstance.FULL)
	static class Full extends SoakTarget {

		@Override
		@Fallback(value = "insteadOfMany", instance = SoakInstance.FULL)
		public Flux<String> flux(SoakTask task) throws IOException, InterruptedException {
			return super.flux(task);
		}

		@Override
		public Object undecided(SoakTask task) throws IOException, InterruptedException {
			return task.undecided(true);
		}

	}

	/** Methods that are guarded by gates of their own for each key. */
	@Resilient(value = SoakInstance.KEYED, key = "#p0.key()")
	static class Keyed extends SoakTarget {

	}

	/** Methods of which each call has a key, under which it runs once at a time. */
	@Resilient(SoakInstance.ONCE)
	static class Once extends SoakTarget {

		@Override
		@Idempotent(value = SoakInstance.ONCE, key = "#p0.key()")
		public String blocking(SoakTask task) throws IOException, InterruptedException {
			return super.blocking(task);
		}

		@Override
		@Idempotent(value = SoakInstance.ONCE, key = "#p0.key()")
		public CompletionStage<String> stage(SoakTask task) throws IOException, InterruptedException {
			return super.stage(task);
		}

		@Override
		@Idempotent(value = SoakInstance.ONCE, key = "#p0.key()")
		public Future<String> future(SoakTask task) throws IOException, InterruptedException {
			return super.future(task);
		}

		@Override
		@Idempotent(value = SoakInstance.ONCE, key = "#p0.key()")
		public Mono<String> mono(SoakTask task) throws IOException, InterruptedException {
			return super.mono(task);
		}

		@Override
		@Idempotent(value = SoakInstance.ONCE, key = "#p0.key()")
		public Object undecided(SoakTask task) throws IOException, InterruptedException {
			return super.undecided(task);
		}

	}

}
