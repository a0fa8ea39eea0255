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

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the floors of the house: imports only go down and patterns never meet.
 */
class ArchitectureTests {

	private static final Floors FLOORS = new Floors("dev.resilience");

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(FLOORS.root());

	@Test
	void everyRoomHasAFloor() {
		FLOORS.everyRoomHasAFloor().check(CLASSES);
	}

	@Test
	void importsOnlyGoDown() {
		FLOORS.importsOnlyGoDown().check(CLASSES);
	}

	@Test
	void patternsStandAlone() {
		FLOORS.patternsStandAlone().check(CLASSES);
	}

	@Test
	void packagesAreFreeOfCycles() {
		FLOORS.packagesAreFreeOfCycles().check(CLASSES);
	}

	@Test
	void packagesAreNullMarked() {
		FLOORS.packagesAreNullMarked().check(CLASSES);
	}

	/**
	 * Each house in {@code dev.resilience.fixture} breaks one rule, but for the sound
	 * one.
	 */
	@Nested
	class RulesNotice {

		@Test
		void nothingInASoundHouse() {
			Floors floors = new Floors("dev.resilience.fixture.sound");
			for (ArchRule rule : floors.rules()) {
				assertThat(violations(floors, rule)).isEmpty();
			}
		}

		@Test
		void aRoomWithoutAFloor() {
			Floors floors = new Floors("dev.resilience.fixture.unplaced");
			assertThat(violations(floors, floors.everyRoomHasAFloor())).singleElement()
				.asString()
				.contains("'util', which is on no floor");
		}

		@Test
		void anImportThatGoesUp() {
			Floors floors = new Floors("dev.resilience.fixture.upward");
			assertThat(violations(floors, floors.importsOnlyGoDown()))
				.allMatch((violation) -> violation.startsWith("floor 1 looks up to floor 4"))
				.isNotEmpty();
		}

		@Test
		void aPatternThatImportsAnother() {
			Floors floors = new Floors("dev.resilience.fixture.siblings");
			assertThat(violations(floors, floors.patternsStandAlone())).isNotEmpty();
			assertThat(violations(floors, floors.importsOnlyGoDown())).isEmpty();
		}

		@Test
		void aCycleOfPackages() {
			Floors floors = new Floors("dev.resilience.fixture.cycle");
			assertThat(violations(floors, floors.packagesAreFreeOfCycles())).isNotEmpty();
			assertThat(violations(floors, floors.importsOnlyGoDown())).isEmpty();
		}

		@Test
		void aPackageThatIsNotNullMarked() {
			Floors floors = new Floors("dev.resilience.fixture.unplaced");
			assertThat(violations(floors, floors.packagesAreNullMarked())).singleElement()
				.asString()
				.contains("has no @NullMarked package-info");
		}

		private List<String> violations(Floors floors, ArchRule rule) {
			JavaClasses house = new ClassFileImporter().importPackages(floors.root());
			assertThat(house).isNotEmpty();
			return rule.evaluate(house).getFailureReport().getDetails();
		}

	}

}
