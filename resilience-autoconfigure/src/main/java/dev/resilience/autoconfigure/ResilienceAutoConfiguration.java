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
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

import io.micrometer.context.ContextSnapshotFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilienceRegistryBuilder;
import dev.resilience.ResilientExecutor;
import dev.resilience.autoconfigure.aop.AnnotatedBeans;
import dev.resilience.autoconfigure.classification.ClassificationConfiguration;
import dev.resilience.autoconfigure.deadletter.DeadLetterConfiguration;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.idempotency.IdempotencyConfiguration;
import dev.resilience.autoconfigure.settings.AnnotatedMethods;
import dev.resilience.autoconfigure.settings.FailureLogProperties;
import dev.resilience.autoconfigure.settings.Globals;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.autoconfigure.settings.RedactionProperties;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.SettingsBinder;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.policy.CallFailures;
import dev.resilience.policy.ContextCarrier;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.policy.FailureLog;
import dev.resilience.policy.PolicyContext;
import dev.resilience.redaction.Redactor;
import dev.resilience.redaction.RedactorBuilder;
import dev.resilience.step.StepExecutor;
import dev.resilience.step.StepExecutorBuilder;
import dev.resilience.time.SystemTime;
import dev.resilience.time.TimeSource;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the registry of instances and
 * their settings.
 */
@AutoConfiguration
@Import({ ClassificationConfiguration.class, DeadLetterConfiguration.class, IdempotencyConfiguration.class })
public final class ResilienceAutoConfiguration {

	private static final String METERS = "io.micrometer.core.instrument.MeterRegistry";

	private static final String TRANSACTIONS = "org.springframework.transaction.support.TransactionSynchronizationManager";

	ResilienceAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ResilienceSettings resilienceSettings(Environment environment, ListableBeanFactory beanFactory) {
		return SettingsBinder.bind(environment)
			.withCustomizers(new CustomizerBeans(beanFactory))
			.withBeans(beanFactory);
	}

	@Bean
	@ConditionalOnMissingBean
	ResilienceRegistry resilienceRegistry(ResilienceSettings settings, ObjectProvider<TimeSource> time,
			ObjectProvider<RandomGenerator> random, ObjectProvider<ContextCarrier> carrier,
			ObjectProvider<FailureClassifier> classifier, ObjectProvider<CallFailures> callFailures,
			ListableBeanFactory beanFactory) {
		Globals globals = settings.globals();
		ResilienceRegistryBuilder builder = ResilienceRegistry.builder()
			.timed(isMeasured(beanFactory))
			.rejectionStackTraces(globals.rejectionStackTraces())
			.maxDynamicInstances(globals.maxDynamicInstances())
			.unknownNames((name) -> settings.resolve(name).instanceConfig(ResolvedInstance.POLICIES_OF_UNKNOWN_NAMES));
		time.ifUnique(builder::time);
		random.ifUnique(builder::random);
		classifier.ifUnique(builder::classifier);
		builder.callFailures(new CallFailuresBeans(callFailures));
		builder
			.carrier(warnsOfTransactions(carrier.getIfUnique(() -> new IdempotencyCarrier(ContextCarrier.MDC_ONLY))));
		StartupProblems problems = new StartupProblems();
		String offload = globals.offloadExecutor();
		if (offload != null) {
			problems.collect(() -> builder.offload(executor(offload, beanFactory)));
		}
		ResilienceRegistry registry = builder.build();
		StartupProblems incomplete = new StartupProblems();
		incomplete.addAll(settings.missingBeans());
		settings.instanceNames()
			.forEach((name) -> incomplete
				.collect(() -> registry.declare(name, settings.resolve(name).instanceConfig(Set.of()))));
		if (!readsAnnotations(beanFactory)) {
			problems.addAll(incomplete.found());
		}
		if (!problems.found().isEmpty()) {
			registry.close();
		}
		problems.throwIfAny();
		return registry;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "resilience.failure-log.enabled", matchIfMissing = true)
	FailureLog resilienceFailureLog(ResilienceSettings settings, ObjectProvider<FailureClassifier> classifier,
			ObjectProvider<Redactor> redactor, ObjectProvider<TimeSource> time) {
		FailureLogProperties properties = settings.globals().get(FailureLogProperties.class);
		TimeSource source = time.getIfUnique();
		return new FailureLog(classifier.getIfUnique(FailureClassifier::standard),
				Redactor.guarded(redactor.getIfUnique(Redactor::standard)), properties.level(), properties.burst(),
				properties.interval(), (source != null) ? source : SystemTime.shared(),
				PolicyContext.sharedContinuations());
	}

