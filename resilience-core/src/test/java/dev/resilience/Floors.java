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

package dev.resilience;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * The rules of the house below one root package. A room is the part of a package name
 * that follows the root; packages below a room belong to it.
 *
 * @param root the root package, in tests a fixture
 */
record Floors(String root) {

	private static final int PATTERNS = 3;

	private static final Map<Integer, Set<String>> ROOMS = new TreeMap<>(Map.of(//
			5, Set.of("", "step", "diagnosis", "healing"), //
			4, Set.of("pipeline"), //
			PATTERNS,
			Set.of("circuitbreaker", "retry", "timeout", "bulkhead", "ratelimiter", "fallback", "idempotency",
					"deadletter", "loadshedding", "hedging", "chaos"), //
			2, Set.of("policy"), //
			1, Set.of("classification", "redaction", "event", "time", "annotation")));

	List<ArchRule> rules() {
		return List.of(everyRoomHasAFloor(), importsOnlyGoDown(), patternsStandAlone(), packagesAreFreeOfCycles(),
				packagesAreNullMarked());
	}

	ArchRule everyRoomHasAFloor() {
		return rule("live in a room that has a floor", (type, events) -> {
			if (floor(type).isEmpty()) {
				violation(events, type, "%s lives in '%s', which is on no floor".formatted(type.getName(), room(type)));
			}
		});
	}

	ArchRule importsOnlyGoDown() {
		return rule("import from their own floor or from below", (type, events) -> forEachDependency(type, (use) -> {
			Optional<Integer> from = floor(type);
			Optional<Integer> to = floor(target(use));
			if (from.isPresent() && to.isPresent() && to.get() > from.get()) {
				violation(events, use,
						"floor %d looks up to floor %d: %s".formatted(from.get(), to.get(), use.getDescription()));
			}
		}));
	}

	ArchRule patternsStandAlone() {
		return rule("not import another pattern", (type, events) -> forEachDependency(type, (use) -> {
			boolean bothPatterns = floor(type).filter(Floors::isPattern).isPresent()
					&& floor(target(use)).filter(Floors::isPattern).isPresent();
			if (bothPatterns && !room(type).equals(room(target(use)))) {
				violation(events, use, use.getDescription());
			}
		}));
	}

	ArchRule packagesAreFreeOfCycles() {
		return slices().assignedFrom(new PackageSlices(this)).should().beFreeOfCycles().allowEmptyShould(true);
	}

	ArchRule packagesAreNullMarked() {
		return rule("live in a package that is @NullMarked", (type, events) -> {
			if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
				violation(events, type, "%s has no @NullMarked package-info".formatted(type.getPackageName()));
			}
		});
	}

	private ArchRule rule(String description, Check check) {
		return classes().that().resideInAPackage(this.root + "..").should(new ArchCondition<JavaClass>(description) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				check.check(type, events);
			}

		}).allowEmptyShould(true);
	}

	private void forEachDependency(JavaClass type, Consumer<Dependency> action) {
		type.getDirectDependenciesFromSelf().stream().filter((use) -> isOurs(target(use))).forEach(action);
	}

	private Optional<Integer> floor(JavaClass type) {
		String room = room(type);
		return ROOMS.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().contains(room))
			.map(Map.Entry::getKey)
			.findFirst();
	}

	private String room(JavaClass type) {
		String below = type.getPackageName().substring(this.root.length());
		return (!below.isEmpty()) ? below.substring(1).split("\\.")[0] : "";
	}

	boolean isOurs(JavaClass type) {
		String name = type.getPackageName();
		return name.equals(this.root) || name.startsWith(this.root + ".");
	}

	private static JavaClass target(Dependency use) {
		return use.getTargetClass().getBaseComponentType();
	}

	private static boolean isPattern(int floor) {
		return floor == PATTERNS;
	}

	private static void violation(ConditionEvents events, Object source, String message) {
		events.add(SimpleConditionEvent.violated(source, message));
	}

	@FunctionalInterface
	private interface Check {

		void check(JavaClass type, ConditionEvents events);

	}

	/**
	 * One slice a package, so that no package may lie on a cycle, whatever its depth.
	 */
	private record PackageSlices(Floors floors) implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return this.floors.isOurs(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "packages of " + this.floors.root();
		}

	}

}
