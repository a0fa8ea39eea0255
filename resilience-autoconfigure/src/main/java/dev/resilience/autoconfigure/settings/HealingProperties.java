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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.resilience.healing.HealingConfig;
import dev.resilience.healing.HealingMode;
import dev.resilience.policy.ConfigProblem;
import dev.resilience.policy.InvalidConfigException;

/**
 * The settings of healing, below {@code resilience.healing}.
 *
 * @param mode how far healing may go where an action has no mode of its own
 * @param actions the actions that have their own
 * @param caches the names of the caches that may be cleared
 * @param limits when actions may run
 * @param journal where it is written down what was done
 */
public record HealingProperties(HealingMode mode, Actions actions, List<String> caches, Limits limits,
		Journal journal) {

	private static final String PREFIX = "resilience.healing.";

	/**
	 * Returns how far healing may go.
	 * @param known the ids of the actions that there are
	 * @return the settings
	 * @throws StartupProblemsException listing everything that is wrong
	 */
	public HealingConfig config(Collection<String> known) {
		List<StartupProblem> problems = new ArrayList<>();
		List<String> named = Stream.of(this.actions.act(), this.actions.dryRun(), this.actions.off())
			.flatMap(List::stream)
			.toList();
		for (String id : named) {
			if (!known.contains(id)) {
				problems.add(StartupProblem.at(PREFIX + "actions", "name '" + id + "', which is no recovery action",
						NearestSpelling.of(id, List.copyOf(known))
							.map(Remedies::didYouMean)
							.orElse("There are " + String.join(", ", known) + ".")));
			}
			else if (named.indexOf(id) != named.lastIndexOf(id)) {
				problems.add(StartupProblem.at(PREFIX + "actions", "name '" + id + "' more than once",
						"Give each action one mode."));
			}
		}
		HealingConfig.Builder builder = HealingConfig.builder()
			.mode(this.mode)
			.cooldown(this.limits.cooldown())
			.maxPerSubject(this.limits.maxPerSubject())
			.maxPerHour(this.limits.maxPerHour())
			.maxIllShare(this.limits.maxIllShare())
			.verifyWithin(this.limits.verifyWithin())
			.actionTimeout(this.limits.actionTimeout());
		if (this.limits.maxCooldown() != null) {
			builder.maxCooldown(this.limits.maxCooldown());
		}
		if (this.limits.verifyAfter() != null) {
			builder.verifyAfter(this.limits.verifyAfter());
		}
		this.actions.act().forEach((id) -> builder.mode(id, HealingMode.ACT));
		this.actions.dryRun().forEach((id) -> builder.mode(id, HealingMode.DRY_RUN));
		this.actions.off().forEach((id) -> builder.mode(id, HealingMode.OFF));
		try {
			HealingConfig config = builder.build();
			if (problems.isEmpty()) {
				return config;
			}
		}
		catch (InvalidConfigException ex) {
			for (ConfigProblem problem : ex.problems()) {
				problems.add(
						new StartupProblem(PREFIX + problem.property(), problem.value(), null, problem.reason(), null));
			}
		}
		throw new StartupProblemsException(problems.stream().distinct().toList());
	}

	/**
	 * The ids of actions that have a mode of their own.
	 *
	 * @param act those that run
	 * @param dryRun those of which is written down that they would run
	 * @param off those that are left out
	 */
	public record Actions(List<String> act, List<String> dryRun, List<String> off) {

	}

	/**
	 * When actions may run.
	 *
	 * @param cooldown how long an action does not run again on a subject
	 * @param maxCooldown to how much that grows while it keeps failing, or {@code null}
	 * for 10 minutes
	 * @param maxPerSubject how many actions run on a subject in any hour, 1 or more
	 * @param maxPerHour how many actions run in any hour, 1 or more
	 * @param maxIllShare how many per cent of all may be ill at once, 0 to 100
	 * @param verifyAfter how long after an action its result is looked at first, or
	 * {@code null} for 10 seconds
	 * @param verifyWithin within which time it must have helped
	 * @param actionTimeout after which time it is interrupted
	 */
	public record Limits(Duration cooldown, @Nullable Duration maxCooldown, int maxPerSubject, int maxPerHour,
			int maxIllShare, @Nullable Duration verifyAfter, Duration verifyWithin, Duration actionTimeout) {

	}

	/**
	 * Where it is written down what was done.
	 *
	 * @param type what kind of journal it is
	 * @param maxEvents the number of events in memory, 1 or more
	 * @param file the files
	 */
	public record Journal(JournalType type, int maxEvents, JournalFile file) {

	}

	/**
	 * A journal in files.
	 *
	 * @param path the path of the current file
	 * @param maxSize the size from which a new file begins
	 * @param maxFiles the number of files to keep, 1 or more
	 * @param sync whether each event is on the disk before healing goes on
	 */
	public record JournalFile(String path, DataSize maxSize, int maxFiles, boolean sync) {

	}

	/**
	 * What kind of journal it is.
	 */
	public enum JournalType {

		/** In the memory of the process. */
		MEMORY,

		/** In files with one line of JSON for each event. */
		FILE,

		/** In a table of the application's database. */
		JDBC

	}

}
