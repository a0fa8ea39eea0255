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

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

/**
 * What Spring Boot demands of its own auto-configurations, and the rooms of this module.
 *
 * @param root the root package, in tests a fixture
 */
record AutoConfigurationRules(String root) {

	private static final List<String> REQUIRED = List.of("org.springframework.boot.autoconfigure.",
			"dev.resilience.autoconfigure.");

	ArchRule autoConfigurationsArePublicFinalAndNamedSo() {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.haveSimpleNameEndingWith("AutoConfiguration")
			.andShould()
			.bePublic()
			.andShould()
			.haveModifier(JavaModifier.FINAL)
			.allowEmptyShould(true);
	}

	ArchRule autoConfigurationsHaveNoPublicMembers() {
		return members().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.and(DescribedPredicate.describe("are not default constructors",
					(JavaMember member) -> !member.getFullName().endsWith(".<init>()")))
			.should()
			.notBePublic()
			.allowEmptyShould(true);
	}

	ArchRule autoConfigurationsAreListed(Set<String> listed) {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should(meet("be listed in the imports file", (JavaClass type, ConditionEvents events) -> {
				if (!listed.contains(type.getName())) {
					violation(events, type, "%s is not listed".formatted(type.getName()));
				}
			}))
			.allowEmptyShould(true);
	}

	/**
	 * A class literal of an optional dependency breaks where the dependency is missing.
	 * @return the rule
	 */
	ArchRule autoConfigurationsOrderByClassWhatIsRequiredAndByNameWhatIsOptional() {
		return classes().that()
			.areAnnotatedWith(AutoConfiguration.class)
			.should(meet("order by class what is required and by name what is optional",
					AutoConfigurationRules::checkOrder))
			.allowEmptyShould(true);
	}

	ArchRule beanMethodsReturnNoPrivateType() {
		return methods().that()
			.areAnnotatedWith(Bean.class)
			.should(meet("return no private type", (JavaMethod method, ConditionEvents events) -> {
				if (method.getRawReturnType().getModifiers().contains(JavaModifier.PRIVATE)) {
					violation(events, method, "%s returns a private type".formatted(method.getFullName()));
				}
			}))
			.allowEmptyShould(true);
	}

	ArchRule beanMethodsAreNotConditionalOnClass() {
		return methods().that()
			.areAnnotatedWith(Bean.class)
			.should()
			.notBeAnnotatedWith(ConditionalOnClass.class)
			.allowEmptyShould(true);
	}

