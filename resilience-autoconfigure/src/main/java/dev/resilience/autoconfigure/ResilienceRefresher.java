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

package dev.resilience.autoconfigure;

import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;

/**
 * Reads everything below {@code resilience} from the environment again and applies it as
 * a whole. Called by itself when Spring Cloud says that the environment has changed;
 * applications whose environment changes otherwise call it themselves. Safe for use by
 * many threads.
 */
public final class ResilienceRefresher {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceRefresher.class);

	private final LiveSettings settings;

	private final Environment environment;

	ResilienceRefresher(LiveSettings settings, Environment environment) {
		this.settings = settings;
		this.environment = environment;
	}

	/**
	 * Reads the settings again. Where anything is wrong with them all stays as it was,
	 * and one ERROR line lists everything that is wrong.
	 * @return whether the settings of the environment are in force now
	 */
	public boolean refresh() {
		return refresh(ChangedBy.CODE);
	}

	boolean refresh(ChangedBy by) {
		try {
			this.settings.refresh(this.environment, by);
			return true;
		}
		catch (StartupProblemsException ex) {
			logger.error("The changed settings below 'resilience' are not used, all stays as it was:{}",
					ex.problems()
						.stream()
						.map(ResilienceRefresher::line)
						.collect(Collectors.joining("\n  - ", "\n  - ", "")));
		}
		catch (RuntimeException ex) {
			logger.error("The changed settings below 'resilience' could not be applied, all stays as it was", ex);
		}
		return false;
	}

	private static String line(StartupProblem problem) {
		return (problem.suggestion() != null) ? problem + ". " + problem.suggestion() : problem.toString();
	}

}
