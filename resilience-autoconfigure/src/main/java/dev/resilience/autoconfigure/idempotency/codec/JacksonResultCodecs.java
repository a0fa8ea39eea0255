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

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.ResultCodec;
import dev.resilience.idempotency.ResultCodecs;

/**
 * Writes results as JSON by their declared types. A type is checked when its codec is
 * made: what could not be replayed as it was is refused with a reason and a remedy, so
 * that the application does not start. A record never says which class is loaded. Safe
 * for use by many threads.
 */
public final class JacksonResultCodecs implements ResultCodecs {

	private static final boolean WEB_PRESENT = ClassUtils.isPresent("org.springframework.web.ErrorResponse",
			JacksonResultCodecs.class.getClassLoader());

	private static final String MONO = "reactor.core.publisher.Mono";

	private final JsonMapper mapper;

	private final CodecOptions options;

	private final ResultShape.Finder shapes;

	private final Map<Wanted, JsonResultCodec> codecs = new ConcurrentHashMap<>();

	private JacksonResultCodecs(JsonMapper application, CodecOptions options) {
		this.mapper = ReplayMapper.of(application);
		this.options = options;
		this.shapes = WEB_PRESENT ? new Responses(this.mapper, options.responses())
				: (type) -> new ResultShape.Value(this.mapper.constructType(type));
	}

	/**
	 * Creates codecs.
	 * @param application the mapper of the application, whose modules, mix-ins and
	 * subtypes are used and which stays as it is
	 * @param options how results are written
	 * @return the codecs
	 */
	public static JacksonResultCodecs of(JsonMapper application, CodecOptions options) {
		return new JacksonResultCodecs(application, options);
	}

	/**
	 * Returns the codec of a type.
	 * @param type the declared type of the result, type variables resolved; a
	 * {@link CompletionStage} or {@code Mono} stands for its value
	 * @return the codec, the same for the same type
	 * @throws IllegalArgumentException if results of the type cannot be replayed, saying
	 * where in it and why
	 */
	@Override
	public ResultCodec codecOf(Type type) {
		return codec(type, List.of());
	}

	/**
	 * Returns the codec of an operation some of whose failures are kept.
	 * @param type the declared type of the result, as in {@link #codecOf(Type)}
	 * @param failures the types of the failures; a record never restores another one
	 * @return the codec
	 * @throws IllegalArgumentException if results or failures of the types cannot be
	 * replayed, saying where in it and why
	 */
	@Override
	public ResultCodec codecOf(Type type, List<Class<? extends Throwable>> failures) {
		return codec(type, failures);
	}

	/**
	 * Checks that a result would be replayed as it is: for tests of an application.
	 * @param type the declared type of the result, as in {@link #codecOf(Type)}
	 * @param result the result
	 * @throws IllegalArgumentException if results of the type cannot be replayed
	 * @throws IllegalStateException if this result cannot be kept, or would differ
	 */
	public void verify(Type type, @Nullable Object result) {
		codec(type, List.of()).verify(result);
	}

	/**
	 * Checks that a failure would be replayed as it is: for tests of an application.
	 * @param failure the failure
	 * @throws IllegalArgumentException if failures of its type cannot be replayed
	 * @throws IllegalStateException if this failure cannot be kept, or would differ
	 */
	public void verifyFailure(Throwable failure) {
		if (codec(Void.class, List.of(failure.getClass())).encodeFailure(failure) == null) {
			throw new IllegalStateException(
					"A failure of type " + failure.getClass().getName() + " is not kept; the log says why");
		}
	}

	private JsonResultCodec codec(Type type, List<Class<? extends Throwable>> failures) {
		Wanted wanted = new Wanted(type, List.copyOf(failures));
		JsonResultCodec known = this.codecs.get(wanted);
		return (known != null) ? known : this.codecs.computeIfAbsent(wanted, this::create);
	}

	private JsonResultCodec create(Wanted wanted) {
		ResultShape shape = this.shapes.of(value(wanted.type()));
		boolean[] comparable = new boolean[1];
		List<FailureShape> failures = new ArrayList<>();
		TypeProbe.ask(this.mapper, (context) -> {
			ReplayableTypes types = new ReplayableTypes(context);
			if (!JsonResultCodec.isUnit(shape.value())) {
				types.check(shape.value(), (shape.format() == RecordFormat.RESPONSE) ? "the body" : "the result");
			}
			comparable[0] = types.comparable();
			for (Class<? extends Throwable> failure : wanted.failures()) {
				failures.add(FailureShape.of(failure, this.mapper, types, this.options.responses()));
			}
		});
		return new JsonResultCodec(this.mapper, this.options, shape, comparable[0], failures);
	}

	private Type value(Type type) {
		JavaType declared = this.mapper.constructType(type);
		boolean mono = declared.getRawClass().getName().equals(MONO);
		if (!mono && !declared.isTypeOrSubTypeOf(CompletionStage.class)) {
			return type;
		}
		JavaType[] values = declared.findTypeParameters(mono ? declared.getRawClass() : CompletionStage.class);
		return (values.length > 0) ? values[0] : Object.class;
	}

	/**
	 * What a codec is asked for.
	 *
	 * @param type the declared type
	 * @param failures the types of failures
	 */
	private record Wanted(Type type, List<Class<? extends Throwable>> failures) {

	}

}
