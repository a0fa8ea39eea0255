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

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.autoconfigure.settings.EffectiveSetting;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.SettingsBinder;
import dev.resilience.policy.PolicyType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What editors say of the settings is what the catalog and the core say.
 */
class ConfigurationMetadataTests {

	private static final String DEFAULTS = "resilience.defaults.";

	private static final Set<String> GLOBALS = Set.of("resilience.enabled", "resilience.events.buffer-size",
			"resilience.rejection-stack-traces", "resilience.aop.mode", "resilience.aop.order",
			"resilience.offload.executor", "resilience.health.fail-on-open", "resilience.metrics.histogram",
			"resilience.max-dynamic-instances", "resilience.http.problem-details", "resilience.http.rate-limit-headers",
			"resilience.http.deadlines", "resilience.http.max-deadline", "resilience.failure-log.enabled",
			"resilience.failure-log.level", "resilience.failure-log.burst", "resilience.failure-log.interval",
			"resilience.redaction.names", "resilience.redaction.patterns", "resilience.diagnosis.enabled",
			"resilience.diagnosis.knowledge", "resilience.diagnosis.history-size",

			"resilience.dead-letters.store", "resilience.dead-letters.memory.max-entries",
			"resilience.dead-letters.jdbc.table-name", "resilience.dead-letters.jdbc.initialize-schema",
			"resilience.dead-letters.jdbc.schema", "resilience.dead-letters.jdbc.platform",
			"resilience.dead-letters.jdbc.query-timeout", "resilience.dead-letters.jdbc.retention",
			"resilience.dead-letters.jdbc.cleanup-interval", "resilience.dead-letters.replay-lease",
			"resilience.dead-letters.editable-payloads");

	private static final String IDEMPOTENCY = "resilience.idempotency.";

	private static final String HEALING = "resilience.healing.";

	private final JsonNode metadata = read("META-INF/spring-configuration-metadata.json");

	@Test
	void everySettingOfTheCatalogIsDescribedAndNothingElse() {
		Set<String> expected = new TreeSet<>(GLOBALS);
		expected.addAll(Set.of("resilience.instances", "resilience.templates", "resilience.retry-budgets",
				"resilience.classification.rules"));
		SettingKeys.all()
			.stream()
			.filter((key) -> key != SettingKeys.TEMPLATE)
			.forEach((key) -> expected.add(DEFAULTS + described(key.path())));
		expected.addAll(idempotency());
		expected.addAll(healing());
		assertThat(properties().keySet()).containsExactlyInAnyOrderElementsOf(expected);
	}

	// The same settings of each category are described as one map
	private static String described(String path) {
		return path.startsWith("retry.adjust.") ? "retry.adjust" : path;
	}

	private static Set<String> idempotency() {
		return Stream
			.of("namespace", "pepper", "max-result-size", "verify-round-trip", "max-waiters", "memory.max-entries",
					"jdbc.table-name", "jdbc.initialize-schema", "jdbc.schema", "jdbc.platform",
					"jdbc.cleanup-interval", "jdbc.cleanup-batch", "jdbc.query-timeout", "redis.key-prefix",
					"http.enabled", "http.header", "http.replayed-header", "http.required", "http.methods",
					"http.max-key-length", "http.max-body-size", "http.fingerprint", "http.store-client-errors",
					"http.replayed-headers", "http.mismatch-status", "http.propagate")
			.map(IDEMPOTENCY::concat)
			.collect(Collectors.toSet());
	}

	private static Set<String> healing() {
		return Stream
			.of("mode", "actions.act", "actions.dry-run", "actions.off", "caches", "cooldown", "max-cooldown",
					"max-per-subject", "max-per-hour", "max-ill-share", "verify-after", "verify-within",
					"action-timeout", "journal.type", "journal.memory.max-events", "journal.jdbc.table-name",
					"journal.jdbc.initialize-schema", "journal.jdbc.schema", "journal.jdbc.platform",
					"journal.jdbc.query-timeout", "journal.jdbc.retention", "journal.jdbc.cleanup-interval",
					"journal.file.path", "journal.file.max-size", "journal.file.max-files", "journal.file.sync")
			.map(HEALING::concat)
			.collect(Collectors.toSet());
	}

	@Test
	void accessToEveryEndpointAndHealthAreDescribed() {
		List<String> names = new ArrayList<>();
		this.metadata.get("properties").forEach((node) -> names.add(node.get("name").asString()));
		assertThat(names).contains("management.endpoint.resilience.access",
				"management.endpoint.circuitbreakers.access", "management.endpoint.retries.access",
				"management.endpoint.bulkheads.access", "management.endpoint.ratelimiters.access",
				"management.endpoint.timeouts.access", "management.endpoint.diagnosis.access",
				"management.endpoint.healing.access", "management.endpoint.resilienceevents.access",
				"management.health.resilience.enabled", "management.endpoint.circuitbreakers.show-values",
				"management.endpoint.circuitbreakers.roles", "management.endpoint.bulkheads.show-values",
				"management.endpoint.ratelimiters.show-values", "management.endpoint.deadletters.access",
				"management.endpoint.deadletters.show-values");
	}

