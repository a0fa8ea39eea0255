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

import java.util.ArrayList;
import java.util.List;

/**
 * The rest of a pipeline for calls that end later: each attempt ends when the test says
 * so.
 */
public final class ManualNext implements Strategy.Next {

	private final List<Completion> attempts = new ArrayList<>();

	private final List<Long> times = new ArrayList<>();

	private boolean needsTime;

	/** From now on something behind needs the time at which attempts begin. */
	public void needTime() {
		this.needsTime = true;
	}

	/** How many attempts have begun. */
	public int attempts() {
		return this.attempts.size();
	}

	/** What is told how an attempt ends. */
	public Completion attempt(int index) {
		return this.attempts.get(index);
	}

	/** The times at which attempts have begun, as they were told. */
	public List<Long> times() {
		return this.times;
	}

	@Override
	public Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) {
		throw new UnsupportedOperationException("Only calls that end later here");
	}

	@Override
	public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
		this.times.add(now);
		this.attempts.add(completion);
	}

	@Override
	public boolean needsTime() {
		return this.needsTime;
	}

}
