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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

import dev.resilience.idempotency.IdempotencyContext;

/**
 * Takes the idempotent call of a request along to the threads on which Spring MVC runs
 * the {@code Callable} or {@code WebAsyncTask} that a handler has returned.
 */
public final class CallableClaims implements CallableProcessingInterceptor {

	private static final String CALL = CallableClaims.class.getName() + ".call";

	/**
	 * Creates this interceptor.
	 */
	public CallableClaims() {
	}

	@Override
	public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
		IdempotencyContext.current()
			.ifPresent((call) -> request.setAttribute(CALL, call, RequestAttributes.SCOPE_REQUEST));
	}

	// Left by the method below, as it is the same thread
	@SuppressWarnings("MustBeClosedChecker")
	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		if (request.getAttribute(CALL, RequestAttributes.SCOPE_REQUEST) instanceof IdempotencyContext call) {
			call.enter();
		}
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
		IdempotencyContext.enter(null);
	}

}
