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

package dev.resilience.autoconfigure.deadletter;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.GenericTypeResolver;
import org.springframework.core.ParameterNameDiscoverer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.autoconfigure.idempotency.codec.CodecOptions;
import dev.resilience.autoconfigure.idempotency.codec.JacksonResultCodecs;
import dev.resilience.autoconfigure.idempotency.codec.ReplayMapper;
import dev.resilience.autoconfigure.reactive.ReactiveType;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.redaction.Redactor;

/**
 * Writes arguments as JSON by the types of the parameters. A letter never says which
 * class is loaded. Safe for use by many threads.
 */
final class JacksonArguments implements ArgumentCodecs {

	/** What a text is that holds values by their names. */
	private static final String VALUES = "map";

	private final JsonMapper mapper;

	private final JacksonResultCodecs types;

	private final Redactor redactor;

	private final ParameterNameDiscoverer names = new DefaultParameterNameDiscoverer();

	/**
	 * Creates codecs.
	 * @param application the mapper of the application, which stays as it is
	 * @param redactor masks secrets among the arguments
	 */
	JacksonArguments(JsonMapper application, Redactor redactor) {
		this.mapper = ReplayMapper.of(application);
		this.types = JacksonResultCodecs.of(application, CodecOptions.defaults());
		this.redactor = Redactor.guarded(redactor);
	}

	@Override
	public ArgumentCodec of(Method method, Class<?> userClass) {
		@Nullable String @Nullable [] found = this.names.getParameterNames(method);
		List<JsonArguments.Parameter> parameters = new ArrayList<>();
		for (int index = 0; index < method.getParameterCount(); index++) {
			Type type = GenericTypeResolver.resolveType(method.getGenericParameterTypes()[index], userClass);
			String name = (found != null) ? found[index] : null;
			parameters.add(new JsonArguments.Parameter((name != null) ? name : "", this.mapper.constructType(type)));
		}
		return new JsonArguments(this.mapper, this.redactor, method.toGenericString(), parameters, this::problem);
	}

	@Override
	public DeadLetterPayload values(Map<String, Object> values, int maxBytes) {
		LimitedOutput output = new LimitedOutput(maxBytes);
		try {
			this.mapper.writeValue(output, values);
		}
		catch (JacksonException | StackOverflowError ex) {
			return DeadLetterPayload.missing(VALUES,
					output.exceeded() ? DeadLetterPayload.State.TOO_LARGE : DeadLetterPayload.State.UNWRITABLE);
		}
		Object written = this.mapper.readValue(output.text(), Object.class);
		Object shown = this.redactor.redactValue("", written);
		return (shown == written) ? DeadLetterPayload.complete(output.text(), VALUES) : new DeadLetterPayload(
				this.mapper.writeValueAsString(shown), VALUES, DeadLetterPayload.State.REDACTED);
	}

	// Returns why arguments of a type could not be read again as they were, or null.
	private @Nullable String problem(JavaType type) {
		Class<?> raw = type.getRawClass();
		if (Future.class.isAssignableFrom(raw) || ReactiveType.looksReactive(raw)
				|| CompletionStage.class.isAssignableFrom(raw)) {
			return "a " + raw.getSimpleName() + " is not there yet";
		}
		try {
			this.types.codecOf(type);
			return null;
		}
		catch (IllegalArgumentException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

}