	@Test
	void everyGlobalSettingThatIsDescribedIsKnown() {
		MockEnvironment environment = new MockEnvironment();
		properties().forEach((name, property) -> {
			if ((GLOBALS.contains(name) || name.startsWith(IDEMPOTENCY) || name.startsWith(HEALING))
					&& property.has("defaultValue")) {
				environment.setProperty(name, text(property.get("defaultValue")));
			}
		});
		environment.setProperty("resilience.offload.executor", "pool");
		environment.setProperty("resilience.health.fail-on-open", "payments");
		assertThat(SettingsBinder.bind(environment).globals()).usingRecursiveComparison()
			.ignoringFields("offloadExecutor", "healthFailOnOpen")
			.isEqualTo(SettingsBinder.bind(new MockEnvironment()).globals());
	}

	@Test
	void defaultsAreThoseOfTheBuilders() {
		assertThat(effective(described())).isEqualTo(effective(new MockEnvironment()));
		assertThat(described().getProperty("resilience.instances.x.retry.max-attempts")).isEqualTo("3");
	}

	@Test
	void everySettingWithABuiltInDefaultShowsIt() {
		Set<String> shown = properties().entrySet()
			.stream()
			.filter((entry) -> entry.getKey().startsWith(DEFAULTS) && entry.getValue().has("defaultValue"))
			.map((entry) -> entry.getKey().substring(DEFAULTS.length()))
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> builtIn = new TreeSet<>(effective(new MockEnvironment()).keySet());
		// The core gives no defaults to a timeout that has no duration
		builtIn.add("timeout.mode");
		assertThat(shown).isEqualTo(builtIn);
	}

	@Test
	void descriptionsObeyTheRules() {
		properties().forEach((name, property) -> {
			assertThat(property.has("description")).as(name).isTrue();
			String description = property.get("description").asString();
			assertThat(description).as(name).matches("(?s)[A-Z].*\\.").doesNotContainPattern("^(The|A|An) ");
			assertThat(description).as(name).doesNotContainIgnoringCase("default");
			String type = property.get("type").asString();
			if ("java.lang.Boolean".equals(type)) {
				assertThat(description).as(name).matches("(?s)(Whether|Enable) .*");
			}
			// Lists of rules are written as lists
			if (type.startsWith("java.util.List") && !type.contains("$")) {
				assertThat(description).as(name).startsWith("Comma-separated list ");
			}
		});
	}

	@Test
	void hintsAreAboutExistingProperties() {
		JsonNode additional = read("META-INF/additional-spring-configuration-metadata.json");
		List<String> names = new ArrayList<>();
		additional.get("hints").forEach((hint) -> names.add(hint.get("name").asString().replaceAll("\\.keys$", "")));
		assertThat(names).isNotEmpty().allMatch(properties()::containsKey);
	}

	private static String text(JsonNode value) {
		return value.isArray() ? value.valueStream().map(JsonNode::asString).collect(Collectors.joining(","))
				: value.asString();
	}

	private Map<String, JsonNode> properties() {
		Map<String, JsonNode> properties = new LinkedHashMap<>();
		this.metadata.get("properties").forEach((node) -> properties.put(node.get("name").asString(), node));
		properties.keySet().removeIf((name) -> name.startsWith("management."));
		properties.remove(DEFAULTS + "template");
		return properties;
	}

	private MockEnvironment described() {
		MockEnvironment environment = new MockEnvironment();
		properties().forEach((name, property) -> {
			if (name.startsWith(DEFAULTS) && property.has("defaultValue")) {
				environment.setProperty("resilience.instances.x." + name.substring(DEFAULTS.length()),
						property.get("defaultValue").asString());
			}
		});
		return environment;
	}

	private static Map<String, String> effective(MockEnvironment environment) {
		Map<String, String> effective = new LinkedHashMap<>();
		for (EffectiveSetting setting : SettingsBinder.bind(environment)
			.resolve("x")
			.effectiveSettings(List.of(PolicyType.values()))) {
			effective.put(setting.key(), setting.value());
		}
		effective.remove("timeout.mode");
		return effective;
	}

	private static JsonNode read(String resource) {
		try (InputStream stream = new ClassPathResource(resource).getInputStream()) {
			JsonNode node = JsonMapper.shared().readTree(stream);
			return node;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
