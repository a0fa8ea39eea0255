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

import java.time.Instant;
import java.util.Map;

import dev.resilience.event.ResilienceEvent;

/**
 * An event as it is remembered: plain values only, so that no exception, and nothing that
 * hangs on one, is kept alive.
 *
 * @param at the time of the event
 * @param type the name of the type of the event, without package
 * @param instance the name of the instance to which it happened
 * @param details what else the event tells; of exceptions only the class, as their
 * messages may quote the data of calls
 */
public record RecordedEvent(Instant at, String type, String instance, Map<String, Object> details) {

	static RecordedEvent of(ResilienceEvent event) {
		return new RecordedEvent(event.at(), event.getClass().getSimpleName(), event.instance(),
				EventDetails.of(event));
	}

}
