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

package dev.resilience.classification;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A failure and what it was caused by, each once, nearest first. Chains may be endless or
 * fail when they are asked, so that only so much of them is looked at.
 *
 * @param failures the failures
 * @param depths how far below the first failure each of them stands
 */
record CauseChain(List<Throwable> failures, List<Integer> depths) {

	static final int MAX_DEPTH = 16;

	private static final int MAX_FAILURES = 64;

	static CauseChain of(Throwable failure) {
		CauseChain chain = new CauseChain(new ArrayList<>(4), new ArrayList<>(4));
		chain.add(failure, 0);
		chain.followFrom(0);
		return chain;
	}

	/**
	 * Returns what was suppressed on the way, with its causes.
	 * @return the suppressed failures, none where there are none
	 */
	CauseChain suppressed() {
		CauseChain chain = new CauseChain(new ArrayList<>(0), new ArrayList<>(0));
		for (int i = 0; i < this.failures.size(); i++) {
			for (Throwable suppressed : this.failures.get(i).getSuppressed()) {
				if (!contains(suppressed)) {
					chain.add(suppressed, this.depths.get(i) + 1);
				}
			}
		}
		chain.followFrom(0);
		return chain;
	}

	private void followFrom(int first) {
		for (int i = first; i < this.failures.size(); i++) {
			Throwable failure = this.failures.get(i);
			int depth = this.depths.get(i) + 1;
			TypeFacts facts = TypeFacts.of(failure.getClass());
			if (facts.isLeaf()) {
				continue;
			}
			if (facts.isSql()) {
				add(SqlCodes.next(failure), depth);
			}
			add(causeOf(failure), depth);
		}
	}

	private void add(@Nullable Throwable failure, int depth) {
		if (failure != null && depth <= MAX_DEPTH && this.failures.size() < MAX_FAILURES && !contains(failure)) {
			this.failures.add(failure);
			this.depths.add(depth);
		}
	}

	private boolean contains(Throwable failure) {
		for (Throwable known : this.failures) {
			if (known == failure) {
				return true;
			}
		}
		return false;
	}

	private static @Nullable Throwable causeOf(Throwable failure) {
		try {
			return failure.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

}
