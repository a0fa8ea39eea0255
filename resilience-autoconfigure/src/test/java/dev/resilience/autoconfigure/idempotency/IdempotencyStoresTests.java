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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import dev.resilience.CapturedLog;
import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceIdempotencyAutoConfiguration;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.InMemoryIdempotencyStore;
import dev.resilience.idempotency.KeyHashing;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.time.SystemTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which store settings and annotations name, and what is said where there is none.
 */
class IdempotencyStoresTests {

	private static final String STORE = "resilience.instances.orders.idempotency.store";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class))
		.withBean(Orders.class);

	@Test
	void recordsAreInMemoryUnlessSomethingElseIsSaid() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(Orders.class).place("1")).isEqualTo(context.getBean(Orders.class).place("1"));
			assertThat(context.getBean(IdempotencyStores.class).used()).containsOnlyKeys("memory");
		});
	}

	@Test
	void withoutIdempotentMethodsNoStoreIsMade() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAopAutoConfiguration.class, ResilienceIdempotencyAutoConfiguration.class))
			.run((context) -> assertThat(context.getSourceApplicationContext(GenericApplicationContext.class)
				.getDefaultListableBeanFactory()
				.containsSingleton("memoryIdempotencyStore")).isFalse());
	}

	@Test
	void theOnlyStoreOfTheApplicationIsUsedWithoutBeingNamed() {
		InMemoryIdempotencyStore mine = new InMemoryIdempotencyStore(SystemTime.shared());
		this.contextRunner.withBean("mine", IdempotencyStore.class, () -> mine).run((context) -> {
			context.getBean(Orders.class).place("1");
			assertThat(mine.size()).isOne();
			assertThat(context.getBean(IdempotencyStores.class).used()).containsExactly(Map.entry("mine", mine));
		});
	}

	@Test
	void memoryIsStillThereByName() {
		InMemoryIdempotencyStore mine = new InMemoryIdempotencyStore(SystemTime.shared());
		this.contextRunner.withBean("mine", IdempotencyStore.class, () -> mine)
			.withPropertyValues(STORE + "=Memory")
			.run((context) -> {
				context.getBean(Orders.class).place("1");
				assertThat(mine.size()).isZero();
			});
	}

	@Test
	void ofSeveralStoresThePrimaryOneIsUsed() {
		this.contextRunner.withUserConfiguration(PrimaryStore.class).run((context) -> {
			context.getBean(Orders.class).place("1");
			assertThat(context.getBean("first", InMemoryIdempotencyStore.class).size()).isOne();
		});
	}

	@Test
	void ofSeveralStoresOneMustBeNamed() {
		ApplicationContextRunner two = this.contextRunner.withUserConfiguration(TwoStores.class);
		two.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
			assertThat(problem.place()).contains("Orders.place");
			assertThat(problem.reason()).contains("idempotency.store is not set", "first, second");
			assertThat(problem.suggestion()).contains("@Primary");
		}));
		two.withPropertyValues(STORE + "=second").run((context) -> {
			context.getBean(Orders.class).place("1");
			assertThat(context.getBean("second", InMemoryIdempotencyStore.class).size()).isOne();
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			jbdc | did you mean 'jdbc'?
			rediss | did you mean 'redis'?
			secnd | did you mean 'second'?
			elsewhere | known are memory, jdbc, redis, first, second; declare an IdempotencyStore bean for any other
			""")
	void anUnknownStoreStopsTheStartWithTheNearestName(String name, String suggestion) {
		this.contextRunner.withUserConfiguration(TwoStores.class)
			.withPropertyValues(STORE + "=" + name)
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(STORE);
				assertThat(problem.value()).isEqualTo(name);
				assertThat(problem.reason()).isEqualTo("there is no idempotency store '" + name + "'");
				assertThat(problem.suggestion()).isEqualTo(suggestion);
			}));
	}

	@Test
	void anotherBeanIsNoStore() {
		this.contextRunner.withBean("shelf", String.class, () -> "shelf")
			.withPropertyValues(STORE + "=shelf")
			.run((context) -> assertThat(problem(context).reason())
				.isEqualTo("the bean 'shelf' is no IdempotencyStore"));
	}

	@Test
	void withoutSpringJdbcItIsSaidWhatToAdd() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("org.springframework.jdbc"))
			.withPropertyValues(STORE + "=jdbc")
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.place()).isEqualTo(STORE);
				assertThat(problem.reason()).contains("spring-jdbc is not on the class path");
				assertThat(problem.suggestion()).contains("spring-boot-starter-jdbc", "spring.datasource.url");
			}));
	}

	@Test
	void withoutADataSourceItIsSaidWhatToAdd() {
		this.contextRunner.withPropertyValues(STORE + "=jdbc")
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.reason()).contains("there is no DataSource bean");
				assertThat(problem.suggestion()).contains("spring.datasource.url");
			}));
	}

	@Test
	void ofSeveralDataSourcesOneMustBePrimary() {
		this.contextRunner.withUserConfiguration(TwoDatabases.class)
			.withBean(ResultCodecs.class, TextCodecs::new)
			.withPropertyValues(STORE + "=jdbc")
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.reason()).contains("there are 2 DataSource beans: one, two");
				assertThat(problem.suggestion()).contains("@Primary", "jdbcIdempotencyStore");
			}));
	}

	@Test
	void withoutRedisItIsSaidWhatToAdd() {
		this.contextRunner.withPropertyValues(STORE + "=redis")
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.reason()).contains("the idempotency store 'redis' cannot be used");
				assertThat(problem.suggestion()).contains("spring-boot-starter-data-redis", "spring.data.redis.host");
			}));
	}

	@Test
	void recordsAreInTheDatabaseOfTheApplicationWhereThatIsSaid() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
			.withBean(ResultCodecs.class, TextCodecs::new)
			.withPropertyValues("resilience.defaults.idempotency.store=jdbc", "spring.datasource.name=stores")
			.run((context) -> {
				Orders orders = context.getBean(Orders.class);
				assertThat(orders.place("1")).isEqualTo(orders.place("1")).isNotEqualTo(orders.place("2"));
				assertThat(context.getBean(IdempotencyStores.class).used()).containsOnlyKeys("jdbc");
			});
	}

	@Test
	void aStoreThatKeepsBytesNeedsSomethingThatWritesThem() {
		this.contextRunner.withClassLoader(new FilteredClassLoader("tools.jackson"))
			.withBean("bytes", ByteStore.class, ByteStore::new)
			.run((context) -> assertThat(problem(context)).satisfies((problem) -> {
				assertThat(problem.place()).contains("Orders.place");
				assertThat(problem.reason()).contains("'bytes' keeps results as bytes");
				assertThat(problem.suggestion()).contains("spring-boot-starter-jackson", "ResultCodecs bean");
			}));
	}

	@Test
	void theLimitsOfTheStoreInMemoryAreSet() {
		this.contextRunner.withPropertyValues("resilience.idempotency.memory.max-entries=2").run((context) -> {
			Orders orders = context.getBean(Orders.class);
			for (int i = 0; i < 5; i++) {
				orders.place("order-" + i);
			}
			assertThat(context.getBean(InMemoryIdempotencyStore.class).size()).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@CsvSource({ "spring.main.cloud-platform=kubernetes, KUBERNETES", "spring.main.cloud-platform=none, ''" })
	void recordsInMemoryAreWarnedOfWhereThereAreProbablyOtherProcesses(String property, String platform) {
		try (CapturedLog log = new CapturedLog(IdempotencyConfiguration.class).from(Level.INFO)) {
			this.contextRunner.withPropertyValues(property).run((context) -> assertThat(context).hasNotFailed());
			assertThat(log.messages().get(0))
				.contains("Idempotent methods keep their results in the memory of this process");
			if (platform.isEmpty()) {
				assertThat(log.warnings()).isEmpty();
			}
			else {
				assertThat(log.warnings()).singleElement()
					.asString()
					.contains("This application probably runs in several processes (" + platform + ")",
							"idempotency.store to jdbc or redis");
			}
		}
	}

	@Test
	void keysAreHashedWithTheNameOfTheApplication() {
		this.contextRunner.withPropertyValues("spring.application.name=shop")
			.run((context) -> assertThat(context.getBean(KeyHashing.class).keyOf("charge", null, "1"))
				.isEqualTo(KeyHashing.of("shop", null).keyOf("charge", null, "1")));
	}

	@Test
	void keysAreHashedWithNamespaceAndPepper() {
		this.contextRunner
			.withPropertyValues("spring.application.name=shop", "resilience.idempotency.namespace=shops",
					"resilience.idempotency.pepper=s3cr3t")
			.run((context) -> assertThat(context.getBean(KeyHashing.class).keyOf("charge", "ann", "1"))
				.isEqualTo(KeyHashing.of("shops", "s3cr3t").keyOf("charge", "ann", "1")));
	}

	@Test
	void callsByHandFollowTheInstanceOfTheirName() {
		InMemoryIdempotencyStore mine = new InMemoryIdempotencyStore(SystemTime.shared());
		AtomicInteger effects = new AtomicInteger();
		this.contextRunner.withBean("mine", IdempotencyStore.class, () -> mine)
			.withPropertyValues("resilience.instances.idempotency.idempotency.ttl=1ns")
			.run((context) -> {
				Idempotency idempotency = context.getBean(Idempotency.class);
				idempotency.execute("k", Integer.class, effects::incrementAndGet);
				idempotency.execute("k", Integer.class, effects::incrementAndGet);
				assertThat(effects).hasValue(2);
				assertThat(idempotency.store("other", 1, Duration.ofHours(1))).isTrue();
				assertThat(idempotency.result("other", Integer.class)).contains(1);
			});
	}

	@Test
	void callsByHandRunOncePerKey() {
		AtomicInteger effects = new AtomicInteger();
		this.contextRunner.run((context) -> {
			Idempotency idempotency = context.getBean(Idempotency.class);
			assertThat(idempotency.execute("k", Integer.class, effects::incrementAndGet)).isOne();
			assertThat(idempotency.execute("k", Integer.class, effects::incrementAndGet)).isOne();
			assertThat(idempotency.exists("k")).isTrue();
			assertThat(idempotency.release("k")).isTrue();
			assertThat(idempotency.execute("k", Integer.class, effects::incrementAndGet)).isEqualTo(2);
		});
	}

	@Test
	void callsByHandSayWhatIsWrongWithTheirSettings() {
		this.contextRunner.withPropertyValues("resilience.instances.idempotency.idempotency.store=nowhere")
			.run((context) -> assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> context.getBean(Idempotency.class))
				.withStackTraceContaining("there is no idempotency store 'nowhere'"));
	}

	private static StartupProblem problem(AssertableApplicationContext context) {
		assertThat(context).hasFailed();
		Throwable failure = context.getStartupFailure();
		while (failure != null && !(failure instanceof StartupProblemsException)) {
			failure = failure.getCause();
		}
		assertThat(failure).as("%s", context.getStartupFailure()).isNotNull();
		assertThat(((StartupProblemsException) failure).problems()).hasSize(1);
		return ((StartupProblemsException) failure).problems().get(0);
	}

	public static class Orders {

		private final AtomicInteger effects = new AtomicInteger();

		@Idempotent(value = "orders", key = "#id")
		public String place(String id) {
			return id + " " + this.effects.incrementAndGet();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoStores {

		@Bean
		InMemoryIdempotencyStore first() {
			return new InMemoryIdempotencyStore(SystemTime.shared());
		}

		@Bean
		InMemoryIdempotencyStore second() {
			return new InMemoryIdempotencyStore(SystemTime.shared());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PrimaryStore {

		@Bean
		@Primary
		InMemoryIdempotencyStore first() {
			return new InMemoryIdempotencyStore(SystemTime.shared());
		}

		@Bean
		InMemoryIdempotencyStore second() {
			return new InMemoryIdempotencyStore(SystemTime.shared());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDatabases {

		@Bean
		DataSource one() {
			return new DriverManagerDataSource("jdbc:h2:mem:stores");
		}

		@Bean
		DataSource two() {
			return new DriverManagerDataSource("jdbc:h2:mem:stores");
		}

	}

}
