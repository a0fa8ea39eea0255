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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.resilience.policy.ThrowingSupplier;

/**
 * A target whose stages end when a test says so. For use by one thread.
 */
final class ManualStages implements ThrowingSupplier<CompletionStage<String>, RuntimeException> {

	private final List<CompletableFuture<String>> begun = new ArrayList<>();

	private final boolean cancellable;

	private ManualStages(boolean cancellable) {
		this.cancellable = cancellable;
	}

	static ManualStages cancellable() {
		return new ManualStages(true);
	}

	/** The work behind the stages goes on, whatever happens to them. */
	static ManualStages goingOn() {
		return new ManualStages(false);
	}

	@Override
	public CompletionStage<String> get() {
		CompletableFuture<String> work = new CompletableFuture<>();
		this.begun.add(work);
		return this.cancellable ? work : work.minimalCompletionStage();
	}

	int executions() {
		return this.begun.size();
	}

	/** The work of one execution, by which it is ended. */
	CompletableFuture<String> work(int execution) {
		return this.begun.get(execution);
	}

	long running() {
		return this.begun.stream().filter((work) -> !work.isDone()).count();
	}

	void endFirst() {
		this.begun.stream().filter((work) -> !work.isDone()).findFirst().orElseThrow().complete("value");
	}

	void endAll() {
		List.copyOf(this.begun).forEach((work) -> work.complete("value"));
	}

}
