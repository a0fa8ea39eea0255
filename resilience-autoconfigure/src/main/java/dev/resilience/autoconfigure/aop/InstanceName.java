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

package dev.resilience.autoconfigure.aop;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.boot.convert.DurationStyle;

import dev.resilience.InstanceNames;
import dev.resilience.autoconfigure.settings.StartupProblem;

/**
 * Finds the instance names of annotations and explains those that were meant as something
 * else.
 */
final class InstanceName {

	private static final Map<String, String> FIRST_ATTRIBUTE = Map.of("Retry", "maxAttempts", "CircuitBreaker",
			"failureThreshold", "Timeout", "duration", "Bulkhead", "maxConcurrent", "RateLimiter", "permits",
			"Idempotent", "key");

	/** The methods that own a default name, by the name in uniform form. */
	private final Map<String, Owner> defaults = new ConcurrentHashMap<>();

	/**
	 * Returns the name that an annotation means.
	 * @param annotation the simple name of the annotation
	 * @param value the name as written, maybe empty
	 * @param method the annotated method
	 * @param userClass the class of the bean
	 * @param place where the annotation stands
	 * @param problems takes what is wrong
	 * @return the name
	 */
	String of(String annotation, String value, Method method, Class<?> userClass, String place,
			List<StartupProblem> problems) {
		if (value.isEmpty()) {
			return defaultName(annotation, method, userClass, place, problems);
		}
		String attribute = FIRST_ATTRIBUTE.getOrDefault(annotation, "value");
		if (isNumber(value)) {
			problems.add(StartupProblem.at(place,
					"@" + annotation + "(\"" + value + "\") names an instance '" + value + "', which is a number",
					"write @" + annotation + "(" + attribute + " = " + value + ")"));
		}
		else if (looksLikeDuration(value) && isDuration(value)) {
			problems.add(StartupProblem.at(place,
					"@" + annotation + "(\"" + value + "\") names an instance '" + value + "', which is a duration",
					"write @" + annotation + "(" + (annotation.equals("Timeout") ? "duration" : attribute) + " = \""
							+ value + "\")"));
		}
		else if (!InstanceNames.isLegal(value)) {
			problems.add(StartupProblem.at(place,
					"@" + annotation + "(\"" + value + "\"): '" + value + "' is no legal instance name",
					"use letters, digits, - and _, a letter first"));
		}
		return value;
	}

	private String defaultName(String annotation, Method method, Class<?> userClass, String place,
			List<StartupProblem> problems) {
		String name = userClass.getSimpleName() + "-" + method.getName();
		if (!InstanceNames.isLegal(name)) {
			problems.add(StartupProblem.at(place,
					"@" + annotation + " has no name, and none can be made of '" + name + "'", "name the instance: @"
							+ annotation + (annotation.equals("Fallback") ? "(instance = \"name\")" : "(\"name\")")));
		}
		Owner owner = new Owner(userClass, method.getName());
		Owner other = this.defaults.putIfAbsent(InstanceNames.uniform(name), owner);
		if (other != null && !other.equals(owner)) {
			problems.add(StartupProblem.at(place, "@" + annotation + " has no name, and the default name '" + name
					+ "' belongs to " + other + " already", "name the instances of both"));
		}
		return name;
	}

	private static boolean isNumber(String value) {
		// Spares nearly every name the regular expression
		return !isLetter(value.charAt(0)) && value.matches("[-+]?[0-9]*\\.?[0-9]+");
	}

	// Durations begin with a number, or with the P of ISO 8601 and what may follow it.
	// Most names do not, and are spared an exception.
	private static boolean looksLikeDuration(String value) {
		if (!isLetter(value.charAt(0))) {
			return true;
		}
		return (value.charAt(0) == 'P' || value.charAt(0) == 'p')
				&& (value.length() == 1 || !isLetter(value.charAt(1)) || "Tt".indexOf(value.charAt(1)) >= 0);
	}

	private static boolean isLetter(char letter) {
		return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
	}

	private static boolean isDuration(String value) {
		try {
			DurationStyle.detectAndParse(value);
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

	/**
	 * The methods of one name of a class, which share an instance unless they name one.
	 *
	 * @param userClass the class
	 * @param method the name of the methods
	 */
	private record Owner(Class<?> userClass, String method) {

		@Override
		public String toString() {
			return this.userClass.getName() + "." + this.method;
		}

	}

}
