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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.ConfigCheck;

/**
 * How often actions may run. Belongs to the thread of healing.
 */
final class ActionLimits {

	private static final long HOUR = Duration.ofHours(1).toNanos();

	private final Map<Place, Pause> pauses = new HashMap<>();

	/** What ran in the last hour, the oldest first. */
	private final Deque<Run> runs = new ArrayDeque<>();

	private final HealingConfig config;

	private final long cooldown;

	private final long maxCooldown;

	ActionLimits(HealingConfig config) {
		this.config = config;
		this.cooldown = ConfigCheck.nanos(config.cooldown());
		this.maxCooldown = ConfigCheck.nanos(config.maxCooldown());
	}

	/**
	 * Asks whether an action may run.
	 * @param subject on what
	 * @param action the id of the action
	 * @param now the time in nanoseconds
	 * @return why not, or {@code null} if it may
	 */
	@Nullable Refusal refusal(String subject, String action, long now) {
		// Who was not needed for that long was needed by somebody who has been well
		this.pauses.values().removeIf((pause) -> now - pause.since - pause.nanos >= this.maxCooldown);
		Pause pause = this.pauses.get(new Place(subject, action));
		if (pause != null && now - pause.since < pause.nanos) {
			return new Refusal(HealingOutcome.SKIPPED_COOLDOWN,
					"may run again in " + seconds(pause.nanos - (now - pause.since)) + " s");
		}
		for (Run oldest = this.runs.peekFirst(); oldest != null
				&& now - oldest.at >= HOUR; oldest = this.runs.peekFirst()) {
			this.runs.removeFirst();
		}
		if (this.runs.size() >= this.config.maxPerHour()) {
			return new Refusal(HealingOutcome.SKIPPED_LIMIT, this.runs.size() + " actions ran in the last hour");
		}
		long onSubject = this.runs.stream().filter((run) -> run.subject.equals(subject)).count();
		if (onSubject >= this.config.maxPerSubject()) {
			return new Refusal(HealingOutcome.SKIPPED_LIMIT,
					onSubject + " actions ran on '" + subject + "' in the last hour");
		}
		return null;
	}

	private static long seconds(long nanos) {
		return Math.max(1, Duration.ofNanos(nanos).toSeconds());
	}

	/**
	 * Notes that an action runs.
	 * @param subject on what
	 * @param action the id of the action
	 * @param now the time in nanoseconds
	 */
	void began(String subject, String action, long now) {
		this.runs.addLast(new Run(subject, now));
		this.pauses.computeIfAbsent(new Place(subject, action), (place) -> new Pause(this.cooldown)).since = now;
	}

	/**
	 * Notes that an action has failed, or would not be needed again had it helped: the
	 * next pause is twice as long.
	 * @param subject on what
	 * @param action the id of the action
	 */
	void failed(String subject, String action) {
		Pause pause = this.pauses.get(new Place(subject, action));
		if (pause != null) {
			pause.nanos = (pause.nanos < this.maxCooldown / 2) ? pause.nanos * 2 : this.maxCooldown;
		}
	}

	/**
	 * Notes that an action has helped: the next pause is the shortest.
	 * @param subject on what
	 * @param action the id of the action
	 */
	void helped(String subject, String action) {
		Pause pause = this.pauses.get(new Place(subject, action));
		if (pause != null) {
			pause.nanos = this.cooldown;
		}
	}

	/**
	 * Why an action may not run.
	 *
	 * @param outcome what becomes of it
	 * @param reason why, in words
	 */
	record Refusal(HealingOutcome outcome, String reason) {

	}

	private record Place(String subject, String action) {

	}

	private record Run(String subject, long at) {

	}

	/** Until when an action does not run again. */
	private static final class Pause {

		private long since;

		private long nanos;

		Pause(long nanos) {
			this.nanos = nanos;
		}

	}

}
