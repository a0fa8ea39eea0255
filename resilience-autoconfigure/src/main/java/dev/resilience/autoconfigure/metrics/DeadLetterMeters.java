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

package dev.resilience.autoconfigure.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetterStatistics;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.time.TimeSource;

/**
 * Meters of dead letters. What is kept is that of the store, for all processes that share
 * it, asked once for all gauges that are read together; without a number while nobody
 * uses dead letters and when the store does not answer. What has happened is that of this
 * process. Safe for use by many threads.
 */
public final class DeadLetterMeters implements MeterBinder {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterMeters.class);

	private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

	private final Supplier<@Nullable DeadLetters> letters;

	private final TimeSource time;

	private final AtomicReference<@Nullable Reading> last = new AtomicReference<>();

	/**
	 * Creates a binder.
	 * @param letters gives the letters, or {@code null} while nobody uses them
	 * @param time where time comes from
	 */
	public DeadLetterMeters(Supplier<@Nullable DeadLetters> letters, TimeSource time) {
		this.letters = letters;
		this.time = time;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (DeadLetterStatus status : DeadLetterStatus.values()) {
			Gauge.builder("resilience.deadletters", this, (meters) -> meters.read((counts) -> counts.of(status)))
				.description("Dead letters by state")
				.tag("status", status.name().toLowerCase(Locale.ROOT))
				.strongReference(true)
				.register(registry);
		}
		TimeGauge.builder("resilience.deadletters.age", this, TimeUnit.SECONDS, (meters) -> meters.read(this::age))
			.description("Time since the call of the oldest new dead letter failed, 0 if there is none")
			.strongReference(true)
			.register(registry);
		counter(registry, "added", "Calls that failed for good and were kept", "", DeadLetterStatistics::added);
		counter(registry, "lost", "Calls that failed for good and could not be kept", "", DeadLetterStatistics::lost);
		counter(registry, "replayed", "Replays by outcome", "succeeded", DeadLetterStatistics::resolved);
		counter(registry, "replayed", "Replays by outcome", "failed", DeadLetterStatistics::replayFailed);
		counter(registry, "discarded", "Letters that were discarded", "", DeadLetterStatistics::discarded);
	}

	private void counter(MeterRegistry registry, String name, String description, String outcome,
			ToLongFunction<DeadLetterStatistics> count) {
		FunctionCounter.Builder<DeadLetterMeters> counter = FunctionCounter
			.builder("resilience.deadletters." + name, this, (meters) -> meters.happened(count))
			.description(description);
		if (!outcome.isEmpty()) {
			counter.tag("outcome", outcome);
		}
		counter.register(registry);
	}

	private double happened(ToLongFunction<DeadLetterStatistics> count) {
		DeadLetters used = this.letters.get();
		return (used != null) ? count.applyAsLong(used.statistics()) : 0;
	}

	private double age(DeadLetterCounts counts) {
		Instant oldest = counts.oldestNew();
		if (oldest == null) {
			return 0;
		}
		return Math.max(0, Duration.between(oldest, this.time.wallClock().instant()).toMillis() / 1e3);
	}

	private double read(ToDoubleFunction<DeadLetterCounts> number) {
		DeadLetterCounts counts = counts();
		return (counts != null) ? number.applyAsDouble(counts) : Double.NaN;
	}

	private @Nullable DeadLetterCounts counts() {
		long now = this.time.nanoTime();
		Reading known = this.last.get();
		if (known != null && now - known.at() < FRESH_NANOS) {
			return known.counts();
		}
		DeadLetters used = this.letters.get();
		if (used == null) {
			return null;
		}
		DeadLetterCounts counts = null;
		try {
			counts = used.counts();
		}
		catch (RuntimeException ex) {
			logger.debug("The store does not tell about its dead letters", ex);
		}
		this.last.set(new Reading(now, counts));
		return counts;
	}

	/** What the store has said, nothing if it has failed. */
	private record Reading(long at, @Nullable DeadLetterCounts counts) {

	}

}
