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

package dev.resilience.autoconfigure.idempotency.codec;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/**
 * The constructor by which failures of a type are restored: each of its parameters is a
 * field of the same name, the message, or the cause, which is lost.
 */
final class FailureCreation {

	private static final String PROBE = "4f6c2a71-probe";

	private static final Set<String> RESPONSES = Set.of("org.springframework.web.ErrorResponseException",
			"org.springframework.web.server.ResponseStatusException");

	private final Constructor<?> constructor;

	private final List<Argument> arguments;

	private FailureCreation(Constructor<?> constructor, List<Argument> arguments) {
		this.constructor = constructor;
		this.arguments = arguments;
	}

	static FailureCreation of(Class<? extends Throwable> type, Map<String, Field> fields) {
		List<FailureCreation> usable = new ArrayList<>();
		for (Constructor<?> constructor : type.getDeclaredConstructors()) {
			List<Argument> arguments = arguments(constructor, fields, isResponse(type));
			if (arguments != null && coversFinals(arguments, fields)) {
				usable.add(new FailureCreation(constructor, arguments));
			}
		}
		usable.sort(Comparator.comparing(FailureCreation::isAnnotated)
			.thenComparing(FailureCreation::known)
			.reversed()
			.thenComparing((creation) -> creation.arguments.size()));
		for (FailureCreation creation : usable) {
			if (creation.passesProbe()) {
				return creation;
			}
		}
		throw new IllegalArgumentException("the failure " + type.getName()
				+ " cannot be restored: it needs a constructor that takes its message, or its final fields by their "
				+ "names (compile with -parameters, or use @JsonCreator and @JsonProperty)");
	}

	/**
	 * Tells whether a type carries a status and a problem as those of Spring do.
	 * @param type the type
	 * @return whether it is one of them
	 */
	static boolean isResponse(Class<?> type) {
		for (Class<?> current = type; current != null; current = current.getSuperclass()) {
			if (isOfFramework(current)) {
				return true;
			}
		}
		return false;
	}

	static boolean isOfFramework(Class<?> type) {
		return RESPONSES.contains(type.getName());
	}

	Throwable create(@Nullable String message, Map<String, @Nullable Object> fields,
			@Nullable Map<String, Object> facts) {
		@Nullable Object[] values = new @Nullable Object[this.arguments.size()];
		for (int i = 0; i < values.length; i++) {
			Argument argument = this.arguments.get(i);
			values[i] = switch (argument.source()) {
				case FIELD -> fields.get(argument.name());
				case FACT -> (facts != null) ? facts.get(argument.name()) : null;
				case MESSAGE -> message;
				case NOTHING -> null;
			};
		}
		try {
			ReflectionUtils.makeAccessible(this.constructor);
			return (Throwable) this.constructor.newInstance(values);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException("The constructor failed", ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException("The constructor cannot be called", ex);
		}
	}

	// What is said only when a failure is kept would be said too late.
	private boolean passesProbe() {
		if (this.arguments.stream().anyMatch((argument) -> argument.source() == Source.FIELD)) {
			return true;
		}
		try {
			boolean response = isResponse(this.constructor.getDeclaringClass());
			Throwable probe = create(PROBE, Map.of(), response ? ResponseFailures.probe(PROBE) : null);
			return this.arguments.stream().noneMatch(Argument::isText)
					|| PROBE.equals(response ? ResponseFailures.reason(probe) : probe.getMessage());
		}
		catch (IllegalStateException ex) {
			return false;
		}
	}

	private boolean isAnnotated() {
		return this.constructor.isAnnotationPresent(JsonCreator.class);
	}

	private long known() {
		return this.arguments.stream().filter((argument) -> argument.source() != Source.NOTHING).count();
	}

	private static boolean coversFinals(List<Argument> arguments, Map<String, Field> fields) {
		Set<String> covered = new HashSet<>();
		for (Argument argument : arguments) {
			if (argument.source() == Source.FIELD) {
				covered.add(argument.name());
			}
		}
		return fields.values()
			.stream()
			.allMatch((field) -> !Modifier.isFinal(field.getModifiers()) || covered.contains(field.getName()));
	}

	private static @Nullable List<Argument> arguments(Constructor<?> constructor, Map<String, Field> fields,
			boolean response) {
		Map<Argument, Parameter> arguments = new HashMap<>();
		List<Argument> ordered = new ArrayList<>();
		for (Parameter parameter : constructor.getParameters()) {
			Argument argument = argument(parameter, fields, response);
			if (argument == null
					|| (argument.source() != Source.NOTHING && arguments.put(argument, parameter) != null)) {
				return null;
			}
			ordered.add(argument);
		}
		return ordered;
	}

	private static @Nullable Argument argument(Parameter parameter, Map<String, Field> fields, boolean response) {
		JsonProperty property = parameter.getAnnotation(JsonProperty.class);
		String name = (property != null && !property.value().isEmpty()) ? property.value() : parameter.getName();
		Field field = fields.get(name);
		if (field != null && field.getType() == parameter.getType()) {
			return new Argument(Source.FIELD, name);
		}
		if (Throwable.class.isAssignableFrom(parameter.getType())) {
			return new Argument(Source.NOTHING, "");
		}
		if (response) {
			String fact = ResponseFailures.fact(parameter.getType());
			return (fact != null) ? new Argument(Source.FACT, fact) : null;
		}
		return (parameter.getType() == String.class) ? new Argument(Source.MESSAGE, "") : null;
	}

	@Override
	public String toString() {
		return Objects.toString(this.constructor.getName())
				+ Arrays.toString(this.constructor.getParameterTypes()).replace("class ", "");
	}

	private enum Source {

		FIELD, FACT, MESSAGE, NOTHING

	}

	/**
	 * What a parameter gets.
	 *
	 * @param source where it comes from
	 * @param name its name there
	 */
	private record Argument(Source source, String name) {

		boolean isText() {
			return this.source == Source.MESSAGE
					|| (this.source == Source.FACT && this.name.equals(ResponseFailures.REASON));
		}

	}

}