	@Bean
	@ConditionalOnMissingBean
	Redactor resilienceRedactor(ResilienceSettings settings) {
		RedactionProperties properties = settings.globals().get(RedactionProperties.class);
		RedactorBuilder builder = Redactor.builder();
		properties.names().forEach(builder::name);
		properties.patterns().forEach((pattern) -> builder.pattern(Pattern.compile(pattern)));
		return builder.build();
	}

	// Where nobody can ask how long calls took, the clock is not read to know it.
	private static boolean isMeasured(ListableBeanFactory beanFactory) {
		if (!ClassUtils.isPresent(METERS, null)) {
			return false;
		}
		Class<?> meters = ClassUtils.resolveClassName(METERS, null);
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, meters, true, false).length > 0;
	}

	private static ContextCarrier warnsOfTransactions(ContextCarrier carrier) {
		return ClassUtils.isPresent(TRANSACTIONS, null) ? new TransactionWarningCarrier(carrier) : carrier;
	}

	// Whether annotations may say what settings lack; whoever reads them declares all
	// instances again.
	private static boolean readsAnnotations(ListableBeanFactory beanFactory) {
		return beanFactory.getBeanNamesForType(AnnotatedBeans.class, true, false).length > 0;
	}

	private static Executor executor(String name, ListableBeanFactory beanFactory) {
		if (beanFactory.containsBean(name) && beanFactory.isTypeMatch(name, Executor.class)) {
			return beanFactory.getBean(name, Executor.class);
		}
		List<String> executors = List.of(beanFactory.getBeanNamesForType(Executor.class, true, false));
		throw new StartupProblemsException(List
			.of(new StartupProblem("resilience.offload.executor", name, null, "there is no Executor bean of this name",
					NearestSpelling.of(name, executors)
						.map((nearest) -> "did you mean '" + nearest + "'?")
						.orElse("declare one, or leave the setting away to use threads of our own"))));
	}

	@Bean
	@ConditionalOnMissingBean
	ResilientExecutor resilientExecutor(ResilienceRegistry registry) {
		return ResilientExecutor.of(registry);
	}

	// A step is the instance of its name: it is set, changed and seen as all others
	@Bean
	@ConditionalOnMissingBean
	StepExecutor stepExecutor(ResilienceRegistry registry, ObjectProvider<DeadLetterSink> deadLetters,
			ObjectProvider<Redactor> redactor) {
		StepExecutorBuilder builder = StepExecutor.builder(registry);
		deadLetters.ifUnique(builder::deadLetters);
		redactor.ifUnique(builder::redactor);
		return builder.build();
	}

	@Bean
	@ConditionalOnMissingBean
	LiveSettings resilienceLiveSettings(ResilienceSettings settings, ResilienceRegistry registry,
			ObjectProvider<AnnotatedMethods> methods) {
		// Asked once: a change that comes while the application ends makes no bean again
		return new LiveSettings(settings, registry,
				SingletonSupplier.of(() -> methods.getIfAvailable(() -> AnnotatedMethods.NONE)));
	}

	@Bean
	@ConditionalOnMissingBean
	ResilienceRefresher resilienceRefresher(LiveSettings settings, Environment environment) {
		return new ResilienceRefresher(settings, environment);
	}

	@Bean
	static EnvironmentChanges resilienceEnvironmentChanges(ObjectProvider<ResilienceRefresher> refresher) {
		return new EnvironmentChanges(refresher);
	}

	@Bean
	static EndOfWaits resilienceEndOfWaits(ObjectProvider<ResilienceRegistry> registry, ApplicationContext context) {
		return new EndOfWaits(registry, context);
	}

	/**
	 * Takes more than the logging context along where the library for it is there.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ContextSnapshotFactory.class)
	static class ContextPropagationConfiguration {

		@Bean
		@ConditionalOnMissingBean
		ContextCarrier resilienceContextCarrier() {
			// Calls that go on elsewhere know their limits themselves
			return new PropagatingContextCarrier(ContextSnapshotFactory.builder()
				.captureKeyPredicate((key) -> !DeadlineAccessor.KEY.equals(key))
				.build());
		}

	}

}
