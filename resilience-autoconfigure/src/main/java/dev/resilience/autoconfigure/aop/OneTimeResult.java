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

import java.io.InputStream;
import java.io.Reader;
import java.nio.channels.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Finds results that can be used once: they are consumed, or written while they are made,
 * so that no repeated call could be given them.
 */
final class OneTimeResult {

	private static final List<Class<?>> TYPES = List.of(BaseStream.class, Iterator.class, InputStream.class,
			Reader.class, Channel.class, Callable.class);

	/** By name, as they need not be there. */
	private static final List<String> NAMES = List.of(
			"org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter",
			"org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody",
			"org.springframework.web.context.request.async.DeferredResult",
			"org.springframework.web.context.request.async.WebAsyncTask",
			"org.springframework.core.io.InputStreamResource", "org.springframework.http.codec.ServerSentEvent");

	private OneTimeResult() {
	}

	/**
	 * Looks at a type and its arguments.
	 * @param returned what a method returns
	 * @return the simple name of the type that can be used once, or {@code null} for none
	 */
	static @Nullable String in(ResolvableType returned) {
		Deque<ResolvableType> types = new ArrayDeque<>(List.of(returned));
		while (!types.isEmpty()) {
			ResolvableType type = types.pop();
			Class<?> raw = type.resolve(Object.class);
			if (TYPES.stream().anyMatch((once) -> once.isAssignableFrom(raw)) || isNamed(raw)) {
				return raw.getSimpleName();
			}
			types.addAll(List.of(type.getGenerics()));
		}
		return null;
	}

	private static boolean isNamed(Class<?> type) {
		for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
			if (NAMES.contains(ancestor.getName())) {
				return true;
			}
		}
		return ClassUtils.getAllInterfacesForClassAsSet(type)
			.stream()
			.anyMatch((implemented) -> NAMES.contains(implemented.getName()));
	}

}
