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

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

import reactor.core.publisher.Mono;

/**
 * One method in three shapes. Every attempt begins a source that a test ends, unless it
 * was told beforehand how attempts end.
 */
public abstract class ShapedTarget {

	private final List<CompletableFuture<String>> sources = new CopyOnWriteArrayList<>();

	private final Queue<Object> script = new ConcurrentLinkedQueue<>();

	private volatile boolean ignoresCancel;

	/**
	 * Tells how the next attempts end.
	 * @param ends results, sources or failures to be thrown
	 */
	void script(Object... ends) {
		this.script.addAll(List.of(ends));
	}

	/** Lets sources go on although they were cancelled or interrupted. */
	void ignoreCancel() {
		this.ignoresCancel = true;
	}

	List<CompletableFuture<String>> sources() {
		return this.sources;
	}

	public String blocking() throws Exception {
		try {
			CompletableFuture<String> source = begin();
			return this.ignoresCancel ? source.join() : source.get();
		}
		catch (ExecutionException ex) {
			throw (Exception) ex.getCause();
		}
	}

	public CompletionStage<String> stage() {
		return begin();
	}

	public Mono<String> mono() {
		return Mono.fromFuture(begin()).onErrorMap(CompletionException.class, Throwable::getCause);
	}

	private CompletableFuture<String> begin() {
		Object end = this.script.poll();
		CompletableFuture<String> source = this.ignoresCancel ? new Stubborn() : new CompletableFuture<>();
		this.sources.add(source);
		if (end instanceof RuntimeException failure) {
			throw failure;
		}
		if (end instanceof Exception failure) {
			source.completeExceptionally(failure);
		}
		else if (end != null) {
			source.complete(end.toString());
		}
		return source;
	}

	/** Work that cannot be cancelled. */
	private static final class Stubborn extends CompletableFuture<String> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

}
