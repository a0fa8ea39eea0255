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

package dev.resilience.autoconfigure.web;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.http.DeadlineHeader;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;
import dev.resilience.time.TimeSource;

/**
 * Takes over how long the clients of requests wait, but trusts nobody beyond a maximum.
 * What makes no sense is ignored and counted. Safe for use by many threads.
 */
public final class RequestDeadlines {

	/** Who is to blame for limits that come with requests. */
	static final String OWNER = "(request)";

	private final TimeSource time;

	private final long maxMillis;

	private final LongAdder accepted = new LongAdder();

	private final LongAdder clipped = new LongAdder();

	private final LongAdder ignored = new LongAdder();

	private final LongAdder expired = new LongAdder();

	/**
	 * Creates it.
	 * @param time where the time comes from
	 * @param max the longest time that a client may ask for, longer than zero
	 */
	public RequestDeadlines(TimeSource time, Duration max) {
		this.time = time;
		this.maxMillis = Math.max(1, ConfigCheck.nanos(max) / 1_000_000);
	}

	/**
	 * Begins the limit of a request on the current thread; it interrupts nobody.
	 * @param values the values of the header, or {@code null} if there is none
	 * @return the limit, to be {@linkplain Deadline#end() ended} on this thread, or
	 * {@code null} if the request has none
	 * @throws DeadlineExceededException if nobody waits any more
	 */
	@Nullable Deadline begin(@Nullable List<String> values) {
		if (values == null || values.isEmpty()) {
			return null;
		}
		OptionalLong millis = DeadlineHeader.parse(values);
		if (millis.isEmpty()) {
			this.ignored.increment();
			return null;
		}
		long limit = Math.min(millis.getAsLong(), this.maxMillis);
		if (limit == 0) {
			this.expired.increment();
			throw new DeadlineExceededException(OWNER, Duration.ZERO, null, false);
		}
		((limit < millis.getAsLong()) ? this.clipped : this.accepted).increment();
		return Deadline.beginPassive(this.time, OWNER, limit * 1_000_000);
	}

	/**
	 * Takes over the limit of a request that no thread serves from beginning to end.
	 * @param values the values of the header, or {@code null} if there is none
	 * @return the limit, to be {@linkplain Deadline#adopt adopted} by whoever works for
	 * the request, or {@code null} if it has none
	 * @throws DeadlineExceededException if nobody waits any more
	 */
	@Nullable Deadline take(@Nullable List<String> values) {
		Deadline previous = Deadline.adopt(null);
		try {
			return begin(values);
		}
		finally {
			Deadline.adopt(previous);
		}
	}

	/**
	 * Returns how many headers were taken over as they are.
	 * @return the number
	 */
	public long accepted() {
		return this.accepted.sum();
	}

	/**
	 * Returns how many headers asked for more than the maximum and got that.
	 * @return the number
	 */
	public long clipped() {
		return this.clipped.sum();
	}

	/**
	 * Returns how many headers made no sense.
	 * @return the number
	 */
	public long ignored() {
		return this.ignored.sum();
	}

	/**
	 * Returns how many requests were refused as nobody waited any more.
	 * @return the number
	 */
	public long expired() {
		return this.expired.sum();
	}

}
