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

package dev.resilience.sample.downstream;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * The ways in which a service can behave, each with the one setting that it has.
 */
public enum Mode {

	/** Answers at once. */
	HEALTHY(null),

	/** Answers after a delay. */
	SLOW("delay"),

	/** Answers a share of the calls by 500 and 503. */
	FAILING("rate"),

	/** Answers calls above a limit by 429 with {@code Retry-After}. */
	RATE_LIMITED("limit"),

	/** Closes the connection without an answer. */
	DOWN(null);

	private final @Nullable String setting;

	Mode(@Nullable String setting) {
		this.setting = setting;
	}

	@Nullable String setting() {
		return this.setting;
	}

	static Mode of(@Nullable String name) {
		return Arrays.stream(values())
			.filter((mode) -> mode.toString().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> new InvalidBehaviourException(
					(name != null) ? "There is no mode '%s', but %s".formatted(name, names())
							: "The parameter 'mode' is missing: one of %s".formatted(names())));
	}

	private static String names() {
		return Arrays.stream(values()).map(Mode::toString).collect(Collectors.joining(", "));
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
