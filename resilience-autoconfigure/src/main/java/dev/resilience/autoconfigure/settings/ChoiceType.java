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

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.resilience.InstanceNames;

/**
 * Constants of an enum, written in kebab case and read in any case, with or without
 * dashes and underscores.
 *
 * @param <E> the type of the enum
 */
final class ChoiceType<E extends Enum<E>> implements SettingType<E> {

	private final Class<E> type;

	private final Map<String, E> choices = new LinkedHashMap<>();

	private final List<String> names = new ArrayList<>();

	private ChoiceType(Class<E> type, Set<E> excluded) {
		this.type = type;
		for (E constant : type.getEnumConstants()) {
			if (!excluded.contains(constant)) {
				this.names.add(write(constant));
				this.choices.put(InstanceNames.uniform(constant.name()), constant);
			}
		}
	}

	static <E extends Enum<E>> ChoiceType<E> of(Class<E> type) {
		return new ChoiceType<>(type, Set.of());
	}

	static <E extends Enum<E>> ChoiceType<E> without(Class<E> type, Set<E> excluded) {
		return new ChoiceType<>(type, excluded);
	}

	/**
	 * Lets a value be said in another way too.
	 * @param synonym the other way, in kebab case
	 * @param value the value
	 * @return this type
	 */
	ChoiceType<E> orSay(String synonym, E value) {
		this.names.add(synonym);
		this.choices.put(InstanceNames.uniform(synonym), value);
		return this;
	}

	List<String> names() {
		return List.copyOf(this.names);
	}

	@Override
	public E read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		String text = text(raw);
		E choice = this.choices.get(InstanceNames.uniform(text));
		if (choice == null) {
			throw new UnusableValueException("is none of " + String.join(", ", this.names),
					NearestSpelling.of(text, this.names).map((name) -> "Did you mean " + name + "?").orElse(null));
		}
		return choice;
	}

	@Override
	public String write(E value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	private String text(Object raw) {
		if (this.type.isInstance(raw)) {
			return this.type.cast(raw).name();
		}
		// YAML 1.1 takes an unquoted off for a truth value
		String text = raw.toString().trim();
		return ("false".equalsIgnoreCase(text) && this.choices.containsKey("off")) ? "off" : text;
	}

}
