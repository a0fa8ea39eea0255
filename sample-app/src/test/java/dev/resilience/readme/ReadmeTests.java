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

package dev.resilience.readme;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.ResilienceAopAutoConfiguration;
import dev.resilience.autoconfigure.ResilienceAutoConfiguration;
import dev.resilience.autoconfigure.settings.SettingKey;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.SettingsBinder;
import dev.resilience.circuitbreaker.CircuitBreakerSnapshot;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.readme.PaymentGateway.Order;
import dev.resilience.readme.PaymentGateway.Receipt;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keeps the README true: its code compiles, its YAML starts an application, its tables
 * list what there is.
 */
class ReadmeTests {

	private static final Path SOURCES = Path.of("src/test/java/dev/resilience/readme");

	private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(Retry.class, CircuitBreaker.class,
			Timeout.class, Bulkhead.class, RateLimiter.class, Fallback.class, FallbackOption.class, DeadLetter.class,
			Idempotent.class, Resilient.class);

	private final Readme readme = Readme.read();

	@Test
	void everyJavaSnippetIsCompiled() {
		String compiled = Readme.flat(Readme.content(SOURCES.resolve("PaymentService.java")))
				+ Readme.flat(Readme.content(SOURCES.resolve("ChargeService.java")))
				+ Readme.flat(Readme.content(SOURCES.resolve("InCode.java")));
		assertThat(this.readme.blocks("java")).hasSize(9)
			.allSatisfy((snippet) -> assertThat(compiled).contains(Readme.flat(snippet)));
	}

	@Test
	void everyYamlSnippetIsLegal() {
		assertThat(this.readme.blocks("yaml")).hasSizeGreaterThan(1).allSatisfy((snippet) -> {
			StandardEnvironment environment = new StandardEnvironment();
			new YamlPropertySourceLoader()
				.load("README.md", new ByteArrayResource(snippet.getBytes(StandardCharsets.UTF_8)))
				.forEach(environment.getPropertySources()::addFirst);
			assertThat(SettingsBinder.bind(environment).instanceNames()).isNotEmpty();
		});
	}

	@Test
	void theQuickStartWorksAsItStands() {
		this.contextRunner().run((context) -> {
			PaymentService payments = context.getBean(PaymentService.class);
			assertThat(payments.charge(new Order("good"))).isEqualTo(new Receipt("good", true));
			assertThat(payments.charge(new Order("bad"))).isEqualTo(new Receipt("bad", false));
			assertThat(context.getBean(ResilienceRegistry.class).get("payments").circuitBreaker().snapshot().calls())
				.satisfies((calls) -> assertThat(calls.failure()).isEqualTo(4));
		});
	}

	@Test
	void theCodeWithoutAnnotationsWorksAsItStands() {
		this.contextRunner().run((context) -> {
			Object[] shown = new InCode().show(context.getBean(ResilienceRegistry.class),
					context.getBean(PaymentGateway.class), new Order("good"),
					LoggerFactory.getLogger(ReadmeTests.class));
			assertThat(shown[0]).isEqualTo(new Receipt("good", true));
			assertThat(shown[3]).isEqualTo(new Receipt("good", true));
		});
	}

	@Test
	void idempotentCallsRunOnceAsItStands() {
		this.contextRunner().withBean(ChargeService.class).run((context) -> {
			ChargeService charges = context.getBean(ChargeService.class);
			assertThat(charges.chargeOnce(new Order("good"))).isSameAs(charges.chargeOnce(new Order("good")));
			Object[] shown = new InCode().once(context.getBean(Idempotency.class),
					context.getBean(PaymentGateway.class), new Order("good"));
			assertThat(shown).containsExactly(new Receipt("good", true), true);
		});
	}

	@Test
	void publishersAreProtectedAsItStands() {
		this.contextRunner().run((context) -> {
			Resilience payments = context.getBean(ResilienceRegistry.class).get("payments");
			assertThat(new InCode().reactive(payments, context.getBean(PaymentGateway.class), new Order("good"))
				.block(Duration.ofSeconds(20))).isEqualTo(new Receipt("good", true));
		});
	}

