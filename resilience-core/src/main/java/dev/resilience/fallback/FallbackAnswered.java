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

package dev.resilience.fallback;

import java.time.Instant;
import java.util.List;

import dev.resilience.event.ResilienceEvent;

/**
 * A fallback answered in place of the target.
 *
 * @param instance the name of the instance
 * @param at the time of the event
 * @param option the name of the option that answered
 * @param tried the names of the options that were tried, in order; the one that answered
 * is the last
 * @param quality how good the answer is, 0 to 1
 * @param failure why the target gave no answer
 */
public record FallbackAnswered(String instance, Instant at, String option, List<String> tried, double quality,
		Throwable failure) implements ResilienceEvent {

}
