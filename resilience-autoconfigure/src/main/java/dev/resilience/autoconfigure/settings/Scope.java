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

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The places below {@code resilience} where settings of instances stand, and those of
 * what instances share.
 */
enum Scope {

	/** Values for every instance that sets nothing else. */
	DEFAULTS(false),

	/** Values for the instances that name the template. */
	TEMPLATES(true),

	/** Values of one instance. */
	INSTANCES(true),

	/** Values of one retry budget that instances share. */
	RETRY_BUDGETS(true);

	private final boolean named;

	Scope(boolean named) {
		this.named = named;
	}

	boolean isNamed() {
		return this.named;
	}

	String property() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	KeyCatalog catalog() {
		return (this == RETRY_BUDGETS) ? RetryBudgetKeys.SHARED : SettingKeys.CATALOG;
	}

	static Optional<Scope> find(String element) {
		String uniform = SettingKey.uniform(element);
		return Arrays.stream(values())
			.filter((scope) -> SettingKey.uniform(scope.property()).equals(uniform))
			.findFirst();
	}

	static List<String> names() {
		return Arrays.stream(values()).map(Scope::property).toList();
	}

}
