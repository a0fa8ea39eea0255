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
 * Everything that a completion is told.
 */
public final class RecordedEnd implements Completion {

	private final List<Object> results = new ArrayList<>();

	private final List<Throwable> failures = new ArrayList<>();

	private int withdrawals;

	@Override
	public void succeeded(Object result) {
		this.results.add(result);
	}

	@Override
	public void failed(Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void withdrawn() {
		this.withdrawals++;
	}

	/** The results of which it was told. */
	public List<Object> results() {
		return this.results;
	}

	/** The failures of which it was told. */
	public List<Throwable> failures() {
		return this.failures;
	}

	/** How often it was told that there was no call. */
	public int withdrawals() {
		return this.withdrawals;
	}

}
