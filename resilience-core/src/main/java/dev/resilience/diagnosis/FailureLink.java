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

package dev.resilience.diagnosis;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Failures;

/**
 * One exception of a chain of causes, as far as patterns look at it.
 *
 * @param type the name of its class; empty for a text
 * @param typeNames the names of its class, superclasses and interfaces, with and without
 * packages
 * @param codes what codes it carries
 * @param message its message, cut; empty where it has none
 * @param lowerCase the message in lower case
 * @param depth how far below the failure as it was thrown
 */
record FailureLink(String type, Set<String> typeNames, List<String> codes, String message, String lowerCase,
		int depth) {

	private static final int MAX_DEPTH = 16;

	private static final int MAX_LINKS = 32;

	private static final int MAX_MESSAGE = 2000;

	private static final ClassValue<Set<String>> TYPE_NAMES = new ClassValue<>() {

		@Override
		protected Set<String> computeValue(Class<?> type) {
			Set<String> names = new LinkedHashSet<>();
			for (Class<?> current = type; current != null; current = current.getSuperclass()) {
				addNames(names, current);
			}
			return Collections.unmodifiableSet(names);
		}

	};

	// The causes, what is chained to an SQLException and what was suppressed, each once
	static List<FailureLink> chain(Throwable failure) {
		List<FailureLink> links = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		Deque<Place> open = new ArrayDeque<>(List.of(new Place(failure, 0)));
		while (!open.isEmpty() && links.size() < MAX_LINKS) {
			Place place = open.removeFirst();
			Throwable current = place.failure();
			if (place.depth() > MAX_DEPTH || !seen.add(current)) {
				continue;
			}
			links.add(of(current, place.depth()));
			for (Throwable below : below(current)) {
				open.addLast(new Place(below, place.depth() + 1));
			}
		}
		return links;
	}

	static FailureLink ofText(String text) {
		return of("", Set.of(), List.of(), text, 0);
	}

	static FailureLink unreadable(String type) {
		return of(type, Set.of(type), List.of(), "", 0);
	}

	private static FailureLink of(Throwable failure, int depth) {
		return of(failure.getClass().getName(), TYPE_NAMES.get(failure.getClass()), codes(failure),
				Failures.messageOf(failure), depth);
	}

	private static FailureLink of(String type, Set<String> typeNames, List<String> codes, String text, int depth) {
		String message = cut(text);
		return new FailureLink(type, typeNames, codes, message, message.toLowerCase(Locale.ROOT), depth);
	}

	private static String cut(String text) {
		return text.substring(0, Math.min(MAX_MESSAGE, text.length()));
	}

	private static List<Throwable> below(Throwable failure) {
		List<Throwable> below = new ArrayList<>();
		try {
			add(below, failure.getCause());
			if (failure instanceof SQLException sql) {
				add(below, sql.getNextException());
			}
			for (Throwable suppressed : failure.getSuppressed()) {
				add(below, suppressed);
			}
		}
		catch (Throwable ex) {
			// What cannot be read is not there
			return below;
		}
		return below;
	}

	private static void add(List<Throwable> failures, @Nullable Throwable failure) {
		if (failure != null) {
			failures.add(failure);
		}
	}

	private static List<String> codes(Throwable failure) {
		if (!(failure instanceof SQLException sql)) {
			return List.of();
		}
		try {
			List<String> codes = new ArrayList<>();
			String state = sql.getSQLState();
			if (state != null) {
				codes.add("SQLSTATE " + state);
			}
			if (sql.getErrorCode() != 0) {
				codes.add("VENDOR " + sql.getErrorCode());
			}
			return codes;
		}
		catch (Throwable ex) {
			return List.of();
		}
	}

	private static void addNames(Set<String> names, Class<?> type) {
		names.add(type.getName());
		names.add(type.getSimpleName());
		for (Class<?> implemented : type.getInterfaces()) {
			addNames(names, implemented);
		}
	}

	/**
	 * An exception that was not looked at yet.
	 */
	private record Place(Throwable failure, int depth) {

	}

}
