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

import org.slf4j.event.Level;

/**
 * The settings below {@code resilience.failure-log}.
 *
 * @param enabled whether each failed call is logged
 * @param level the level of the lines
 * @param burst how many lines there are for failures of one kind within an interval, 1 or
 * more
 * @param interval the length of an interval, longer than zero
 */
public record FailureLogProperties(boolean enabled, Level level, int burst, Duration interval) {

}
