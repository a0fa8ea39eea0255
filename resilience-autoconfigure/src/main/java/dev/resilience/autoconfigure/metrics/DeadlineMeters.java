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

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import dev.resilience.autoconfigure.web.RequestDeadlines;

/**
 * The meter of deadlines that came with HTTP requests.
 */
public final class DeadlineMeters implements MeterBinder {

	private final RequestDeadlines deadlines;

	/**
	 * Creates the meter.
	 * @param deadlines counts them
	 */
	public DeadlineMeters(RequestDeadlines deadlines) {
		this.deadlines = deadlines;
	}

	@Override
	public void bindTo(MeterRegistry meters) {
		register(meters, "accepted", RequestDeadlines::accepted);
		register(meters, "clipped", RequestDeadlines::clipped);
		register(meters, "ignored", RequestDeadlines::ignored);
		register(meters, "expired", RequestDeadlines::expired);
	}

	private void register(MeterRegistry meters, String outcome, ToDoubleFunction<RequestDeadlines> number) {
		FunctionCounter.builder("resilience.http.deadlines", this.deadlines, number)
			.description("Deadlines that came with HTTP requests")
			.tag("outcome", outcome)
			.register(meters);
	}

}
