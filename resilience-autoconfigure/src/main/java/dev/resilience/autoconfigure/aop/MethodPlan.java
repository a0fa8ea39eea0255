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

import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.PolicyType;

/**
 * What happens to the calls of one method: compiled once from its annotations, so that a
 * call looks nothing up. The pipeline can be built again when settings of its instances
 * change; calls under way end as they began.
 */
final class MethodPlan {

	private final Supplier<Pipeline> source;

	private final @Nullable CallExpression weight;

	private volatile Pipeline pipeline;

	private final boolean repeats;

	/**
	 * Creates a plan.
	 * @param source builds the pipeline from the settings as they are
	 * @param weight how many permits of a rate limiter a call takes; {@code null} for one
	 */
	MethodPlan(Supplier<Pipeline> source, @Nullable CallExpression weight) {
		this.source = source;
		this.weight = weight;
		this.pipeline = source.get();
		this.repeats = this.pipeline.policies().stream().anyMatch((policy) -> policy.type() == PolicyType.RETRY);
	}

	@Nullable Object call(MethodInvocation invocation) throws Throwable {
		AnnotatedCall call;
		if (this.repeats && !RepeatedInvocation.canRepeat(invocation)) {
			call = new AnnotatedCall.Cloning(invocation, weight(invocation));
		}
		else if (this.weight != null) {
			call = new AnnotatedCall.Weighted(invocation, weight(invocation));
		}
		else {
			call = new AnnotatedCall(invocation);
		}
		return this.pipeline.run(call, call);
	}

	private int weight(MethodInvocation invocation) {
		if (this.weight == null) {
			return 1;
		}
		Object value = this.weight.evaluate(invocation);
		if (!(value instanceof Number number) || number.intValue() < 1) {
			throw new IllegalArgumentException("The weight " + this.weight + " of " + invocation.getMethod().getName()
					+ " is " + value + "; it must be a number of at least 1");
		}
		return number.intValue();
	}

	void rebuild() {
		this.pipeline = this.source.get();
	}

	Pipeline pipeline() {
		return this.pipeline;
	}

}
