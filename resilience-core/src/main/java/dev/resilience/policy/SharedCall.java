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

package dev.resilience.policy;

/**
 * Stands for every call of a pipeline in which nobody reads notes, so that such calls
 * need no object of their own. Keeps nothing and is safe for use by many threads.
 */
public final class SharedCall extends Call {

	/** The shared call. */
	public static final Call INSTANCE = new SharedCall();

	private SharedCall() {
	}

	@Override
	public Call detach() {
		return this;
	}

	@Override
	public void merge(Call detached) {
	}

	@Override
	public void beginAttempt(int attempt, long waitedNanos) {
	}

	@Override
	public void adjust(CallTerms terms) {
	}

	@Override
	public void queued(long nanos) {
	}

	@Override
	public void answeredBy(Outcome.Source source, double quality) {
	}

	@Override
	public void measured(long nanos) {
	}

}
