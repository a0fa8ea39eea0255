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

package dev.resilience.circuitbreaker;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

/**
 * A transition that is still to be published, linked to the one before it. It travels
 * with the state that it announces: whoever publishes finds all that is due in the right
 * order, although threads may arrive here in another order than that of the transitions.
 */
final class Announcement {

	private final CircuitBreakerTransition transition;

	private @Nullable Announcement previous;

	private volatile boolean published;

	Announcement(CircuitBreakerTransition transition, @Nullable Announcement previous) {
		this.transition = transition;
		this.previous = previous;
	}

	/**
	 * Returns what is due up to this announcement, oldest first. Only one thread at a
	 * time may ask.
	 * @return the announcements that are not published
	 */
	Deque<Announcement> due() {
		Deque<Announcement> due = new ArrayDeque<>();
		for (Announcement current = this; current != null && !current.published; current = current.previous) {
			due.addFirst(current);
		}
		return due;
	}

	void markPublished() {
		this.previous = null;
		this.published = true;
	}

	boolean isPublished() {
		return this.published;
	}

	CircuitBreakerTransition transition() {
		return this.transition;
	}

}
