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

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.healing.ClearCacheAction;
import dev.resilience.autoconfigure.healing.EvictPoolAction;
import dev.resilience.autoconfigure.healing.FileHealingJournal;
import dev.resilience.autoconfigure.metrics.HealingMeters;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.DiagnosisContext;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.healing.GuardedHealingJournal;
import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingConfig;
import dev.resilience.healing.HealingEvent;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingJournal;
import dev.resilience.healing.HealingMode;
import dev.resilience.healing.HealingOutcome;
import dev.resilience.healing.InMemoryHealingJournal;
import dev.resilience.healing.RecoveryAction;
import dev.resilience.healing.RecoveryContext;
import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ResilienceHealingAutoConfiguration}.
 */
class ResilienceHealingAutoConfigurationTests {

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceHealingAutoConfiguration.class))
		.withUserConfiguration(Diagnosing.class);

	@Test
	void isADryRunWithAJournalInMemoryUnlessConfigured() {
		this.contextRunner.run((context) -> {
			Healer healer = context.getBean(Healer.class);
			assertThat(healer.config()).usingRecursiveComparison().isEqualTo(HealingConfig.defaults());
			assertThat(healer.journal()).isSameAs(context.getBean(HealingJournal.class));
			assertThat(healer.journal().journal()).isInstanceOf(InMemoryHealingJournal.class);
			assertThat(healer.actions()).extracting(RecoveryAction::id)
				.containsExactlyInAnyOrder(RecoveryStep.PROBE_CIRCUIT, RecoveryStep.LOWER_LIMIT,
						RecoveryStep.CLEAR_CACHE, RecoveryStep.REDRIVE_DEAD_LETTERS);
		});
	}

	@Test
	void bindsEverySetting() {
		this.contextRunner.withBean(SomeAction.class)
			.withPropertyValues("resilience.healing.mode=off", "resilience.healing.actions.act=probe-circuit,some",
					"resilience.healing.actions.dry-run=lower-limit", "resilience.healing.cooldown=5s",
					"resilience.healing.max-cooldown=1h", "resilience.healing.max-per-subject=7",
					"resilience.healing.max-per-hour=70", "resilience.healing.max-ill-share=55",
					"resilience.healing.verify-after=3s", "resilience.healing.verify-within=9s",
					"resilience.healing.action-timeout=2s", "resilience.healing.journal.memory.max-events=3")
			.run((context) -> {
				HealingConfig config = context.getBean(Healer.class).config();
				assertThat(config.mode()).isEqualTo(HealingMode.OFF);
				assertThat(config.actionModes()).containsOnly(Map.entry("probe-circuit", HealingMode.ACT),
						Map.entry("some", HealingMode.ACT), Map.entry("lower-limit", HealingMode.DRY_RUN));
				assertThat(config.cooldown()).hasSeconds(5);
				assertThat(config.maxCooldown()).hasHours(1);
				assertThat(config.maxPerSubject()).isEqualTo(7);
				assertThat(config.maxPerHour()).isEqualTo(70);
				assertThat(config.maxIllShare()).isEqualTo(55);
				assertThat(config.verifyAfter()).hasSeconds(3);
				assertThat(config.verifyWithin()).hasSeconds(9);
				assertThat(config.actionTimeout()).hasSeconds(2);
				assertThat(context.getBean(GuardedHealingJournal.class).journal())
					.hasToString("InMemoryHealingJournal[maxEvents=3]");
			});
	}

	@Test
	void namesWhatIsWrongWithItsSettings() {
		this.contextRunner
			.withPropertyValues("resilience.healing.actions.act=probe-circiut,lower-limit",
					"resilience.healing.actions.off=lower-limit", "resilience.healing.max-cooldown=1s",
					"resilience.healing.verify-after=2m")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'probe-circiut', which is no recovery action")
				.hasMessageContaining("'lower-limit' more than once")
				.hasMessageContaining("resilience.healing.max-cooldown")
				.hasMessageContaining("resilience.healing.verify-after")
				.isInstanceOfSatisfying(StartupProblemsException.class,
						(failure) -> assertThat(failure.problems().get(0).suggestion()).contains("probe-circuit")));
		this.contextRunner.withPropertyValues("resilience.healing.mode=acting", "resilience.healing.journal.typ=file")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("off, dry-run, act")
				.hasMessageContaining("resilience.healing.journal.typ"));
	}

	@Test
	void keepsTheJournalInAFile() {
		Path file = this.directory.resolve("healing.jsonl");
		this.contextRunner
			.withPropertyValues("resilience.healing.journal.type=file", "resilience.healing.journal.file.path=" + file,
					"resilience.healing.journal.file.max-size=1KB", "resilience.healing.journal.file.max-files=2",
					"resilience.healing.journal.file.sync=true")
			.run((context) -> {
				HealingJournal journal = context.getBean(HealingJournal.class);
				assertThat(context.getBean(GuardedHealingJournal.class).journal())
					.isInstanceOf(FileHealingJournal.class);
				for (int i = 0; i < 10; i++) {
					journal.append(HealingEvent.builder(FailureCategory.TIMEOUT).diagnosis("password=secret").build());
				}
				assertThat(Files.readString(file)).contains("timeout").doesNotContain("secret");
				assertThat(this.directory.toFile().list()).containsExactlyInAnyOrder("healing.jsonl",
						"healing.jsonl.1");
				assertThat(file).satisfies((written) -> assertThat(Files.size(written)).isLessThanOrEqualTo(1024));
			});
	}

	@Test
	void saysThatAFileNeedsJackson() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("tools.jackson.databind"))
			.withPropertyValues("resilience.healing.journal.type=file")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("resilience.healing.journal.type")
				.hasMessageContaining("needs Jackson"));
	}

	@Test
	void stepsBackForAJournalOfTheApplication() {
		InMemoryHealingJournal own = new InMemoryHealingJournal(5);
		this.contextRunner.withBean(HealingJournal.class, () -> own)
			.run((context) -> assertThat(context.getBean(Healer.class).journal().journal()).isSameAs(own));
	}

	@Test
	void healsAnInstanceWhoseCircuitOpens() {
		ManualTime time = ManualTime.stopped();
		this.contextRunner.withBean(TimeSource.class, () -> time)
			.withBean(SomeAction.class)
			.withBean(SimpleMeterRegistry.class)
			.withPropertyValues("resilience.healing.actions.act=some")
			.run((context) -> {
				context.getBean(HealingMeters.class).bindTo(context.getBean(SimpleMeterRegistry.class));
				CircuitBreaker breaker = context.getBean(ResilienceRegistry.class).get("orders").circuitBreaker();
				for (int i = 0; i < 5; i++) {
					breaker.recordFailure(new IllegalStateException("down"));
				}
				SomeAction action = context.getBean(SomeAction.class);
				// Counted for the time of the first look, which is then armed
				await().until(() -> action.subject != null && time.scheduledTasks() > 0);
				breaker.close();
				time.advance(Duration.ofSeconds(10));
				Healer healer = context.getBean(Healer.class);
				await().until(() -> healer.count(HealingOutcome.SUCCEEDED) == 1);
				assertThat(action.subject).isEqualTo("orders");
				await().until(() -> healer.journal().read(HealingFilter.ALL).size() == 1);
				assertThat(context.getBean(SimpleMeterRegistry.class)
					.get("resilience.healing.events")
					.tag("outcome", "succeeded")
					.functionCounter()
					.count()).isEqualTo(1);
				assertThat(
						context.getBean(SimpleMeterRegistry.class).get("resilience.healing.subjects").gauge().value())
					.isEqualTo(1);
			});
	}

	@Test
	void evictsTheConnectionsOfAPool() {
		this.contextRunner.withBean(DataSource.class, ResilienceHealingAutoConfigurationTests::pool).run((context) -> {
			HikariDataSource pool = context.getBean(HikariDataSource.class);
			EvictPoolAction action = context.getBean(EvictPoolAction.class);
			assertThatIllegalStateException().isThrownBy(() -> action.execute(someContext()))
				.withMessageContaining("no Hikari pool");
			String before;
			try (var connection = pool.getConnection()) {
				before = connection.unwrap(org.h2.jdbc.JdbcConnection.class).toString();
			}
			action.execute(someContext());
			await().until(() -> pool.getHikariPoolMXBean().getTotalConnections() <= 1);
			try (var connection = pool.getConnection()) {
				assertThat(connection.unwrap(org.h2.jdbc.JdbcConnection.class)).doesNotHaveToString(before);
			}
		});
	}

	@Test
	void clearsTheCachesThatItMayClear() {
		this.contextRunner.withBean(CacheManager.class, () -> new ConcurrentMapCacheManager("prices", "stock"))
			.withPropertyValues("resilience.healing.caches=prices")
			.run((context) -> {
				CacheManager manager = context.getBean(CacheManager.class);
				for (String name : List.of("prices", "stock")) {
					Optional.ofNullable(manager.getCache(name)).orElseThrow().put("key", "value");
				}
				ClearCacheAction action = context.getBean(ClearCacheAction.class);
				assertThat(action.supports(someDiagnosis(), step(RecoveryStep.CLEAR_CACHE))).isTrue();
				action.execute(someContext());
				assertThat(Optional.ofNullable(manager.getCache("prices")).orElseThrow().get("key")).isNull();
				assertThat(Optional.ofNullable(manager.getCache("stock")).orElseThrow().get("key")).isNotNull();
			});
	}

	@Test
	void clearsNoCacheThatNobodyNames() {
		ClearCacheAction none = new ClearCacheAction(List::of, List.of());
		assertThat(none.supports(someDiagnosis(), step(RecoveryStep.CLEAR_CACHE))).isFalse();
		ClearCacheAction unknown = new ClearCacheAction(() -> List.of(new ConcurrentMapCacheManager("a")),
				List.of("b"));
		assertThatIllegalStateException().isThrownBy(() -> unknown.execute(someContext()))
			.withMessageContaining("no cache b");
	}

	@Test
	void needsSomebodyWhoDiagnoses() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(ResilienceAutoConfiguration.class, ResilienceHealingAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Healer.class));
	}

	private static HikariDataSource pool() {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:healing");
		pool.setMaximumPoolSize(1);
		return pool;
	}

	private static RecoveryContext someContext() {
		return new RecoveryContext("orders", someDiagnosis(), step("some"), ResilienceRegistry.withDefaults(),
				() -> true);
	}

	private static Diagnosis someDiagnosis() {
		return new Diagnosing().diagnoser().diagnose("down");
	}

	private static RecoveryStep step(String action) {
		return new RecoveryStep(1, RecoveryStrategy.RETRY, "Do something.", action, true, "", "", null);
	}

	static final class SomeAction implements RecoveryAction {

		private volatile String subject;

		@Override
		public String id() {
			return "some";
		}

		@Override
		public void execute(RecoveryContext context) {
			this.subject = context.subject();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Diagnosing {

		@Bean
		Diagnoser diagnoser() {
			return new Diagnoser() {

				@Override
				public Diagnosis diagnose(Throwable failure, DiagnosisContext context) {
					return diagnose(failure.toString(), context);
				}

				@Override
				public Diagnosis diagnose(String text, DiagnosisContext context) {
					return new Diagnosis("diag-1", Instant.EPOCH, context.subject(), "down",
							Classification.builder(FailureCategory.NETWORK).build(), "f1", "", "the cause", List.of(),
							Impact.MEDIUM, List.of(), true, 0.9, List.of(step("some")), List.of(), Map.of());
				}

				@Override
				public Optional<Diagnosis> diagnoseInstance(String instance) {
					return Optional.empty();
				}

			};
		}

	}

}
