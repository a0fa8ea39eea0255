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

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the latest failures and whose they were first, so that one that passes
 * through the calls of several instances is known. Holds no failure alive. What it does
 * not remember any more counts as new, and so does a failure that comes from the same
 * instance again, as one object may be thrown by many calls. Safe for use by many
 * threads.
 */
final class SeenFailures {

	private static final int SIZE = 256;

	private final AtomicReferenceArray<@Nullable Seen> latest = new AtomicReferenceArray<>(SIZE);

	boolean isKnownFromElsewhere(Throwable failure, String instance) {
		int place = System.identityHashCode(failure) & (SIZE - 1);
		Seen present = this.latest.get(place);
		if (present != null && present.refersTo(failure)) {
			return !present.instance.equals(instance);
		}
		this.latest.set(place, new Seen(failure, instance));
		return false;
	}

	/** Whose failure it was first. */
	private static final class Seen extends WeakReference<Throwable> {

		private final String instance;

		Seen(Throwable failure, String instance) {
			super(failure);
			this.instance = instance;
		}

	}

}
