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

package dev.resilience.sample.downstream;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * How a service behaves from now on. Faults are spread evenly and not drawn by lot, so
 * that the same calls see the same faults. Thread-safe.
 */
public final class Behaviour {

	private static final Duration MAX_DELAY = Duration.ofMinutes(1);

	private static final int MAX_LIMIT = 1_000_000;

	private final Mode mode;

	private final Duration delay;

	private final double rate;

	private final int limit;

	private final AtomicLong judged = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private long secondStart = System.nanoTime();

	private int admittedInSecond;

	private Behaviour(Mode mode, Duration delay, double rate, int limit) {
		this.mode = mode;
		this.delay = delay;
		this.rate = rate;
		this.limit = limit;
	}

	/**
	 * Every call is answered at once.
	 * @return the behaviour
	 */
	public static Behaviour healthy() {
		return of(Mode.HEALTHY, null);
	}

	/**
	 * Every call is answered after a delay.
	 * @param delay the delay, 0 to 1 minute
	 * @return the behaviour
	 */
	public static Behaviour slow(Duration delay) {
		return of(Mode.SLOW, delay.toString());
	}

	/**
	 * A share of the calls fails.
	 * @param rate the share of failing calls, 0 to 1
	 * @return the behaviour
	 */
	public static Behaviour failing(double rate) {
		return of(Mode.FAILING, Double.toString(rate));
	}

	/**
	 * Calls above a limit are refused.
	 * @param limit the number of calls that are answered per second, at least 0
	 * @return the behaviour
	 */
	public static Behaviour rateLimited(int limit) {
		return of(Mode.RATE_LIMITED, Integer.toString(limit));
	}

	/**
	 * Reads a behaviour from what a user typed.
	 * @param parameters {@code mode} and the one setting of that mode
	 * @return the behaviour
	 * @throws InvalidBehaviourException if the parameters make no sense, naming those
	 * that do
	 */
	static Behaviour of(Map<String, String> parameters) {
		Mode mode = Mode.of(parameters.get("mode"));
		String setting = mode.setting();
		for (String name : parameters.keySet()) {
			if (!name.equals("mode") && !name.equals(setting)) {
				throw new InvalidBehaviourException("Mode '%s' has no setting '%s'%s".formatted(mode, name,
						(setting != null) ? ", but '%s'".formatted(setting) : ""));
			}
		}
		return of(mode, (setting != null) ? parameters.get(setting) : null);
	}

	private static Behaviour of(Mode mode, @Nullable String setting) {
		return new Behaviour(mode, (mode == Mode.SLOW) ? delay(setting) : Duration.ZERO,
				(mode == Mode.FAILING) ? rate(setting) : 0, (mode == Mode.RATE_LIMITED) ? limit(setting) : 0);
	}

	private static Duration delay(@Nullable String text) {
		if (text == null) {
			return Duration.ofSeconds(2);
		}
		try {
			Duration delay = DurationStyle.detectAndParse(text);
			if (!delay.isNegative() && delay.compareTo(MAX_DELAY) <= 0) {
				return delay;
			}
		}
		catch (IllegalArgumentException ex) {
			// Reported below together with what is out of range
		}
		throw new InvalidBehaviourException(
				"'delay' is '%s', but must be 0s to 60s, such as 500ms or 2s".formatted(text));
	}

	private static double rate(@Nullable String text) {
		if (text == null) {
			return 1;
		}
		try {
			double rate = Double.parseDouble(text);
			if (rate >= 0 && rate <= 1) {
				return rate;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below together with what is out of range
		}
		throw new InvalidBehaviourException(
				"'rate' is '%s', but must be the share of failing calls, 0 to 1, such as 0.8".formatted(text));
	}

	private static int limit(@Nullable String text) {
		if (text == null) {
			return 1;
		}
		try {
			int limit = Integer.parseInt(text);
			if (limit >= 0 && limit <= MAX_LIMIT) {
				return limit;
			}
		}
		catch (NumberFormatException ex) {
			// Reported below together with what is out of range
		}
		throw new InvalidBehaviourException(
				"'limit' is '%s', but must be the calls answered per second, 0 to %d".formatted(text, MAX_LIMIT));
	}

	/**
	 * Returns the way in which the service behaves.
	 * @return the mode
	 */
	public Mode mode() {
		return this.mode;
	}

	Duration delay() {
		return this.delay;
	}

	/**
	 * Decides whether a failing service fails the next call. Of n calls the first n ×
	 * rate, rounded up, fail.
	 * @return the status of the failure, 500 and 503 in turn, or 0 for an answer
	 */
	int nextFailure() {
		long before = this.judged.getAndIncrement();
		if (Math.ceil((before + 1) * this.rate) <= Math.ceil(before * this.rate)) {
			return 0;
		}
		return (this.failed.getAndIncrement() % 2 == 0) ? 500 : 503;
	}

	/**
	 * Decides whether a rate-limited service answers the next call.
	 * @return whether the limit of this second is not used up
	 */
	synchronized boolean admitsNext() {
		long now = System.nanoTime();
		if (now - this.secondStart >= Duration.ofSeconds(1).toNanos()) {
			this.secondStart = now;
			this.admittedInSecond = 0;
		}
		if (this.admittedInSecond >= this.limit) {
			return false;
		}
		this.admittedInSecond++;
		return true;
	}

	Map<String, Object> describe() {
		Map<String, Object> description = new LinkedHashMap<>();
		description.put("mode", this.mode.toString());
		String setting = this.mode.setting();
		if (setting != null) {
			description.put(setting, Objects.requireNonNull(switch (this.mode) {
				case SLOW -> DurationStyle.SIMPLE.print(this.delay);
				case FAILING -> this.rate;
				default -> this.limit;
			}));
		}
		return description;
	}

	@Override
	public String toString() {
		return describe().toString();
	}

}
