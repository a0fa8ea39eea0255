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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * What the events of a journal add up to. Immutable; works the numbers out when they are
 * asked for.
 */
public final class HealingStatistics {

	/** How soon a failure must be back for its healing not to have lasted. */
	public static final Duration RECURRENCE = Duration.ofHours(24);

	/** From this number of attempts on an action that never helped is called so. */
	public static final int NEVER_HELPS_AFTER = 3;

	private static final Comparator<Fingerprint> MOST_FREQUENT = Comparator.comparingLong(Fingerprint::events)
		.thenComparing(Fingerprint::lastAt)
		.reversed();

	/** In the order of time. */
	private final List<HealingEvent> events;

	private HealingStatistics(List<HealingEvent> events) {
		this.events = events;
	}

	/**
	 * Adds events up.
	 * @param events the events, in any order
	 * @return the statistics
	 */
	public static HealingStatistics of(Collection<HealingEvent> events) {
		List<HealingEvent> sorted = new ArrayList<>(events);
		sorted.sort(Comparator.comparing(HealingEvent::at));
		return new HealingStatistics(sorted);
	}

	/**
	 * Returns the number of actions that ran.
	 * @return the number, 0 or more
	 */
	public long attempts() {
		return this.events.stream().filter(HealingEvent::isAttempt).count();
	}

	/**
	 * Returns the share of actions that helped among those that ran.
	 * @return the rate, 0 to 1; 0 where none has run
	 */
	public double successRate() {
		return rate(this.events);
	}

	private static double rate(List<HealingEvent> events) {
		long attempts = events.stream().filter(HealingEvent::isAttempt).count();
		return (attempts > 0) ? (double) successes(events) / attempts : 0;
	}

	private static long successes(List<HealingEvent> events) {
		return events.stream().filter(HealingStatistics::isSuccess).count();
	}

	private static boolean isSuccess(HealingEvent event) {
		return event.outcome() == HealingOutcome.SUCCEEDED;
	}

	/**
	 * Returns how many events there are of each category and outcome.
	 * @return the numbers
	 */
	public HealingSummary summary() {
		return new HealingSummary(this.events.size(),
				count(this.events, (event) -> HealingEventFields.name(event.category())),
				count(this.events, (event) -> event.outcome().id()), successRate(), attempts());
	}

