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

package dev.resilience.autoconfigure.web;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

import dev.resilience.policy.CurrentAttempt;
import dev.resilience.time.Deadline;

/**
 * Takes the limit of a request, and that it is a repeat, along to the threads on which
 * Spring MVC runs the {@code Callable}, {@code WebAsyncTask} or
 * {@code StreamingResponseBody} that a handler has returned.
 */
public final class CallableDeadlines implements CallableProcessingInterceptor {

	private static final String LIMIT = CallableDeadlines.class.getName() + ".limit";

	private static final String ATTEMPT = CallableDeadlines.class.getName() + ".attempt";

	/**
	 * Creates this interceptor.
	 */
	public CallableDeadlines() {
	}

	@Override
	public <T> void beforeConcurrentHandling(NativeWebRequest request, Callable<T> task) {
		Deadline limit = Deadline.current();
		if (limit != null) {
			request.setAttribute(LIMIT, limit, RequestAttributes.SCOPE_REQUEST);
		}
		Integer attempt = CurrentAttempt.number();
		if (attempt != null) {
			request.setAttribute(ATTEMPT, attempt, RequestAttributes.SCOPE_REQUEST);
		}
	}

	@Override
	public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
		if (request.getAttribute(LIMIT, RequestAttributes.SCOPE_REQUEST) instanceof Deadline limit) {
			Deadline.adopt(limit);
		}
		if (request.getAttribute(ATTEMPT, RequestAttributes.SCOPE_REQUEST) instanceof Integer attempt) {
			CurrentAttempt.bind(attempt);
		}
	}

	@Override
	public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object result) {
		CurrentAttempt.bind(null);
		Deadline.adopt(null);
	}

}