	@Test
	void runningByNameWorksAsItStands() {
		this.contextRunner().run((context) -> {
			Object[] shown = new InCode().byName(context.getBean(ResilientExecutor.class), (file) -> "read " + file,
					"a.txt");
			assertThat(shown).containsExactly("read a.txt", CircuitBreakerState.CLOSED,
					Map.of("aider", CircuitBreakerState.CLOSED, "payments", CircuitBreakerState.CLOSED));
		});
	}

	@Test
	void callingByKeyWorksAsItStands() {
		this.contextRunner().run((context) -> {
			Object[] shown = new InCode().byKey(context.getBean(ResilienceRegistry.class), (file) -> "read " + file,
					"a.txt", LoggerFactory.getLogger(ReadmeTests.class));
			assertThat(shown).containsExactly("read a.txt", List.of("agent-7", "agent-8"));
		});
	}

	@Test
	void theCircuitBreakerByHandWorksAsItStands() throws IOException {
		CircuitBreakerSnapshot.Calls calls = new InCode()
			.byHand((file) -> "read " + file, "a.txt", LoggerFactory.getLogger(ReadmeTests.class))
			.calls();
		assertThat(calls.totalSuccesses()).isOne();
		assertThat(calls.totalFailures()).isOne();
	}

	@Test
	void listeningToTheRegistryWorksAsItStands() {
		this.contextRunner()
			.run((context) -> new InCode().listen(context.getBean(ResilienceRegistry.class),
					LoggerFactory.getLogger(ReadmeTests.class)));
	}

	private ApplicationContextRunner contextRunner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
					ResilienceAopAutoConfiguration.class))
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(quickStart()))
			.withBean(PaymentGateway.class, () -> (order) -> {
				if (order.id().equals("bad")) {
					throw new IllegalStateException("declined");
				}
				return new Receipt(order.id(), true);
			})
			.withBean(PaymentService.class);
	}

	private PropertySource<?> quickStart() {
		try {
			byte[] yaml = this.readme.blocks("yaml").get(0).getBytes(StandardCharsets.UTF_8);
			return new YamlPropertySourceLoader().load("README.md", new ByteArrayResource(yaml)).get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void theTableOfAnnotationsListsEveryAttribute() {
		for (Class<? extends Annotation> type : ANNOTATIONS) {
			Set<String> declared = new TreeSet<>();
			Arrays.stream(type.getDeclaredMethods()).map(Method::getName).forEach(declared::add);
			List<String> row = row("`@" + type.getSimpleName() + "`");
			Set<String> listed = new TreeSet<>(List.of(row.get(2).replace("`", "").split(",\\s*")));
			listed.remove("");
			if (type != Fallback.class) {
				declared.remove("value");
			}
			assertThat(listed).as(type.getSimpleName()).isEqualTo(declared);
		}
	}

	private List<String> row(String firstCell) {
		return this.readme.rows()
			.stream()
			.filter((row) -> row.size() == 3 && row.get(0).equals(firstCell))
			.findFirst()
			.orElseThrow(() -> new AssertionError("no row for " + firstCell));
	}

	@Test
	void theTableOfSettingsListsEveryKey() {
		for (SettingKey<?> key : SettingKeys.all()) {
			String path = key.path();
			// The settings of all categories are the same
			String name = path
				.substring((path.startsWith("retry.adjust.") ? path.lastIndexOf('.') : path.indexOf('.')) + 1);
			String text = name.equals("mode") ? "`<policy>.mode`" : name + "`";
			assertThat(this.readme.text()).as(path).contains(text);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "../.ci/run", "../README.md" })
	void theTestCommandIsTheOneOfTheContinuousBuild(String file) {
		assertThat(Readme.content(Path.of(file))).contains("./mvnw -B -ntp verify");
	}

}
