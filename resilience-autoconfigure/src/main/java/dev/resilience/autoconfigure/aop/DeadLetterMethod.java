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

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.KotlinDetector;

import dev.resilience.autoconfigure.deadletter.ArgumentCodec;
import dev.resilience.autoconfigure.deadletter.DeadLetterMethods;
import dev.resilience.autoconfigure.idempotency.ReplayedKeys;
import dev.resilience.deadletter.DeadLetterOperation;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.idempotency.IdempotencyKeys;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Call;

/**
 * What is known of a method whose failed calls are kept: what letters say about its
 * calls, and who makes them again.
 */
final class DeadLetterMethod implements DeadLetterOperation {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterMethod.class);

	private final Supplier<DeadLetterMethods> source;

	private final ReplayedBean bean;

	private final Method method;

	private final Class<?> userClass;

	private final String name;

	private final boolean replayable;

	private final Supplier<@Nullable IdempotencyKeys> keys;

	private volatile @Nullable ArgumentCodec codec;

	/**
	 * Creates what is known of a method.
	 * @param source what keeps calls and makes them again
	 * @param bean where the bean is found that a replay calls
	 * @param method the method
	 * @param userClass the class of the bean
	 * @param name the stable name of the work
	 * @param replayable whether a replay calls the method
	 * @param keys gives what tells the idempotency key of a call, or {@code null}
	 */
	DeadLetterMethod(Supplier<DeadLetterMethods> source, ReplayedBean bean, Method method, Class<?> userClass,
			String name, boolean replayable, Supplier<@Nullable IdempotencyKeys> keys) {
		this.source = source;
		this.bean = bean;
		this.method = method;
		this.userClass = userClass;
		this.name = name;
		this.replayable = replayable;
		this.keys = keys;
	}

	DeadLetters letters() {
		return this.source.get().letters();
	}

	/**
	 * Lets replays call the method, as far as the annotation allows.
	 * @param pipeline gives the pipeline of the method
	 */
	void register(Supplier<Pipeline> pipeline) {
		if (this.replayable) {
			this.source.get()
				.handlers()
				.add(new ReplayedMethod(this.name, this.method, this.bean, this::codec, pipeline));
		}
	}

	private ArgumentCodec codec() {
		ArgumentCodec known = this.codec;
		if (known == null) {
			known = this.source.get().codecs().of(this.method, this.userClass);
			this.codec = known;
		}
		return known;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public DeadLetterPayload payload(Call call, int maxBytes) {
		return (call.attachment() instanceof MethodInvocation invocation
				&& !KotlinDetector.isSuspendingFunction(this.method))
						? codec().write(invocation.getArguments(), maxBytes) : DeadLetterPayload.NONE;
	}

	@Override
	public Map<String, String> headers(Call call) {
		Map<String, String> headers = new HashMap<>();
		if (call.attachment() instanceof MethodInvocation invocation) {
			headers.putAll(this.bean.headers(invocation.getThis()));
		}
		IdempotencyKeys keys = this.keys.get();
		if (keys != null) {
			try {
				IdempotentRequest request = keys.requestOf(call);
				headers.putAll(ReplayedKeys.headers(request, this.source.get().redactor()));
			}
			catch (Exception ex) {
				logger.debug("The idempotency key of a failed call of '{}' is not known any more", this.name, ex);
			}
		}
		return headers;
	}

}
