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

package dev.resilience.autoconfigure;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the auto-configurations to Spring Boot's own rules and the rooms apart.
 */
class AutoConfigurationRulesTests {

	private static final String ROOT = "dev.resilience.autoconfigure";

	private static final JavaClasses CLASSES = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(ROOT);

	@ParameterizedTest
	@MethodSource("rules")
	void holds(ArchRule rule) {
		rule.check(CLASSES);
	}

	@Test
	void everyListedAutoConfigurationExists() {
		assertThat(listed()).allMatch((name) -> ClassUtils.isPresent(name, null));
	}

	static Stream<ArchRule> rules() {
		return breakers(new AutoConfigurationRules(ROOT), listed()).map((arguments) -> (ArchRule) payload(arguments));
	}

	private static Object payload(Arguments arguments) {
		return ((Named<?>) arguments.get()[0]).getPayload();
	}

	private static Set<String> listed() {
		Set<String> names = new TreeSet<>();
		ImportCandidates.load(AutoConfiguration.class, null).forEach((name) -> {
			if (name.startsWith(ROOT)) {
				names.add(name);
			}
		});
		return names;
	}

	/**
	 * Each rule beside the class of the fixture that breaks it.
	 */
	private static Stream<Arguments> breakers(AutoConfigurationRules rules, Set<String> listed) {
		return Stream.of(breaker(rules.autoConfigurationsArePublicFinalAndNamedSo(), "Misnamed"),
				breaker(rules.autoConfigurationsHaveNoPublicMembers(), "TalkativeAutoConfiguration"),
				breaker(rules.autoConfigurationsAreListed(listed), "UnlistedAutoConfiguration"),
				breaker(rules.autoConfigurationsOrderByClassWhatIsRequiredAndByNameWhatIsOptional(),
						"DisorderlyAutoConfiguration"),
				breaker(rules.beanMethodsReturnNoPrivateType(), "PrivateBean"),
				breaker(rules.beanMethodsAreNotConditionalOnClass(), "ConditionalBean"),
				breaker(rules.beanPostProcessorMethodsAreStaticAndCauseNoEarlyBeans(), "EagerPostProcessor"),
				breaker(rules.beanFactoryPostProcessorMethodsAreStaticAndInjectOnlyTheEnvironment(),
						"EagerFactoryPostProcessor"),
				breaker(rules.conditionalOnMissingBeanDoesNotRepeatTheReturnType(), "RepeatedType"),
				breaker(rules.configurationPropertiesGiveTheirPrefixAsValue(), "PrefixedProperties"),
				breaker(rules.configurationPropertiesMethodsGiveTheirPrefixAsValue(), "PrefixedMethod"),
				breaker(rules.conditionsAreNotPublic(), "PublicCondition"),
				breaker(rules.caseIsChangedInTheRootLocale(), "LocalCase"),
				breaker(rules.streamsAreCollectedByToList(), "LongList"),
				breaker(rules.settingsDependOnNoOtherRoom(), "CuriousSetting"),
				breaker(rules.runtimeRoomsKnowNoProperties(), "PropertyReader"),
				breaker(rules.packagesAreFreeOfCycles(), "Meter"));
	}

	private static Arguments breaker(ArchRule rule, String culprit) {
		return Arguments.of(Named.of(rule.getDescription(), rule), culprit);
	}

	/**
	 * Every class in {@code dev.resilience.autoconfigure.fixture} breaks a rule.
	 */
	@Nested
	class RulesNotice {

		private static final JavaClasses FIXTURE = new ClassFileImporter().importPackages(ROOT + ".fixture");

		@ParameterizedTest
		@MethodSource("mistakes")
		void theMistake(ArchRule rule, String culprit) {
			assertThat(rule.evaluate(FIXTURE).getFailureReport().getDetails())
				.anyMatch((violation) -> violation.contains(culprit));
		}

		static Stream<Arguments> mistakes() {
			return breakers(new AutoConfigurationRules(ROOT + ".fixture"), Set.of());
		}

	}

}
