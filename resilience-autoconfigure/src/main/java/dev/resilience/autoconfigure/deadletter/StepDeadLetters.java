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

package dev.resilience.autoconfigure.deadletter;

import java.util.Map;
import java.util.function.Supplier;

import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.deadletter.CurrentReplay;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterConfig;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterRequest;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.policy.FailedWork;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;

/**
 * Keeps steps that failed for good as dead letters, where the settings of their instance
 * say so. Safe for use by many threads.
 *
 * @param settings the settings in force, asked when a step has failed
 * @param letters where letters are kept
 * @param codecs write what a step was given
 */
record StepDeadLetters(Supplier<LiveSettings> settings, Supplier<DeadLetters> letters,
		Supplier<ArgumentCodecs> codecs) implements DeadLetterSink {

	@Override
	public boolean accept(FailedWork work) {
		ResolvedInstance resolved = this.settings.get().resolve(work.instance());
		if (CurrentReplay.isOf(work.operation())
				|| !(resolved.blocks().contains(PolicyType.DEAD_LETTER) || resolved.keepsWhatRetryGivesUp())) {
			return false;
		}
		DeadLetterConfig config = resolved.deadLetterConfig();
		DeadLetters kept = this.letters.get();
		if (config.mode() == PolicyMode.OFF || !kept.keeps(config, work.failure(), work.instance())) {
			return false;
		}
		DeadLetterPayload payload = work.settings().isEmpty() ? DeadLetterPayload.NONE
				: this.codecs.get().values(work.settings(), config.maxPayload());
		return kept.add(new DeadLetterRequest(DeadLetter.STEP, work.operation(), work.instance(), payload, Map.of(),
				work.failure(), work.attempts())) != null;
	}

}
