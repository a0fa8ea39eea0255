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

/**
 * The services that the shop depends on.
 */
public enum Downstream {

	/** Reserves stock. */
	INVENTORY,

	/** Charges the customer. */
	PAYMENT,

	/** Proposes related products. */
	RECOMMENDATION,

	/** Sends mails. */
	MAIL;

	/**
	 * Finds a service by the name that users type.
	 * @param name the name, in any case
	 * @return the service
	 * @throws InvalidBehaviourException if there is no such service
	 */
	static Downstream of(String name) {
		return Arrays.stream(values())
			.filter((downstream) -> downstream.toString().equalsIgnoreCase(name))
			.findFirst()
			.orElseThrow(() -> new InvalidBehaviourException("There is no service '%s', but %s".formatted(name,
					Arrays.stream(values()).map(Downstream::toString).collect(Collectors.joining(", ")))));
	}

	@Override
	public String toString() {
		return name().toLowerCase(Locale.ROOT);
	}

}