	ArchRule beanPostProcessorMethodsAreStaticAndCauseNoEarlyBeans() {
		return methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class))
			.should()
			.beStatic()
			.andShould(meet("have only harmless parameters", (JavaMethod method, ConditionEvents events) -> {
				for (JavaParameter parameter : method.getParameters()) {
					if (!isHarmless(parameter)) {
						violation(events, method, "%s makes a bean early".formatted(parameter.getDescription()));
					}
				}
			}))
			.allowEmptyShould(true);
	}

	ArchRule beanFactoryPostProcessorMethodsAreStaticAndInjectOnlyTheEnvironment() {
		return methods().that()
			.areAnnotatedWith(Bean.class)
			.and()
			.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class))
			.should()
			.beStatic()
			.andShould(meet("inject only the Environment", (JavaMethod method, ConditionEvents events) -> {
				for (JavaClass parameter : method.getRawParameterTypes()) {
					if (!parameter.isEquivalentTo(Environment.class)) {
						violation(events, method,
								"%s injects %s".formatted(method.getFullName(), parameter.getSimpleName()));
					}
				}
			}))
			.allowEmptyShould(true);
	}

	ArchRule conditionalOnMissingBeanDoesNotRepeatTheReturnType() {
		return methods().that()
			.areAnnotatedWith(ConditionalOnMissingBean.class)
			.should(meet("not repeat the return type", (JavaMethod method, ConditionEvents events) -> {
				JavaAnnotation<?> condition = method.getAnnotationOfType(ConditionalOnMissingBean.class.getName());
				boolean typeAlone = !condition.hasExplicitlyDeclaredProperty("type")
						&& !condition.hasExplicitlyDeclaredProperty("name");
				if (typeAlone && classesIn(condition, "value").equals(List.of(method.getRawReturnType().getName()))) {
					violation(events, method, "%s repeats its return type".formatted(method.getFullName()));
				}
			}))
			.allowEmptyShould(true);
	}

	ArchRule configurationPropertiesGiveTheirPrefixAsValue() {
		return classes().that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should(meet("give the prefix as value", AutoConfigurationRules::checkPrefix))
			.allowEmptyShould(true);
	}

	ArchRule configurationPropertiesMethodsGiveTheirPrefixAsValue() {
		return methods().that()
			.areAnnotatedWith(ConfigurationProperties.class)
			.should(meet("give the prefix as value", AutoConfigurationRules::checkPrefix))
			.allowEmptyShould(true);
	}

	ArchRule conditionsAreNotPublic() {
		return classes().that()
			.areAssignableTo(Condition.class)
			.and()
			.doNotHaveModifier(JavaModifier.ABSTRACT)
			.should()
			.notBePublic()
			.allowEmptyShould(true);
	}

	ArchRule caseIsChangedInTheRootLocale() {
		return noClasses().should()
			.callMethod(String.class, "toLowerCase")
			.orShould()
			.callMethod(String.class, "toUpperCase")
			.because("the result depends on where it runs: say " + Locale.class.getSimpleName() + ".ROOT")
			.allowEmptyShould(true);
	}

	ArchRule streamsAreCollectedByToList() {
		return noClasses().should()
			.callMethod(Collectors.class, "toList")
			.because("Stream.toList() is shorter and unmodifiable")
			.allowEmptyShould(true);
	}

	ArchRule settingsDependOnNoOtherRoom() {
		return noClasses().that()
			.resideInAPackage(this.root + ".settings..")
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("live in another room",
					(JavaClass type) -> isOurs(type) && !type.getPackageName().startsWith(this.root + ".settings")))
			.allowEmptyShould(true);
	}

	ArchRule runtimeRoomsKnowNoProperties() {
		return noClasses().that()
			.resideInAPackage(this.root + ".(**)")
			.and(DescribedPredicate.describe("are no configuration",
					(JavaClass type) -> !type.isMetaAnnotatedWith(Configuration.class)))
			.should()
			.dependOnClassesThat(DescribedPredicate.describe("are ResilienceProperties or nested there",
					(JavaClass type) -> type.getName().equals(this.root + ".ResilienceProperties")
							|| type.getName().startsWith(this.root + ".ResilienceProperties$")))
			.allowEmptyShould(true);
	}

	ArchRule packagesAreFreeOfCycles() {
		return slices().assignedFrom(new PackageSlices(this)).should().beFreeOfCycles().allowEmptyShould(true);
	}

	boolean isOurs(JavaClass type) {
		return type.getPackageName().equals(this.root) || type.getPackageName().startsWith(this.root + ".");
	}

	private static void checkOrder(JavaClass type, ConditionEvents events) {
		JavaAnnotation<?> annotation = type.getAnnotationOfType(AutoConfiguration.class.getName());
		Stream.of("after", "before")
			.flatMap((attribute) -> classesIn(annotation, attribute).stream())
			.filter((name) -> !isRequired(name))
			.forEach((name) -> violation(events, type, "%s names %s by class".formatted(type.getName(), name)));
		Stream.of("afterName", "beforeName")
			.flatMap((attribute) -> stringsIn(annotation, attribute))
			.forEach((name) -> {
				if (isRequired(name)) {
					violation(events, type, "%s names %s by name".formatted(type.getName(), name));
				}
				if (!ClassUtils.isPresent(name, null)) {
					violation(events, type, "%s names %s, which does not exist".formatted(type.getName(), name));
				}
			});
	}

	private static void checkPrefix(HasAnnotations<?> item, ConditionEvents events) {
		JavaAnnotation<?> properties = item.getAnnotationOfType(ConfigurationProperties.class.getName());
		if (properties.hasExplicitlyDeclaredProperty("prefix")) {
			violation(events, item, "%s says prefix =".formatted(item.getDescription()));
		}
	}

	private static boolean isRequired(String className) {
		return REQUIRED.stream().anyMatch(className::startsWith);
	}

	private static boolean isHarmless(JavaParameter parameter) {
		JavaClass type = parameter.getRawType();
		return parameter.isAnnotatedWith(Lazy.class) || type.isAssignableTo(ObjectProvider.class)
				|| type.isAssignableTo(ApplicationContext.class) || type.isAssignableTo(Environment.class)
				|| isInfrastructure(type);
	}

	private static boolean isInfrastructure(JavaClass type) {
		return type.isAnnotatedWith(Role.class)
				&& type.getAnnotationOfType(Role.class).value() == BeanDefinition.ROLE_INFRASTRUCTURE;
	}

	private static List<String> classesIn(JavaAnnotation<?> annotation, String attribute) {
		Object[] types = (Object[]) annotation.get(attribute).orElse(new Object[0]);
		return Stream.of(types).map((type) -> ((JavaClass) type).getName()).toList();
	}

	private static Stream<String> stringsIn(JavaAnnotation<?> annotation, String attribute) {
		Object[] names = (Object[]) annotation.get(attribute).orElse(new Object[0]);
		return Stream.of(names).map(Objects::toString);
	}

	private static <T> ArchCondition<T> meet(String description, BiConsumer<T, ConditionEvents> check) {
		return new ArchCondition<>(description) {

			@Override
			public void check(T item, ConditionEvents events) {
				check.accept(item, events);
			}

		};
	}

	private static void violation(ConditionEvents events, Object source, String message) {
		events.add(SimpleConditionEvent.violated(source, message));
	}

	/**
	 * One slice a package, so that no package may lie on a cycle, whatever its depth.
	 */
	private record PackageSlices(AutoConfigurationRules rules) implements SliceAssignment {

		@Override
		public SliceIdentifier getIdentifierOf(JavaClass type) {
			return this.rules.isOurs(type) ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
		}

		@Override
		public String getDescription() {
			return "packages of " + this.rules.root();
		}

	}

}
