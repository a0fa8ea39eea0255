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

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.ResultCodec;

/**
 * Writes and reads the results of one declared type and the failures of some.
 */
final class JsonResultCodec implements ResultCodec {

	private static final Logger logger = LoggerFactory.getLogger(JsonResultCodec.class);

	private static final String UNIT = "kotlin.Unit";

	private final JsonMapper mapper;

	private final CodecOptions options;

	private final ResultShape shape;

	private final boolean comparable;

	private final List<FailureShape> failures;

	JsonResultCodec(JsonMapper mapper, CodecOptions options, ResultShape shape, boolean comparable,
			List<FailureShape> failures) {
		this.mapper = mapper;
		this.options = options;
		this.shape = shape;
		this.comparable = comparable;
		this.failures = List.copyOf(failures);
	}

	@Override
	public boolean keeps(@Nullable Object result) {
		return this.shape.keeps(result);
	}

	@Override
	public boolean keepsFailure(Throwable failure) {
		return this.shape.keepsFailure(failure);
	}

	@Override
	public @Nullable Object object(@Nullable Object result) {
		return this.shape.replayed(result);
	}

	@Override
	public Ending encode(@Nullable Object result) {
		Ending ending = write(result);
		if (this.options.verifyRoundTrip() && ending.kind() == Ending.Kind.RESULT) {
			compare(result, ending);
		}
		return ending;
	}

	/**
	 * Checks that a result is replayed as it is.
	 * @param result the result
	 * @throws IllegalStateException if it is not kept or differs
	 */
	void verify(@Nullable Object result) {
		Ending ending = write(result);
		if (ending.kind() != Ending.Kind.RESULT) {
			throw new IllegalStateException(
					"A result of type " + this.shape.value().toCanonical() + " is not kept: " + ending.codec());
		}
		compare(result, ending);
	}

	private Ending write(@Nullable Object result) {
		Object written = isConstant() ? null : this.shape.toWritten(result);
		if (written == null) {
			return Ending.result(this.shape.format().plain(), null);
		}
		if (differsInType(result)) {
			logger.warn("A result of type {} is not kept, as its declared type {} does not tell what it is",
					written.getClass().getName(), this.shape.value().toCanonical());
			return Ending.notRetained("is of a subtype that is not declared");
		}
		BoundedOutput output = new BoundedOutput(this.options.maxSize());
		try {
			this.mapper.writerFor(this.shape.written()).writeValue(output, written);
		}
		catch (JacksonException | StackOverflowError ex) {
			if (output.exceeded()) {
				return Ending.notRetained("is larger than " + this.options.maxSize() + " bytes");
			}
			logger.warn("A result of type {} cannot be written as JSON and is not kept",
					this.shape.value().toCanonical(), ex);
			return Ending.notRetained("cannot be written as JSON");
		}
		byte[] json = output.toByteArray();
		RecordFormat format = this.shape.format();
		return format.compresses(json, this.options) ? Ending.result(format.gzipped(), format.compress(json))
				: Ending.result(format.plain(), json);
	}

	// Of a plain class that is not final a subclass may come, of which a record would
	// tell nothing.
	private boolean differsInType(@Nullable Object result) {
		JavaType declared = this.shape.value();
		return result != null && this.shape.format() == RecordFormat.VALUE && declared.isConcrete()
				&& !declared.isPrimitive() && !declared.isContainerType() && !declared.isReferenceType()
				&& !declared.isEnumType() && declared.getRawClass() != result.getClass()
				&& !this.mapper.serializationConfig()
					.classIntrospectorInstance()
					.introspectClassAnnotations(declared)
					.hasAnnotation(com.fasterxml.jackson.annotation.JsonTypeInfo.class);
	}

	@Override
	public @Nullable Object decode(Ending ending) throws IOException {
		byte[] content = ending.bytes();
		if (isConstant()) {
			return constant();
		}
		RecordFormat format = this.shape.format();
		if (content == null || content.length == 0) {
			// The name is checked all the same
			format.json(ending.codec().equals(format.gzipped()) ? format.plain() : ending.codec(), new byte[0],
					this.options);
			return null;
		}
		byte[] json = format.json(ending.codec(), content, this.options);
		return this.shape.fromWritten(ChangedClasses.read(this.mapper, this.shape.written(), json));
	}

	@Override
	public @Nullable Ending encodeFailure(Throwable failure) {
		for (FailureShape kept : this.failures) {
			if (kept.type() == failure.getClass()) {
				return kept.encode(failure, this.options);
			}
		}
		return null;
	}

	@Override
	public Throwable decodeFailure(Ending ending) throws IOException {
		byte[] json = RecordFormat.FAILURE.json(ending.codec(), Objects.requireNonNull(ending.bytes()), this.options);
		String name = FailureShape.typeName(this.mapper, json);
		for (FailureShape kept : this.failures) {
			if (kept.type().getName().equals(name)) {
				return kept.decode(json);
			}
		}
		throw new IOException("The record keeps a failure of a type that is not among those to be kept");
	}

	private void compare(@Nullable Object result, Ending ending) {
		Object replayed;
		try {
			replayed = decode(ending);
		}
		catch (IOException | JacksonException ex) {
			throw new IllegalStateException(
					"A result of type " + this.shape.value().toCanonical() + " can be written but not read back", ex);
		}
		Object expected = this.shape.replayed(result);
		boolean same = Objects.deepEquals(expected, replayed)
				|| (!this.comparable && Arrays.equals(write(expected).bytes(), write(replayed).bytes()));
		if (!same && !isConstant()) {
			throw new IllegalStateException("A result of type " + this.shape.value().toCanonical()
					+ " is not equal to what would be replayed: something of it is not written, or not read back");
		}
	}

	private boolean isConstant() {
		Class<?> raw = this.shape.value().getRawClass();
		return this.shape.format() == RecordFormat.VALUE
				&& (raw == void.class || raw == Void.class || isUnit(this.shape.value()));
	}

	static boolean isUnit(JavaType type) {
		return type.getRawClass().getName().equals(UNIT);
	}

	private @Nullable Object constant() {
		if (!isUnit(this.shape.value())) {
			return null;
		}
		Class<?> unit = ClassUtils.resolveClassName(UNIT, this.shape.value().getRawClass().getClassLoader());
		return ReflectionUtils.getField(Objects.requireNonNull(ReflectionUtils.findField(unit, "INSTANCE")), null);
	}

}
