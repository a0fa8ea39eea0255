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

package dev.resilience.sample.traffic;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

import dev.resilience.sample.downstream.Behaviour;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Makes services misbehave by turns. Thread-safe.
 */
@Component
class Weather {

	private static final Logger logger = LoggerFactory.getLogger(Weather.class);

	private final Downstreams downstreams;

	private @Nullable Phase phase;

	private long startedAt;

	Weather(Downstreams downstreams) {
		this.downstreams = downstreams;
	}

	/**
	 * Moves on to the phase that has come; starts with the first one.
	 */
	synchronized void tick() {
		long now = System.nanoTime();
		if (this.phase == null) {
			this.startedAt = now;
		}
		Phase next = Phase.at(Duration.ofNanos(now - this.startedAt));
		if (!next.equals(this.phase)) {
			this.phase = next;
			logger.info("weather: {}", next.report());
			apply(next);
		}
	}

	/**
	 * Ends all misbehaviour that was not set by hand.
	 */
	synchronized void clear() {
		if (this.phase != null) {
			this.phase = null;
			logger.info("weather: off");
			apply(Phase.CYCLE.get(0));
		}
	}

	/**
	 * Tells what the weather is like.
	 * @return the report, {@code off} where there is no weather
	 */
	synchronized String report() {
		return (this.phase != null) ? this.phase.report() : "off";
	}

	private void apply(Phase phase) {
		for (Downstream downstream : Downstream.values()) {
			this.downstreams.weather(downstream,
					(downstream == phase.downstream()) ? phase.behaviour().get() : Behaviour.healthy());
		}
	}

}