	private static Map<String, Long> count(List<HealingEvent> events, Function<HealingEvent, String> name) {
		return events.stream().collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.counting()));
	}

	/**
	 * Returns the failures that healing had most to do with.
	 * @param limit the number of failures to return at most
	 * @return the failures, the most frequent first; those without a fingerprint are left
	 * out
	 */
	public List<Fingerprint> topFingerprints(int limit) {
		return grouped(HealingEvent::fingerprint).entrySet().stream().map((entry) -> {
			List<HealingEvent> same = entry.getValue();
			HealingEvent last = same.get(same.size() - 1);
			return new Fingerprint(entry.getKey(), last.category(), last.diagnosis(), same.size(), successes(same),
					last.at());
		}).sorted(MOST_FREQUENT).limit(limit).toList();
	}

	/**
	 * Returns how each action did.
	 * @return the actions by id, in the order of their first event
	 */
	public Map<String, Action> actions() {
		Map<String, Action> actions = new LinkedHashMap<>();
		grouped(HealingEvent::action).forEach((id, same) -> {
			long attempts = same.stream().filter(HealingEvent::isAttempt).count();
			long successes = successes(same);
			actions.put(id, new Action(attempts, successes, (attempts > 0) ? (double) successes / attempts : 0,
					attempts >= NEVER_HELPS_AFTER && successes == 0));
		});
		return actions;
	}

	private Map<String, List<HealingEvent>> grouped(Function<HealingEvent, String> name) {
		return this.events.stream()
			.filter((event) -> !name.apply(event).isEmpty())
			.collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
	}

	/**
	 * Returns how long subjects were ill that an action has made well, on average.
	 * @return the mean time by kind of failure; kinds are left out of which that is not
	 * known
	 */
	public Map<FailureCategory, Duration> meanTimeToRecovery() {
		Map<FailureCategory, List<Duration>> times = new EnumMap<>(FailureCategory.class);
		for (HealingEvent event : this.events) {
			Instant since = event.since();
			if (isSuccess(event) && since != null && !since.isAfter(event.at())) {
				times.computeIfAbsent(event.category(), (category) -> new ArrayList<>())
					.add(Duration.between(since, event.at()));
			}
		}
		Map<FailureCategory, Duration> means = new EnumMap<>(FailureCategory.class);
		times.forEach((category, all) -> means.put(category,
				all.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(all.size())));
		return means;
	}

	/**
	 * Returns how often a subject that was made well had the same kind of failure again
	 * within {@link #RECURRENCE}.
	 * @return the share of healings that did not last, 0 to 1; 0 where none has succeeded
	 */
	public double recurrenceRate() {
		long healed = 0;
		long recurred = 0;
		for (List<HealingEvent> same : this.events.stream().collect(Collectors.groupingBy(Illness::of)).values()) {
			// What comes after it, seen from the end
			@Nullable Instant next = null;
			for (int i = same.size() - 1; i >= 0; i--) {
				HealingEvent event = same.get(i);
				if (isSuccess(event)) {
					healed++;
					recurred += (next != null && !next.isAfter(event.at().plus(RECURRENCE))) ? 1 : 0;
				}
				next = event.at();
			}
		}
		return (healed > 0) ? (double) recurred / healed : 0;
	}

	/**
	 * Returns how events are spread over time, to see whether something gets better or
	 * worse.
	 * @param length the length of a period, longer than zero
	 * @return the periods that have events, in the order of time; they begin at multiples
	 * of the length since 1970 (UTC)
	 * @throws IllegalArgumentException if the length is less than a millisecond
	 */
	public List<Period> overTime(Duration length) {
		long millis = length.toMillis();
		if (millis <= 0) {
			throw new IllegalArgumentException("length must be at least a millisecond, but is " + length);
		}
		Map<Long, List<HealingEvent>> periods = this.events.stream()
			.collect(Collectors.groupingBy((event) -> Math.floorDiv(event.at().toEpochMilli(), millis), TreeMap::new,
					Collectors.toList()));
		return periods.entrySet()
			.stream()
			.map((entry) -> new Period(Instant.ofEpochMilli(entry.getKey() * millis), entry.getValue().size(),
					rate(entry.getValue()),
					count(entry.getValue(), (event) -> HealingEventFields.name(event.category()))))
			.toList();
	}

	/**
	 * Returns how events are spread over the hours of the day, to find what comes back at
	 * the same time.
	 * @param zone where it is that time of the day
	 * @return the number of events by hour, 0 to 23; hours without events are left out
	 */
	public Map<Integer, Long> byHourOfDay(ZoneId zone) {
		return this.events.stream()
			.collect(Collectors.groupingBy((event) -> event.at().atZone(zone).getHour(), TreeMap::new,
					Collectors.counting()));
	}

	/** What comes back if it comes back. */
	private record Illness(String subject, FailureCategory category) {

		static Illness of(HealingEvent event) {
			return new Illness(event.subject(), event.category());
		}

	}

	/**
	 * What healing had to do with one failure.
	 *
	 * @param fingerprint what failures of one kind share
	 * @param category the kind of failure, as diagnosed last
	 * @param diagnosis the root cause in words, as diagnosed last
	 * @param events the number of events
	 * @param successes the number of actions that helped
	 * @param lastAt the time of the last event
	 */
	public record Fingerprint(String fingerprint, FailureCategory category, String diagnosis, long events,
			long successes, Instant lastAt) {

	}

	/**
	 * How one action did.
	 *
	 * @param attempts the number of times that it ran
	 * @param successes the number of times that it helped
	 * @param successRate the share of both, 0 to 1; 0 where it has not run
	 * @param neverHelps whether it ran at least {@value #NEVER_HELPS_AFTER} times and
	 * never helped, so that somebody should switch it off
	 */
	public record Action(long attempts, long successes, double successRate, boolean neverHelps) {

	}

	/**
	 * What happened in one period.
	 *
	 * @param start when it begins
	 * @param events the number of events
	 * @param successRate the share of actions that helped among those that ran, 0 to 1; 0
	 * where none has run
	 * @param byCategory the number of events by kind of failure, in lower case
	 */
	public record Period(Instant start, long events, double successRate, Map<String, Long> byCategory) {

	}

}
