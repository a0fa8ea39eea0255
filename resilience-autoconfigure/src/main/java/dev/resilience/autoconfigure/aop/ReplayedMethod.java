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

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ReflectionUtils;

import dev.resilience.autoconfigure.deadletter.ArgumentCodec;
import dev.resilience.autoconfigure.reactive.LateValues;
import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.Policy;
import dev.resilience.policy.PolicyType;

/**
 * Makes failed calls of one method again, through the proxy of its bean, so under all of
 * its policies and with all other advice.
 */
final class ReplayedMethod implements DeadLetterHandler {

	private final String operation;

	private final Method method;

	private final ReplayedBean bean;

	private final Supplier<ArgumentCodec> codec;

	private final Supplier<Pipeline> pipeline;

	ReplayedMethod(String operation, Method method, ReplayedBean bean, Supplier<ArgumentCodec> codec,
			Supplier<Pipeline> pipeline) {
		this.operation = operation;
		this.method = method;
		this.bean = bean;
		this.codec = codec;
		this.pipeline = pipeline;
	}

	@Override
	public String operation() {
		return this.operation;
	}

	@Override
	public @Nullable String refusal(DeadLetter letter) {
		if (KotlinDetector.isSuspendingFunction(this.method)) {
			return "its method is a suspend function, which is replayed by a DeadLetterHandler bean only";
		}
		if (AnnotatedElementUtils.hasAnnotation(this.method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(this.method.getDeclaringClass(), Async.class)) {
			return "its method is @Async, which is replayed by a DeadLetterHandler bean only";
		}
		String incomplete = DeadLetterHandler.super.refusal(letter);
		if (incomplete != null) {
			return incomplete;
		}
		if (this.bean.name(letter) == null) {
			return "it is not clear which bean to call";
		}
		try {
			this.codec.get().read(text(letter));
			return null;
		}
		catch (IllegalArgumentException ex) {
			return "its payload cannot be read: " + ex.getMessage();
		}
	}

	@Override
	public Duration blockedFor(DeadLetter letter) {
		Pipeline pipeline = this.pipeline.get();
		if (pipeline.isKeyed(PolicyType.CIRCUIT_BREAKER)) {
			return Duration.ZERO;
		}
		for (Policy policy : pipeline.policies()) {
			if (policy instanceof CircuitBreaker breaker && isOpen(breaker.state())) {
				return (breaker.state() == CircuitBreakerState.OPEN) ? breaker.snapshot().remainingOpenDuration()
						: breaker.config().openDuration();
			}
		}
		return Duration.ZERO;
	}

	private static boolean isOpen(CircuitBreakerState state) {
		return state == CircuitBreakerState.OPEN || state == CircuitBreakerState.FORCED_OPEN;
	}

	@Override
	public @Nullable Object replay(DeadLetter letter) throws Throwable {
		@Nullable Object[] arguments = this.codec.get().read(text(letter));
		Object called = this.bean.get(letter);
		Method invocable = AopUtils.selectInvocableMethod(this.method, called.getClass());
		ReflectionUtils.makeAccessible(invocable);
		Object result;
		try {
			result = invocable.invoke(called, arguments);
		}
		catch (InvocationTargetException ex) {
			throw (ex.getCause() != null) ? ex.getCause() : ex;
		}
		return ended(result);
	}

	// A publisher does nothing before somebody subscribes; a plain future tells nobody.
	private static @Nullable Object ended(@Nullable Object result) throws Throwable {
		if (result instanceof CompletionStage<?>) {
			return result;
		}
		if (result instanceof Future<?> future) {
			try {
				return future.get();
			}
			catch (ExecutionException ex) {
				throw (ex.getCause() != null) ? ex.getCause() : ex;
			}
		}
		return (result != null && LateValues.isPublished(result)) ? Published.ending(result) : result;
	}

	private static String text(DeadLetter letter) {
		String text = letter.payload().text();
		return (text != null) ? text : "";
	}

	/** Loaded only where there are publishers. */
	private static final class Published implements Subscriber<Object> {

		private final CompletableFuture<@Nullable Object> end = new CompletableFuture<>();

		static CompletableFuture<@Nullable Object> ending(Object result) {
			ReactiveType type = ReactiveType.of(result.getClass());
			Published subscriber = new Published();
			if (type == null) {
				subscriber.end.complete(null);
			}
			else {
				subscribe(type.toPublisher(result), subscriber);
			}
			return subscriber.end;
		}

		@SuppressWarnings("unchecked") // takes values of every type
		private static void subscribe(Publisher<?> publisher, Published subscriber) {
			((Publisher<Object>) publisher).subscribe(subscriber);
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			subscription.request(Long.MAX_VALUE);
		}

		@Override
		public void onNext(Object value) {
			// that it ends is what counts
		}

		@Override
		public void onError(Throwable failure) {
			this.end.completeExceptionally(failure);
		}

		@Override
		public void onComplete() {
			this.end.complete(null);
		}

	}

}
