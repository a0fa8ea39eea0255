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

package dev.resilience.autoconfigure.idempotency.codec;

import java.io.Closeable;
import java.io.File;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.jspecify.annotations.Nullable;

/**
 * Types whose values do not survive in a record, whatever Jackson makes of them, and what
 * to use instead. The type of a library that may be missing is known by its name.
 */
final class ForbiddenTypes {

	private static final String ONCE = "can be read only once: collect it into a list or an array of bytes";

	private static final String LATER = "ends later: return its value, or the stage or Mono itself as the result";

	private static final String ANY = "may be anything: declare the concrete type";

	private static final Map<Class<?>, String> SUBTYPES = new LinkedHashMap<>();

	private static final Map<String, String> NAMED_SUBTYPES = new LinkedHashMap<>();

	private static final Map<Class<?>, String> EXACT = Map.of(Object.class,
			"may be anything: declare the concrete type, with its type parameters", Number.class, ANY,
			CharSequence.class, "may be anything: declare String", Comparable.class, ANY, Serializable.class, ANY,
			Cloneable.class, ANY, Iterable.class, ONCE);

	static {
		SUBTYPES.put(BaseStream.class, ONCE);
		SUBTYPES.put(Iterator.class, ONCE);
		SUBTYPES.put(Enumeration.class, ONCE);
		SUBTYPES.put(Future.class, LATER);
		SUBTYPES.put(CompletionStage.class, LATER);
		SUBTYPES.put(Flow.Publisher.class, "is a stream of values: collect it into a list");
		SUBTYPES.put(Throwable.class, "is a failure: throw it and list it in store-failures");
		SUBTYPES.put(Class.class, "would make a record name classes to be loaded: return a name");
		SUBTYPES.put(AnnotatedElement.class, "belongs to this process");
		SUBTYPES.put(ClassLoader.class, "belongs to this process");
		SUBTYPES.put(Thread.class, "belongs to this process");
		SUBTYPES.put(Reference.class, "belongs to this process");
		SUBTYPES.put(Runnable.class, "is a piece of program: return what it computes");
		SUBTYPES.put(File.class, "names a file of this machine: return its content or its name");
		SUBTYPES.put(Calendar.class, "loses its time zone: use ZonedDateTime");
		NAMED_SUBTYPES.put("java.sql.Timestamp", "loses its nanoseconds: use Instant");
		NAMED_SUBTYPES.put("org.reactivestreams.Publisher",
				"is a stream of values: collect it into a list, or return a Mono as the result itself");
		NAMED_SUBTYPES.put("kotlinx.coroutines.flow.Flow", "is a stream of values: collect it into a list");
		NAMED_SUBTYPES.put("org.springframework.core.io.InputStreamSource", ONCE);
		NAMED_SUBTYPES.put("org.springframework.http.HttpEntity",
				"is a response or request: only the result itself can be a ResponseEntity or HttpEntity");
		NAMED_SUBTYPES.put("org.springframework.http.HttpHeaders", "has no JSON form: use a Map");
		NAMED_SUBTYPES.put("org.springframework.web.context.request.async.DeferredResult", LATER);
		NAMED_SUBTYPES.put("org.springframework.web.context.request.async.WebAsyncTask", LATER);
		NAMED_SUBTYPES.put("org.springframework.web.servlet.mvc.method.annotation.ResponseBodyEmitter", ONCE);
		NAMED_SUBTYPES.put("org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody", ONCE);
		NAMED_SUBTYPES.put("org.springframework.web.servlet.ModelAndView", "is rendered later: return its model");
		NAMED_SUBTYPES.put("org.springframework.web.servlet.View", "is rendered later: return its model");
		NAMED_SUBTYPES.put("org.springframework.web.ErrorResponse", "is a failure: return a ProblemDetail");
		SUBTYPES.put(Closeable.class, ONCE);
	}

	private ForbiddenTypes() {
	}

	/**
	 * Tells why values of a class are not replayed.
	 * @param type the class
	 * @return what is wrong with it and what to do, or {@code null} for nothing
	 */
	static @Nullable String reason(Class<?> type) {
		String exact = EXACT.get(type);
		if (exact != null) {
			return exact;
		}
		for (Map.Entry<Class<?>, String> forbidden : SUBTYPES.entrySet()) {
			if (forbidden.getKey().isAssignableFrom(type)) {
				return forbidden.getValue();
			}
		}
		for (Map.Entry<String, String> forbidden : NAMED_SUBTYPES.entrySet()) {
			if (isSubtype(type, forbidden.getKey())) {
				return forbidden.getValue();
			}
		}
		if (type.isAnnotationPresent(FunctionalInterface.class) || type.getName().startsWith("java.util.function.")) {
			return "is a piece of program: return what it computes";
		}
		return null;
	}

	private static boolean isSubtype(@Nullable Class<?> type, String name) {
		if (type == null) {
			return false;
		}
		return type.getName().equals(name) || isSubtype(type.getSuperclass(), name)
				|| Arrays.stream(type.getInterfaces()).anyMatch((implemented) -> isSubtype(implemented, name));
	}

}
