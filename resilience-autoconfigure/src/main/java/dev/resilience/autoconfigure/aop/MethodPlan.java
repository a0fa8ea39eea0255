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

package dev.resilience.autoconfigure.aop;

import java.util.function.Function;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Call;
import dev.resilience.policy.Policy;
import dev.resilience.timeout.Timeout;
import dev.resilience.timeout.TimeoutMode;

/**
 * What happens to the calls of one method: compiled once from its annotations, so that a
 * call looks nothing up. The pipeline can be built again when settings of its instances
 * change; calls under way end as they began.
 */
final class MethodPlan {

	private final Function<ResilienceSettings, Supplier<Pipeline>> source;

	private final CallExpressions expressions;

	private final @Nullable LateMethod late;

	private final boolean described;

	private volatile Compiled compiled;

	/**
	 * Creates a plan.
	 * @param source prepares the pipeline for settings, and then builds it
	 * @param settings the settings in force
	 * @param expressions tell what annotations say about a call
	 * @param shape how the result reaches the caller
	 */
	MethodPlan(Function<ResilienceSettings, Supplier<Pipeline>> source, ResilienceSettings settings,
			CallExpressions expressions, ReturnShape shape) {
		this.source = source;
		this.expressions = expressions;
		this.described = !expressions.isEmpty();
		this.late = shape.isBlocking() ? null : new LateMethod(shape, this::pipeline);
		this.compiled = Compiled.of(source.apply(settings).get());
	}

	/**
	 * Makes a call.
	 * @param invocation the invocation
	 * @param body calls the method; {@code null} if other advice stands between ours and
	 * it, or may do so
	 * @return the result
	 * @throws Throwable what the method throws, or what a policy throws in its place
	 */
	@Nullable Object call(MethodInvocation invocation, @Nullable MethodBody body) throws Throwable {
		if (this.late != null) {
			return callLate(this.late, new RepeatableInvocation(invocation, body == null));
		}
		Compiled current = this.compiled;
		Call call = this.described ? new AnnotatedCall.Described(invocation, this.expressions.evaluate(invocation))
				: new AnnotatedCall(invocation);
		return current.pipeline().run((body != null) ? body : current.observed(), call);
	}

	private @Nullable Object callLate(LateMethod method, RepeatableInvocation repeatable) throws Throwable {
		return method.call((mayInterrupt) -> new LateCall(repeatable,
				this.expressions.evaluate(repeatable.invocation()), mayInterrupt));
	}

	/**
	 * Prepares to follow other settings.
	 * @param settings the settings
	 * @return builds the pipeline again and lets calls walk through it from then on
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException if the
	 * settings are wrong for this method; nothing has changed then
	 */
	Runnable prepare(ResilienceSettings settings) {
		Supplier<Pipeline> prepared = this.source.apply(settings);
		return () -> this.compiled = Compiled.of(prepared.get());
	}

	void rebuild(ResilienceSettings settings) {
		prepare(settings).run();
	}

	Pipeline pipeline() {
		return this.compiled.pipeline();
	}

	/**
	 * A pipeline and what follows from it.
	 *
	 * @param pipeline the pipeline
	 * @param observed proceeds through the other advice behind ours
	 */
	private record Compiled(Pipeline pipeline, MethodBody observed) {

		static Compiled of(Pipeline pipeline) {
			boolean outlives = false;
			boolean leaves = false;
			for (Policy policy : pipeline.policies()) {
				switch (policy.type()) {
					case RETRY, FALLBACK -> outlives = true;
					case TIMEOUT ->
						leaves |= policy instanceof Timeout timeout && timeout.config().mode() == TimeoutMode.OFFLOAD;
					default -> {
						// needs the invocation once, on its own thread
					}
				}
			}
			return new Compiled(pipeline,
					leaves ? MethodBody.EXPOSING : outlives ? MethodBody.CLONING : MethodBody.PROCEEDING);
		}

	}

}
