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

package dev.resilience.shape;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilientExecutor;
import dev.resilience.Target;
import dev.resilience.circuitbreaker.CircuitBreakerConfig;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.retry.RetryConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The rows about running work by name, for every shape of call.
 */
class ResilientExecutorShapeTests {

	private static final InstanceConfig ONE_TRY_THRESHOLD_ONE = new InstanceConfig(null,
			RetryConfig.builder().maxAttempts(1).build(), CircuitBreakerConfig.builder().failureThreshold(1).build(),
			null, null, null);

	@TestFactory
	Stream<DynamicTest> toolkits() {
		return Stream.of(Scene.row("D-039 separate circuits per tool", (scene) -> {
			ResilientExecutor tools = tools(scene);
			assertThatThrownBy(() -> scene.shape.execute(scene.time, tools, "tool-1", Target.failing(Scene.FAILURE)))
				.isSameAs(Scene.FAILURE);
			assertThat(scene.shape.execute(scene.time, tools, "tool-2", Target.answering("value"))).isEqualTo("value");
			assertThat(tools.states()).containsExactly(Map.entry("tool-1", CircuitBreakerState.OPEN),
					Map.entry("tool-2", CircuitBreakerState.CLOSED));
		}), Scene.row("D-040 an undeclared tool works and is listed", (scene) -> {
			ResilientExecutor tools = tools(scene);
			assertThat(scene.shape.execute(scene.time, tools, "undeclared", Target.answering("value")))
				.isEqualTo("value");
			assertThat(tools.states()).containsOnlyKeys("undeclared");
		}), Scene.row("D-041 the state of an unknown tool is nothing", (scene) -> {
			ResilientExecutor tools = tools(scene);
			scene.shape.execute(scene.time, tools, "known", Target.answering("value"));
			assertThat(tools.state("unknown")).isNull();
		}), Scene.row("a name that nobody configured is repeated", (scene) -> {
			ResilientExecutor tools = ResilientExecutor.of(scene.registry().build());
			Target target = Scene.failingTwice("value");
			assertThat(scene.shape.execute(scene.time, tools, "aider", target)).isEqualTo("value");
			assertThat(target.executions()).isEqualTo(3);
		})).flatMap((row) -> row);
	}

	private static ResilientExecutor tools(Scene scene) {
		ResilienceRegistry registry = scene.registry().unknownNames((name) -> ONE_TRY_THRESHOLD_ONE).build();
		return ResilientExecutor.of(registry);
	}

}
