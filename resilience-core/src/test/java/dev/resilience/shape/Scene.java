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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;

import dev.resilience.Resilience;
import dev.resilience.ResilienceBuilder;
import dev.resilience.ResilienceRegistry;
import dev.resilience.ResilienceRegistryBuilder;
import dev.resilience.Target;
import dev.resilience.circuitbreaker.CircuitBreakerOpenException;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.ManualTime;

/**
 * One row of the cases in one shape: an instance under manual time, called in that shape.
 * What goes on after a wait does so on the thread that moves the time.
 */
final class Scene {

	static final IOException FAILURE = new IOException("target");

	final ManualTime time = ManualTime.autoAdvancing();

	final CallShape shape;

	Scene(CallShape shape) {
		this.shape = shape;
	}

	/** A test of one row for every shape, named by row and shape. */
	static Stream<DynamicTest> row(String name, Row row) {
		return row(name, row, CallShape.values());
	}

	/** A test of one row for some shapes. */
	static Stream<DynamicTest> row(String name, Row row, CallShape... shapes) {
		return Arrays.stream(shapes)
			.map((shape) -> DynamicTest.dynamicTest(name + " (" + shape + ")", () -> row.play(new Scene(shape))));
	}

	ResilienceBuilder builder() {
		return Resilience.builder("orders").time(this.time).continuations(Runnable::run);
	}

	ResilienceRegistryBuilder registry() {
		return ResilienceRegistry.builder().time(this.time).continuations(Runnable::run);
	}

	Outcome<String> attempt(Resilience instance, Target target) throws Exception {
		return this.shape.attempt(this.time, instance, target);
	}

	/** Calls so many times and returns the types of the failures. */
	List<Class<?>> failures(Resilience instance, Target target, int calls) throws Exception {
		List<Class<?>> failures = new ArrayList<>();
		for (int call = 0; call < calls; call++) {
			Throwable failure = attempt(instance, target).failure();
			if (failure != null) {
				failures.add(failure.getClass());
			}
		}
		return failures;
	}

	/**
	 * Makes calls one after the other.
	 * @param script S succeeds, F fails, w waits two seconds
	 * @return the same, with - for each call that was refused
	 */
	String run(Resilience instance, Target target, String script) throws Exception {
		StringBuilder answers = new StringBuilder();
		for (char step : script.toCharArray()) {
			if (step == 'w') {
				this.time.advance(Duration.ofSeconds(2));
				answers.append(step);
				continue;
			}
			int before = target.executions();
			Target of = (step == 'S') ? Target.doing(() -> countedBy(target)) : target;
			Throwable failure = attempt(instance, of).failure();
			boolean refused = failure instanceof CircuitBreakerOpenException && target.executions() == before;
			char answer = (failure != null) ? 'F' : 'S';
			answers.append(refused ? '-' : answer);
		}
		return answers.toString();
	}

	private static String countedBy(Target failing) throws Exception {
		try {
			return failing.get();
		}
		catch (IOException ex) {
			return "value";
		}
	}

	/** A target that takes its time. */
	Target taking(Duration duration, ThrowingSupplier<String, ?> then) {
		return Target.doing(() -> {
			this.time.advance(duration);
			return then.get();
		});
	}

	static Target failingTwice(String answer) {
		return Target.failing(FAILURE).thenFail(FAILURE).thenAnswer(answer);
	}

	/**
	 * What a row says.
	 */
	@FunctionalInterface
	interface Row {

		void play(Scene scene) throws Exception;

	}

}
