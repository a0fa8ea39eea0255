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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;

import dev.resilience.autoconfigure.reactive.ReactiveType;

/**
 * How the result of an annotated method reaches its caller, as far as the declaration
 * tells.
 *
 * @param kind when the result is there
 * @param value the type of the one value that comes later; {@code null} if the method
 * returns its result itself, or there may be many values or anything
 * @param reactive how to publish; only for {@link Kind#REACTIVE}
 */
record ReturnShape(Kind kind, @Nullable ResolvableType value, @Nullable ReactiveType reactive) {

	/** Of methods whose result is there when they return. */
	static final ReturnShape BLOCKING = new ReturnShape(Kind.BLOCKING, null, null);

	/**
	 * Returns the shape of a method.
	 * @param method the method
	 * @param userClass the class of the bean
	 * @return the shape
	 * @throws UnsupportedException if calls of the method could not be protected, or
	 * their result not be returned
	 */
	static ReturnShape of(Method method, Class<?> userClass) {
		if (KotlinDetector.isSuspendingFunction(method)) {
			return suspending(method);
		}
		ResolvableType declared = ResolvableType.forMethodReturnType(method, userClass);
		Class<?> type = declared.resolve(Object.class);
		if (type == Future.class || type == CompletionStage.class || type == CompletableFuture.class) {
			Kind kind = isAsync(method) ? Kind.AWAITED : (type == Future.class) ? Kind.FUTURE : Kind.STAGE;
			return new ReturnShape(kind, declared.getGeneric(), null);
		}
		ReactiveType reactive = ReactiveType.of(type);
		if (reactive != null && type.isAssignableFrom(reactive.type())) {
			return new ReturnShape(Kind.REACTIVE, reactive.isMultiValue() ? null : declared.getGeneric(), reactive);
		}
		if (reactive != null || ReactiveType.looksReactive(type) || Future.class.isAssignableFrom(type)
				|| CompletionStage.class.isAssignableFrom(type)) {
			throw unsupported(type, reactive);
		}
		boolean mayBeLate = type.isAssignableFrom(CompletableFuture.class) || ReactiveType.mayBe(type);
		return mayBeLate ? new ReturnShape(Kind.UNKNOWN, null, null) : BLOCKING;
	}

	/**
	 * Returns the type of the one value that comes later than a method returns.
	 * @param method the method
	 * @param userClass the class of the bean
	 * @return the type; {@code null} if there is none, or the method is unsupported
	 */
	static @Nullable ResolvableType valueOf(Method method, Class<?> userClass) {
		try {
			return of(method, userClass).value();
		}
		catch (UnsupportedException ex) {
			return null;
		}
	}

	private static UnsupportedException unsupported(Class<?> type, @Nullable ReactiveType reactive) {
		String message = "returns " + type.getSimpleName() + ", which cannot be protected: ";
		if (reactive != null) {
			String known = reactive.type().getSimpleName();
			return new UnsupportedException(message + "what is protected is a " + known, "declare " + known);
		}
		if (ReactiveType.looksReactive(type)) {
			return new UnsupportedException(message + "nothing on the class path knows how to subscribe to it",
					"add io.projectreactor:reactor-core");
		}
		return new UnsupportedException(message + "what is protected is a CompletableFuture",
				"declare CompletionStage or CompletableFuture");
	}

	// What Spring runs on another thread is awaited there before its caller sees it.
	private static boolean isAsync(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, Async.class)
				|| AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Async.class);
	}

	// Such a method is invoked as a publisher of its value, or of the values of its flow.
	private static ReturnShape suspending(Method method) {
		ReactiveType mono = ReactiveType.ofName("reactor.core.publisher.Mono");
		ReactiveType flow = ReactiveType.ofName("kotlinx.coroutines.flow.Flow");
		if (mono == null || flow == null) {
			throw new UnsupportedException(
					"is a suspend function, which needs Reactor and the Kotlin coroutines for it to be protected",
					"add org.jetbrains.kotlinx:kotlinx-coroutines-reactor");
		}
		Class<?> type = new MethodParameter(method, -1).getParameterType();
		return flow.type().isAssignableFrom(type) ? new ReturnShape(Kind.REACTIVE, null, flow)
				: new ReturnShape(Kind.REACTIVE, KotlinSuspension.valueOf(method), mono);
	}

	boolean isBlocking() {
		return this.kind == Kind.BLOCKING;
	}

	/**
	 * Returns whether calls have a result that can be kept.
	 * @return whether there is one value at most, as far as is known
	 */
	boolean hasOneValue() {
		return this.reactive == null || !this.reactive.isMultiValue();
	}

	/**
	 * When results are there.
	 */
	enum Kind {

		/** When the method returns. */
		BLOCKING,

		/** Later, but the calling thread waits for them anyway. */
		AWAITED,

		/** When a stage has completed. */
		STAGE,

		/** When a future is done, which tells nobody unless it is a stage. */
		FUTURE,

		/** When a publisher has completed, for each subscriber. */
		REACTIVE,

		/** Only the value that the method returns tells. */
		UNKNOWN

	}

	/**
	 * The method returns something that cannot be replaced by what is protected.
	 */
	static final class UnsupportedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final String suggestion;

		UnsupportedException(String message, String suggestion) {
			super(message);
			this.suggestion = suggestion;
		}

		String suggestion() {
			return this.suggestion;
		}

	}

}
