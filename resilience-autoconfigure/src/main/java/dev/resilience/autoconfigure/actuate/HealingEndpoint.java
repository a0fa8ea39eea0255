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

package dev.resilience.autoconfigure.actuate;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import dev.resilience.healing.ActionRisk;
import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingMode;
import dev.resilience.healing.HealingStatistics;
import dev.resilience.healing.RecoveryAction;

/**
 * {@link Endpoint @Endpoint} that shows what healing may do, what it has done and whether
 * that has helped. The journal is read, and healing is halted, through the
 * {@link HealingEndpointWebExtension web extension}.
 */
@Endpoint(id = "healing", defaultAccess = Access.READ_ONLY)
public class HealingEndpoint {

	private static final int TOP = 10;

	private static final Duration PERIOD = Duration.ofHours(1);

	private static final int LAST_PERIODS = 24;

	private final Healer healer;

	/**
	 * Creates an endpoint.
	 * @param healer what to show
	 */
	public HealingEndpoint(Healer healer) {
		this.healer = healer;
	}

	/**
	 * Returns how far healing may go and what the journal adds up to.
	 * @return the description
	 */
	@ReadOperation
	public HealingDescriptor healing() {
		HealingStatistics statistics = this.healer.journal().statistics();
		Map<String, HealingStatistics.Action> done = statistics.actions();
		Map<String, ActionDescriptor> actions = new TreeMap<>();
		for (RecoveryAction action : this.healer.actions()) {
			HealingStatistics.Action numbers = done.getOrDefault(action.id(),
					new HealingStatistics.Action(0, 0, 0, false));
			actions.put(action.id(), new ActionDescriptor(action.risk(), this.healer.config().modeOf(action),
					numbers.attempts(), numbers.successes(), numbers.successRate(), numbers.neverHelps()));
		}
		Map<String, Duration> recovery = new LinkedHashMap<>();
		statistics.meanTimeToRecovery()
			.forEach((category, mean) -> recovery.put(category.name().toLowerCase(Locale.ROOT), mean));
		List<HealingStatistics.Period> periods = statistics.overTime(PERIOD);
		return new HealingDescriptor(this.healer.config().mode(), this.healer.isHalted(), this.healer.subjects(),
				actions, statistics.summary().toMap(), recovery, statistics.recurrenceRate(),
				statistics.topFingerprints(TOP),
				periods.subList(Math.max(0, periods.size() - LAST_PERIODS), periods.size()),
				new JournalDescriptor(this.healer.journal().journal().toString(), this.healer.journal().isFailing(),
						this.healer.journal().lost()));
	}

	/**
	 * Returns events of the journal.
	 * @param filter which ones
	 * @return the events, the newest first
	 */
	JournalPage journal(HealingFilter filter) {
		return new JournalPage(this.healer.journal().read(filter).stream().map(HealingEvent::toMap).toList());
	}

	/**
	 * Returns events of the journal as lines of JSON.
	 * @param filter which ones
	 * @return the lines, the oldest first
	 */
	String lines(HealingFilter filter) {
		return this.healer.journal().toJsonl(filter);
	}

	/**
	 * Description of healing.
	 *
	 * @param mode how far healing may go where an action has no mode of its own
	 * @param halted whether healing was halted
	 * @param subjects what is looked after, as it is or was ill a short time ago
	 * @param actions the actions by id
	 * @param summary how many events the journal has of each category and outcome
	 * @param meanTimeToRecovery how long subjects were ill that were made well, by
	 * category
	 * @param recurrenceRate the share of healings after which the same was back within a
	 * day
	 * @param topFingerprints the failures that healing had most to do with
	 * @param lastHours what happened in the last hours in which anything did
	 * @param journal the journal
	 */
	public record HealingDescriptor(HealingMode mode, boolean halted, Collection<String> subjects,
			Map<String, ActionDescriptor> actions, Map<String, Object> summary,
			Map<String, Duration> meanTimeToRecovery, double recurrenceRate,
			List<HealingStatistics.Fingerprint> topFingerprints, List<HealingStatistics.Period> lastHours,
			JournalDescriptor journal) implements OperationResponseBody {

	}

	/**
	 * Description of an action.
	 *
	 * @param risk how much it may harm
	 * @param mode how far it may go
	 * @param attempts how often it ran
	 * @param successes how often it helped
	 * @param successRate the share of both, 0 to 1
	 * @param neverHelps whether it ran often and never helped
	 */
	public record ActionDescriptor(ActionRisk risk, HealingMode mode, long attempts, long successes, double successRate,
			boolean neverHelps) {

	}

	/**
	 * Description of the journal.
	 *
	 * @param target where it is written
	 * @param failing whether it cannot be written at the moment
	 * @param lost how many events it has never taken
	 */
	public record JournalDescriptor(String target, boolean failing, long lost) {

	}

	/**
	 * Some events of the journal.
	 *
	 * @param events the events, the newest first
	 */
	public record JournalPage(List<Map<String, Object>> events) implements OperationResponseBody {

	}

	/**
	 * Healing after it was halted or resumed.
	 *
	 * @param halted whether it is halted
	 * @param by who wanted that
	 */
	public record HaltDescriptor(boolean halted, @Nullable String by) implements OperationResponseBody {

	}

}
