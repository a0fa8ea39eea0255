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

package dev.resilience.step;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.pipeline.ProtectedFuture;
import dev.resilience.pipeline.StageWork;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.DeadLetterSink;
import dev.resilience.policy.FailedWork;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.redaction.Redactor;

/**
 * Does the steps of larger work, such as a pipeline or an agent's plan, each under the
 * policy of its name, and tells by a result what became of them instead of throwing.
 *
 * <pre class="code">
 * StepResult&lt;Report&gt; result = steps.execute("summarise", Map.of("page-size", 100),
 *         (settings) -&gt; service.summarise((Integer) settings.get("page-size")));
 * </pre>
 *
 * A step is an instance of a registry: its gates have a state of their own, and it is
 * seen wherever instances are. Names that were given no policy have that of the rest; as
 * many of them as the registry allows have a state of their own. Safe for use by many
 * threads.
 */
public final class StepExecutor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(StepExecutor.class);

	private final ResilienceRegistry registry;

	private final boolean owned;

	private final StepHook onRetry;

	private final StepHook onExhausted;

	private final DeadLetterSink deadLetters;

	private final Redactor redactor;

	StepExecutor(StepExecutorBuilder settings, ResilienceRegistry registry, boolean owned) {
		this.registry = registry;
		this.owned = owned;
		this.onRetry = settings.onRetry();
		this.onExhausted = settings.onExhausted();
		this.deadLetters = settings.deadLetters();
		this.redactor = Redactor.guarded(settings.redactor());
	}

	/**
	 * Starts to build an executor with a registry of its own.
	 * @return a new builder
	 */
	public static StepExecutorBuilder builder() {
		return new StepExecutorBuilder(null);
	}

	/**
	 * Starts to build an executor whose steps are instances of a registry that others
	 * use, too. What steps without a policy are done under, and how many of them may be,
	 * the registry says.
	 * @param registry the registry, which the executor does not close
	 * @return a new builder
	 */
	public static StepExecutorBuilder builder(ResilienceRegistry registry) {
		return new StepExecutorBuilder(registry);
	}

	/**
	 * Does a step.
	 * @param <T> the type of the value
	 * @param step the name of the step
	 * @param work the work, which may be run more than once
	 * @return what became of it; where an {@link InterruptedException} ended it, the
	 * interrupt flag is set again
	 * @throws IllegalArgumentException if the name is not legal; the work is not run then
	 */
	public <T extends @Nullable Object> StepResult<T> execute(String step, ThrowingSupplier<T, ?> work) {
		return run(step, Map.of(), work);
	}

	/**
	 * Does a step that is given settings.
	 * @param <T> the type of the value
	 * @param step the name of the step
	 * @param settings the settings of the first attempt
	 * @param work the work, which may be run more than once
	 * @return what became of it; where an {@link InterruptedException} ended it, the
	 * interrupt flag is set again
	 * @throws IllegalArgumentException if the name is not legal; the work is not run then
	 */
	public <T extends @Nullable Object> StepResult<T> execute(String step, Map<String, Object> settings,
			StepWork<T> work) {
		return run(step, settings, new SettingsWork(work));
	}

	private <T extends @Nullable Object> StepResult<T> run(String step, Map<String, Object> settings,
			ThrowingSupplier<?, ?> work) {
		Pipeline pipeline = this.registry.get(step).pipeline();
		StepCall call = new StepCall(step, settings, this.onRetry, this.redactor);
		return result(step, pipeline, call, pipeline.attempt(work, call));
	}

	/**
	 * Does a step that ends later, without ever blocking a thread.
	 * @param <T> the type of the value
	 * @param step the name of the step
	 * @param work begins the work, maybe more than once; what it throws counts like a
	 * failed stage
	 * @return what will become of it; fails only by being cancelled, which cancels the
	 * work
	 * @throws IllegalArgumentException if the name is not legal; the work is not begun
	 * then
	 */
	public <T extends @Nullable Object> CompletableFuture<StepResult<T>> executeAsync(String step,
			ThrowingSupplier<? extends CompletionStage<T>, ?> work) {
		return runAsync(step, Map.of(), new StageWork(work));
	}

	/**
	 * Does a step that is given settings and ends later, without ever blocking a thread.
	 * @param <T> the type of the value
	 * @param step the name of the step
	 * @param settings the settings of the first attempt
	 * @param work begins the work, maybe more than once; what it throws counts like a
	 * failed stage
	 * @return what will become of it; fails only by being cancelled, which cancels the
	 * work
	 * @throws IllegalArgumentException if the name is not legal; the work is not begun
	 * then
	 */
	public <T extends @Nullable Object> CompletableFuture<StepResult<T>> executeAsync(String step,
			Map<String, Object> settings, StepWork<? extends CompletionStage<T>> work) {
		return runAsync(step, settings, new SettingsStageWork(work));
	}

	private <T extends @Nullable Object> CompletableFuture<StepResult<T>> runAsync(String step,
			Map<String, Object> settings, AsyncWork work) {
		Pipeline pipeline = this.registry.get(step).pipeline();
		StepCall call = new StepCall(step, settings, this.onRetry, this.redactor);
		ProtectedFuture<StepResult<T>> future = new ProtectedFuture<>();
		future.cancels(pipeline.attemptAsync(work, call, (outcome) -> {
			if (outcome.isSuccess() || this.deadLetters == DeadLetterSink.NONE) {
				future.succeeded(result(step, pipeline, call, outcome));
			}
			else {
				// A sink may block, which the thread of a completion must not
				pipeline.context()
					.continuations()
					.execute(() -> future.succeeded(result(step, pipeline, call, outcome)));
			}
		}));
		return future;
	}

	// What comes out is what the work or its stand-in returned
	@SuppressWarnings("unchecked")
	private <T extends @Nullable Object> StepResult<T> result(String step, Pipeline pipeline, StepCall call,
			Outcome<?> outcome) {
		int attempts = call.attempts(outcome.attempts());
		Throwable failure = outcome.failure();
		StepOutcome end = StepOutcome.SUCCESS;
		if (failure != null) {
			if (outcome.kind() != OutcomeKind.IGNORED) {
				call.tell(this.onExhausted, attempts, failure, Duration.ZERO);
			}
			end = end(new FailedWork(step, pipeline.instance(), call.terms().attributes(), failure, outcome.kind(),
					attempts));
		}
		return new StepResult<>(step, end, (T) outcome.value(), failure, attempts, call.errors(failure),
				outcome.adjustments(), outcome.totalDelay());
	}

	private StepOutcome end(FailedWork work) {
		if (work.kind() != OutcomeKind.IGNORED && isKept(work)) {
			return StepOutcome.DEAD_LETTERED;
		}
		return (work.kind() == OutcomeKind.REJECTED) ? StepOutcome.BLOCKED : StepOutcome.FAILED;
	}

	private boolean isKept(FailedWork work) {
		try {
			return this.deadLetters.accept(work);
		}
		catch (Throwable ex) {
			logger.error("Step '{}' could not be kept as a dead letter", work.operation(), ex);
			return false;
		}
	}

	/**
	 * Returns what a step is done under. Reading registers nothing.
	 * @param step the name of the step
	 * @return its policy, or that of the rest
	 */
	public StepPolicy policy(String step) {
		return StepPolicy.of(this.registry.configOf(step));
	}

	/**
	 * Returns what the steps are done under that were given a policy or have been done.
	 * @return the policies by the names of the steps, in alphabetical order; unmodifiable
	 */
	public Map<String, StepPolicy> policies() {
		Map<String, StepPolicy> policies = new TreeMap<>();
		for (Resilience instance : this.registry.instances()) {
			InstanceConfig config = instance.config();
			if (config != null) {
				policies.put(instance.name(), StepPolicy.of(config));
			}
		}
		return Collections.unmodifiableMap(policies);
	}

	/**
	 * Returns the registry whose instances the steps are, for states, events and
	 * monitoring.
	 * @return the registry
	 */
	public ResilienceRegistry registry() {
		return this.registry;
	}

	/**
	 * Closes the registry if it belongs to this executor: waits of steps end at once.
	 */
	@Override
	public void close() {
		if (this.owned) {
			this.registry.close();
		}
	}

	/**
	 * Work that is given the settings of its attempt.
	 */
	private static final class SettingsWork extends CallWork {

		private final StepWork<?> work;

		SettingsWork(StepWork<?> work) {
			this.work = work;
		}

		@Override
		public @Nullable Object get(Call call) throws Exception {
			return this.work.run(call.terms().attributes());
		}

	}

	/**
	 * Work that is given the settings of its attempt and ends later.
	 *
	 * @param work begins the work
	 */
	private record SettingsStageWork(StepWork<? extends CompletionStage<?>> work) implements AsyncWork {

		@Override
		public void begin(AsyncCall call, Completion completion) throws Throwable {
			new StageWork(() -> this.work.run(call.facts().terms().attributes())).begin(call, completion);
		}

		@Override
		public void follow(@Nullable Object answer, AsyncCall call, Completion completion) {
			if (answer instanceof CompletionStage<?> stage) {
				StageWork.follow(stage, call, completion);
			}
			else {
				completion.succeeded(answer);
			}
		}

	}

}
