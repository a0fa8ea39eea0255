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

package dev.resilience.autoconfigure.classification;

import java.io.IOException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.ClassificationRule;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureCode;
import dev.resilience.classification.FailureCodeReader;
import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who says what failures mean in an application.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClassifierOfBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ResilienceAutoConfiguration.class))
		.withBean(TimeSource.class, ManualTime::autoAdvancing)
		.withPropertyValues("resilience.instances.shop.retry.max-attempts=3",
				"resilience.classification.rules[0].match=java.io.IOException",
				"resilience.classification.rules[0].category=validation",
				"resilience.classification.rules[1].match=keyword:strange",
				"resilience.classification.rules[1].category=overload",
				"resilience.classification.rules[1].retry-after=2s");

	@Test
	void rulesOfTheSettingsSteerRetries() {
		this.contextRunner.run((context) -> {
			Resilience shop = context.getBean(ResilienceRegistry.class).get("shop");
			assertThat(shop.attempt(() -> {
				throw new IOException();
			}).attempts()).isEqualTo(1);
			assertThat(shop.attempt(() -> {
				throw new IllegalStateException("strange");
			}).attempts()).isEqualTo(3);
			Classification strange = classifier(context).classify("how STRANGE");
			assertThat(strange.retryAfter()).isEqualTo(Duration.ofSeconds(2));
			assertThat(strange.ruleId()).isEqualTo("rules[1]");
		});
	}

	@Test
	void rulesThatAreBeansAreAskedBeforeKnowledgeBeforeSettings() {
		ClassificationRule rule = (failure, context) -> "bean".equals(failure.getMessage())
				? Classification.builder(FailureCategory.QUOTA).build() : null;
		FailureKnowledge knowledge = (failure) -> (failure.getMessage() != null)
				? new FailureHint(true, false, Duration.ofSeconds(1)) : null;
		this.contextRunner.withBean(FailureKnowledge.class, () -> knowledge)
			.withBean(ClassificationRule.class, () -> rule)
			.run((context) -> {
				FailureClassifier classifier = classifier(context);
				assertThat(classifier.classify(new IOException("bean")).category()).isEqualTo(FailureCategory.QUOTA);
				assertThat(classifier.classify(new IOException("x")).ruleId()).isEqualTo("knowledge");
				assertThat(classifier.classify(new IOException()).ruleId()).isEqualTo("rules[0]");
			});
	}

	@Test
	void readersThatAreBeansReadCodesOfOtherLibraries() {
		FailureCodeReader reader = (failure) -> (failure instanceof CloudException)
				? FailureCode.http(429, Duration.ofSeconds(4)) : null;
		this.contextRunner.withBean(FailureCodeReader.class, () -> reader)
			.run((context) -> assertThat(classifier(context).classify(new CloudException()).retryAfter())
				.isEqualTo(Duration.ofSeconds(4)));
	}

	@Test
	void aClassifierOfTheUserReplacesOurs() {
		FailureClassifier own = FailureClassifier.keywords();
		this.contextRunner.withBean(FailureClassifier.class, () -> own).run((context) -> {
			assertThat(classifier(context)).isSameAs(own);
			Resilience shop = context.getBean(ResilienceRegistry.class).get("shop");
			assertThat(shop.policies().context().classify(new IOException("disk"), "shop").subtype())
				.isEqualTo("resource_exhaustion");
		});
	}

	@Test
	void beansThatCannotBeHadCostNothingButTheirRules(CapturedOutput output) {
		this.contextRunner.withBean("broken", ClassificationRule.class, () -> {
			throw new IllegalStateException("broken");
		}, (definition) -> definition.setLazyInit(true)).run((context) -> {
			FailureClassifier classifier = classifier(context);
			assertThat(classifier.classify(new IOException()).ruleId()).isEqualTo("rules[0]");
			assertThat(classifier.classify(new IllegalStateException()).ruleId()).isEqualTo("illegal-state");
			assertThat(output.toString().split("cannot be had", -1)).hasSize(2);
		});
	}

	@Test
	void aClassThatIsNotThereIsSaidOnce(CapturedOutput output) {
		this.contextRunner
			.withPropertyValues("resilience.classification.rules[2].match=com.acme.BuzyException",
					"resilience.classification.rules[2].category=overload")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(output).contains("there is no class com.acme.BuzyException")
					.doesNotContain("there is no class java.io.IOException")
					.doesNotContain("there is no class keyword");
			});
	}

	@Test
	void contextsAreHandedOn() {
		ClassificationRule rule = (failure, context) -> context.instance().equals("shop")
				? Classification.builder(FailureCategory.QUOTA).build() : null;
		this.contextRunner.withBean(ClassificationRule.class, () -> rule)
			.run((context) -> assertThat(
					classifier(context).classify(new IOException(), ClassificationContext.of("shop")).category())
				.isEqualTo(FailureCategory.QUOTA));
	}

	private static FailureClassifier classifier(ApplicationContext context) {
		return context.getBean(FailureClassifier.class);
	}

	private static final class CloudException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
