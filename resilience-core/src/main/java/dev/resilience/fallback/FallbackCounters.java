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

package dev.resilience.fallback;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * What the fallbacks of one instance count, option by option. Shared by all chains of the
 * instance; options of one name count together. Counts only rise. Safe for use by many
 * threads.
 */
public final class FallbackCounters {

	private volatile Map<String, Option> options = Map.of();

	/**
	 * Creates counters without any option.
	 */
	public FallbackCounters() {
	}

	/**
	 * Makes sure that an option is counted, so that its zero values can be read before it
	 * is first used.
	 * @param name the name of the option
	 * @return the counts of the option
	 */
	synchronized Option register(String name) {
		Option registered = this.options.get(name);
		if (registered == null) {
			registered = new Option();
			Map<String, Option> extended = new LinkedHashMap<>(this.options);
			extended.put(name, registered);
			this.options = extended;
		}
		return registered;
	}

	/**
	 * Returns the counts of all options in the order in which they were registered.
	 * @return the counts
	 */
	public List<FallbackSnapshot.Option> options() {
		List<FallbackSnapshot.Option> counts = new ArrayList<>();
		this.options.forEach((name, option) -> counts.add(option.snapshot(name)));
		return List.copyOf(counts);
	}

	/**
	 * Returns the counts of one option.
	 * @param name the name of the option
	 * @return the counts, or {@code null} for an option that is not registered
	 */
	public FallbackSnapshot.@Nullable Option option(String name) {
		Option option = this.options.get(name);
		return (option != null) ? option.snapshot(name) : null;
	}

	/** The counts of one option; rare enough for plain atomics. */
	static final class Option {

		private final AtomicLong answered = new AtomicLong();

		private final AtomicLong failed = new AtomicLong();

		private final AtomicLong skipped = new AtomicLong();

		void countAnswered() {
			this.answered.incrementAndGet();
		}

		void countFailed() {
			this.failed.incrementAndGet();
		}

		void countSkipped() {
			this.skipped.incrementAndGet();
		}

		private FallbackSnapshot.Option snapshot(String name) {
			return new FallbackSnapshot.Option(name, this.answered.get(), this.failed.get(), this.skipped.get());
		}

	}

}
