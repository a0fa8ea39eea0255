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
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.IdempotencyConfig;
import dev.resilience.idempotency.OnTakeover;

/**
 * Settings of idempotent calls that cannot hold together. Each may stand in another
 * layer, so they are judged when all layers lie over each other.
 */
final class IdempotencyContradictions {

	private IdempotencyContradictions() {
	}

	/**
	 * Looks for contradictions.
	 * @param settings all settings of the instance
	 * @param translated what they say of idempotent calls
	 * @return what is wrong
	 */
	static List<StartupProblem> of(Settings settings, IdempotencySettings translated) {
		List<StartupProblem> problems = new ArrayList<>();
		IdempotencyConfig config = translated.config();
		boolean recovers = config.onTakeover() == OnTakeover.RECOVER;
		SettingValue<CodeReference> recover = settings.find(SettingKeys.IDEMPOTENCY_RECOVER);
		if (recovers && config.guarantee() == Guarantee.TRANSACTIONAL) {
			add(problems, settings.find(SettingKeys.IDEMPOTENCY_ON_TAKEOVER),
					"has no effect with guarantee = transactional: the database undoes what an abandoned call has done",
					"Leave on-takeover and recover away.");
		}
		else if (recovers && recover == null) {
			add(problems, settings.find(SettingKeys.IDEMPOTENCY_ON_TAKEOVER),
					"needs a bean that finds out what became of an abandoned call",
					"Set idempotency.recover to the name of an OutcomeRecovery bean.");
		}
		else if (!recovers) {
			add(problems, recover,
					"has no effect while on-takeover is "
							+ SettingKeys.IDEMPOTENCY_ON_TAKEOVER.write(config.onTakeover()),
					"Set idempotency.on-takeover to recover, or leave it away.");
		}
		if (!config.maxRun().isZero() && config.maxRun().compareTo(config.lease()) < 0) {
			add(problems, settings.find(SettingKeys.IDEMPOTENCY_MAX_RUN),
					"must not be shorter than the lease, " + text(config.lease()), "Set it to 0s to renew no claim.");
		}
		return problems;
	}

	/**
	 * Looks for what works but not as it may be meant.
	 * @param name the name of the instance
	 * @param config the configuration
	 * @return sentences for the log
	 */
	static List<String> notices(String name, IdempotencyConfig config) {
		if (config.guarantee() == Guarantee.LEASE && config.ttl().compareTo(config.lease()) < 0) {
			return List.of("Instance '" + name + "': idempotency.ttl = " + text(config.ttl())
					+ " is shorter than idempotency.lease = " + text(config.lease())
					+ ", so the result of a call is forgotten sooner than a call that was abandoned");
		}
		return List.of();
	}

	private static String text(Duration duration) {
		return ScalarType.DURATION.write(duration);
	}

	private static void add(List<StartupProblem> problems, @Nullable SettingValue<?> value, String reason,
			String suggestion) {
		if (value != null) {
			problems.add(new StartupProblem(value.property(), value.text(), value.origin(), reason, suggestion));
		}
	}

}
