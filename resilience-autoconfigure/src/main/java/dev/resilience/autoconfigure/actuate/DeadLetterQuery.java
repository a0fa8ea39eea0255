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

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetterFilter;
import dev.resilience.deadletter.DeadLetterStatus;

/**
 * Which dead letters are meant, as it is written in requests: names of constants in any
 * case, with hyphens or underscores.
 *
 * @param status states, separated by commas; {@code null} for those about which something
 * is left to do
 * @param includeEnded whether letters are meant too that are resolved or discarded, where
 * no state is named
 * @param operation the operation, or {@code null} for all
 * @param instance the name of the instance, or {@code null} for all
 * @param category the kind of the last failure, or {@code null} for all
 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
 */
record DeadLetterQuery(@Nullable String status, @Nullable Boolean includeEnded, @Nullable String operation,
		@Nullable String instance, @Nullable String category, @Nullable String fingerprint) {

	DeadLetterFilter filter() {
		FailureCategory kind = (this.category != null) ? constant("category", this.category, FailureCategory.class)
				: null;
		return new DeadLetterFilter(statuses(), this.operation, this.instance, kind, this.fingerprint);
	}

	private Set<DeadLetterStatus> statuses() {
		if (this.status == null || this.status.isBlank()) {
			return Boolean.TRUE.equals(this.includeEnded) ? EnumSet.allOf(DeadLetterStatus.class)
					: DeadLetterStatus.OPEN;
		}
		Set<DeadLetterStatus> statuses = EnumSet.noneOf(DeadLetterStatus.class);
		for (String name : this.status.split(",")) {
			statuses.add(constant("status", name.strip(), DeadLetterStatus.class));
		}
		return statuses;
	}

	static int limit(@Nullable Integer limit, int otherwise, int largest) {
		int most = (limit != null) ? limit : otherwise;
		if (most < 1 || most > largest) {
			throw new InvalidEndpointRequestException("limit must be 1 to " + largest, "limit out of range");
		}
		return most;
	}

	static <E extends Enum<E>> E constant(String parameter, String written, Class<E> type) {
		String name = written.toUpperCase(Locale.ROOT).replace('-', '_');
		List<String> legal = Stream.of(type.getEnumConstants()).map(Enum::name).toList();
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new InvalidEndpointRequestException("'" + written + "' is no " + parameter
					+ NearestSpelling.of(name, legal)
						.map((nearest) -> "; did you mean '" + nearest + "'?")
						.orElse("; legal are " + String.join(", ", legal)),
					"no such " + parameter));
	}

}
