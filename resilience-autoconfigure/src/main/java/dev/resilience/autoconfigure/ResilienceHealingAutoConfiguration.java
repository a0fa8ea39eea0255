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

import java.nio.file.Path;
import java.util.List;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.ClassUtils;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.actuate.HealingEndpoint;
import dev.resilience.autoconfigure.actuate.HealingEndpointWebExtension;
import dev.resilience.autoconfigure.deadletter.DeadLettersInUse;
import dev.resilience.autoconfigure.healing.ClearCacheAction;
import dev.resilience.autoconfigure.healing.EvictPoolAction;
import dev.resilience.autoconfigure.healing.FileHealingJournal;
import dev.resilience.autoconfigure.healing.jdbc.JdbcHealingJournalConfiguration;
import dev.resilience.autoconfigure.metrics.HealingMeters;
import dev.resilience.autoconfigure.settings.HealingProperties;
import dev.resilience.autoconfigure.settings.HealingProperties.JournalFile;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.healing.GuardedHealingJournal;
import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.InMemoryHealingJournal;
import dev.resilience.healing.LowerLimitAction;
import dev.resilience.healing.ProbeCircuitAction;
import dev.resilience.healing.RecoveryAction;
import dev.resilience.healing.RedriveDeadLettersAction;
import dev.resilience.redaction.Redactor;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for healing: its journal, the
 * actions that come along and those of the application, and who lets them run.
 */
@AutoConfiguration(
		after = { ResilienceAutoConfiguration.class, ResilienceDeadLetterAutoConfiguration.class,
				ResilienceDiagnosisAutoConfiguration.class },
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnBean({ ResilienceRegistry.class, Diagnoser.class })
@Import(JdbcHealingJournalConfiguration.class)
public final class ResilienceHealingAutoConfiguration {

	private static final String JACKSON = "tools.jackson.databind.json.JsonMapper";

	ResilienceHealingAutoConfiguration() {
	}

	// Whoever has caches may declare them in whatever order: they are looked for when
	// they are to be cleared
	@Bean
	@ConditionalOnMissingBean
	ClearCacheAction resilienceClearCacheAction(ObjectProvider<CacheManager> managers, ResilienceSettings settings) {
		return new ClearCacheAction(() -> managers.stream().toList(),
				settings.globals().get(HealingProperties.class).caches());
	}

	@Bean
	@ConditionalOnMissingBean
	HealingJournal resilienceHealingJournal(ResilienceSettings settings, BeanFactory beanFactory,
			ObjectProvider<Redactor> redactor) {
		HealingProperties.Journal properties = settings.globals().get(HealingProperties.class).journal();
		HealingJournal journal = switch (properties.type()) {
			case MEMORY -> new InMemoryHealingJournal(properties.maxEvents());
			case FILE -> file(properties.file());
			case JDBC -> jdbc(beanFactory);
		};
		return new GuardedHealingJournal(journal, redactor.getIfUnique(Redactor::standard));
	}

	private static HealingJournal jdbc(BeanFactory beanFactory) {
		if (!beanFactory.containsBean(JdbcHealingJournalConfiguration.BEAN_NAME)) {
			throw new StartupProblemsException(List.of(new StartupProblem("resilience.healing.journal.type", "jdbc",
					null, "needs spring-boot-jdbc, Jackson and a single DataSource",
					"Add spring-boot-starter-jdbc and configure a database.")));
		}
		return beanFactory.getBean(JdbcHealingJournalConfiguration.BEAN_NAME, HealingJournal.class);
	}

	private static HealingJournal file(JournalFile properties) {
		if (!ClassUtils.isPresent(JACKSON, null)) {
			throw new StartupProblemsException(List.of(new StartupProblem("resilience.healing.journal.type", "file",
					null, "needs Jackson, which is not on the class path",
					"Add the dependency tools.jackson.core:jackson-databind.")));
		}
		return new FileHealingJournal(Path.of(properties.path()), properties.maxSize().toBytes(), properties.maxFiles(),
				properties.sync());
	}

	@Bean
	@ConditionalOnMissingBean
	ProbeCircuitAction resilienceProbeCircuitAction() {
		return new ProbeCircuitAction();
	}

	@Bean
	@ConditionalOnMissingBean
	LowerLimitAction resilienceLowerLimitAction() {
		return new LowerLimitAction();
	}

	// Nobody asks for this bean: it must listen although beans may be lazy
	@Bean(initMethod = "start", destroyMethod = "close")
	@Lazy(false)
	@ConditionalOnMissingBean
	Healer resilienceHealer(ResilienceRegistry registry, Diagnoser diagnoser, HealingJournal journal,
			ResilienceSettings settings, ObjectProvider<RecoveryAction> actions, ObjectProvider<Redactor> redactor) {
		List<RecoveryAction> known = actions.orderedStream().toList();
		return Healer.builder(registry, diagnoser)
			.actions(known)
			.journal(journal)
			.redactor(redactor.getIfUnique(Redactor::standard))
			.config(settings.globals()
				.get(HealingProperties.class)
				.config(known.stream().map(RecoveryAction::id).toList()))
			.build();
	}

	/** What failed for the same cause is done again afterwards. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBean(DeadLetters.class)
	static class DeadLettersConfiguration {

		@Bean
		@ConditionalOnMissingBean
		RedriveDeadLettersAction resilienceRedriveDeadLettersAction(ConfigurableListableBeanFactory beanFactory) {
			return new RedriveDeadLettersAction(new DeadLettersInUse(beanFactory)::ifPresent,
					RedriveDeadLettersAction.DEFAULT_LIMIT);
		}

	}

	/** Connections to a database. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ HikariDataSource.class, DataSourceUnwrapper.class })
	@ConditionalOnBean(DataSource.class)
	static class HikariConfiguration {

		@Bean
		@ConditionalOnMissingBean
		EvictPoolAction resilienceEvictPoolAction(ObjectProvider<DataSource> dataSources) {
			return new EvictPoolAction(() -> dataSources.stream().toList());
		}

	}

	/** Healing over HTTP and JMX. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		HealingEndpoint healingEndpoint(Healer healer) {
			return new HealingEndpoint(healer);
		}

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnBean(HealingEndpoint.class)
		@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
		HealingEndpointWebExtension healingEndpointWebExtension(HealingEndpoint endpoint, Healer healer) {
			return new HealingEndpointWebExtension(endpoint, healer);
		}

	}

	/** Healing in numbers. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	@ConditionalOnBean(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		HealingMeters resilienceHealingMeters(Healer healer) {
			return new HealingMeters(healer);
		}

	}

}
