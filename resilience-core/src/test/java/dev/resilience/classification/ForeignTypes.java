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

package dev.resilience.classification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.jspecify.annotations.Nullable;

/**
 * Types of libraries that are not there: those that rules name, made up with their real
 * names and getters.
 */
final class ForeignTypes {

	private static final String HTTP_STATUS = """
			public static class Status { private final int value; public Status(int value) { this.value = value; }
			public int value() { return this.value; } }
			""";

	private static final Map<String, String> BODIES = new TreeMap<>(Map.ofEntries(Map.entry("feign.FeignException", """
			public int code; public java.util.Map<String, java.util.Collection<String>> headers = java.util.Map.of();
			public int status() { return this.code; }
			public java.util.Map<String, java.util.Collection<String>> responseHeaders() { return this.headers; }
			"""), Map.entry("retrofit2.HttpException", "public int code; public int code() { return this.code; }"),
			Map.entry("org.apache.hc.client5.http.HttpResponseException",
					"public int code; public int getStatusCode() { return this.code; }"),
			Map.entry("org.apache.http.client.HttpResponseException",
					"public int code; public int getStatusCode() { return this.code; }"),
			Map.entry("jakarta.ws.rs.WebApplicationException", """
					public int code; public String header;
					public class Response { public int getStatus() { return code; }
					public String getHeaderString(String name) { return header; } }
					public Response getResponse() { return new Response(); }
					"""), Map.entry("javax.ws.rs.WebApplicationException", """
					public int code; public String header;
					public class Response { public int getStatus() { return code; }
					public String getHeaderString(String name) { return header; } }
					public Response getResponse() { return new Response(); }
					"""), Map.entry("org.springframework.web.client.RestClientResponseException", """
					public int code; public String header;
					public class Headers { public String getFirst(String name) { return header; } }
					public Headers getResponseHeaders() { return (header != null) ? new Headers() : null; }
					public Status getStatusCode() { return new Status(this.code); }
					""" + HTTP_STATUS),
			Map.entry("org.springframework.web.reactive.function.client.WebClientResponseException", """
					public int code; public String header;
					public class Headers { public String getFirst(String name) { return header; } }
					public Headers getHeaders() { return (header != null) ? new Headers() : null; }
					public Status getStatusCode() { return new Status(this.code); }
					""" + HTTP_STATUS), Map.entry("io.grpc.StatusRuntimeException", """
					public Status status; public Metadata trailers;
					public Status getStatus() { return this.status; }
					public Metadata getTrailers() { return this.trailers; }
					"""), Map.entry("io.grpc.StatusException", """
					public Status status; public Metadata trailers;
					public Status getStatus() { return this.status; }
					public Metadata getTrailers() { return this.trailers; }
					""")));

	private static final Map<String, String> SOURCES = Map.of("io.grpc.Status", """
			package io.grpc;
			public final class Status {
			public enum Code { OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT, DEADLINE_EXCEEDED, NOT_FOUND, ALREADY_EXISTS,
			PERMISSION_DENIED, RESOURCE_EXHAUSTED, FAILED_PRECONDITION, ABORTED, OUT_OF_RANGE, UNIMPLEMENTED, INTERNAL,
			UNAVAILABLE, DATA_LOSS, UNAUTHENTICATED }
			private final Code code;
			public Status(String code) { this.code = Code.valueOf(code); }
			public Code getCode() { return this.code; }
			}
			""", "io.grpc.Metadata",
			"""
					package io.grpc;
					public final class Metadata {
					public interface BinaryMarshaller<T> { }
					public static final BinaryMarshaller<byte[]> BINARY_BYTE_MARSHALLER = new BinaryMarshaller<>() { };
					public static final class Key<T> { final String name; Key(String name) { this.name = name; }
					public static <T> Key<T> of(String name, BinaryMarshaller<T> marshaller) { return new Key<>(name); } }
					private final byte[] details;
					public Metadata(byte[] details) { this.details = details; }
					public <T> T get(Key<T> key) { return key.name.equals("grpc-status-details-bin") ? (T) this.details : null; }
					}
					""");

	private static final ClassLoader LOADER = compile();

	private ForeignTypes() {
	}

	/**
	 * Returns a type, made up if it is not there.
	 * @param name its name
	 * @return the type
	 */
	static Class<?> type(String name) {
		try {
			return Class.forName(name, true, LOADER);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/**
	 * Makes an exception.
	 * @param name the name of its type
	 * @param message its message
	 * @param cause its cause, or {@code null}
	 * @return the exception
	 */
	static Throwable exception(String name, @Nullable String message, @Nullable Throwable cause) {
		Throwable exception = create(type(name), message);
		if (cause != null) {
			exception.initCause(cause);
		}
		return exception;
	}

	/**
	 * Makes an exception that carries a status of HTTP.
	 * @param name the name of its type
	 * @param status the status
	 * @return the exception
	 */
	static Throwable answer(String name, int status) {
		Throwable exception = exception(name, "answer", null);
		set(exception, "code", status);
		return exception;
	}

	/**
	 * Makes an exception of gRPC.
	 * @param name the name of its type
	 * @param code its code
	 * @param details what its trailers hold, or {@code null}
	 * @return the exception
	 */
	static Throwable grpc(String name, String code, byte @Nullable [] details) {
		try {
			Throwable exception = exception(name, code, null);
			set(exception, "status", type("io.grpc.Status").getConstructor(String.class).newInstance(code));
			if (details != null) {
				set(exception, "trailers",
						type("io.grpc.Metadata").getConstructor(byte[].class).newInstance((Object) details));
			}
			return exception;
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	static void set(Object target, String field, Object value) {
		try {
			target.getClass().getField(field).set(target, value);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static Throwable create(Class<?> type, @Nullable String message) {
		try {
			for (Constructor<?> constructor : type.getConstructors()) {
				if (List.of(constructor.getParameterTypes()).equals(List.of(String.class))) {
					return (Throwable) constructor.newInstance(message);
				}
			}
			for (Constructor<?> constructor : type.getConstructors()) {
				if (List.of(constructor.getParameterTypes()).equals(List.of(Object.class))) {
					return (Throwable) constructor.newInstance(message);
				}
			}
			return (Throwable) type.getConstructor().newInstance();
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static ClassLoader compile() {
		List<Source> sources = new ArrayList<>();
		SOURCES.forEach((name, text) -> sources.add(new Source(name, text)));
		Map<String, String> bodies = new TreeMap<>(BODIES);
		FailureRules.STANDARD.typeNames().forEach((name) -> {
			if (!exists(name)) {
				bodies.putIfAbsent(name, "");
			}
		});
		bodies.forEach((name, body) -> sources.add(new Source(name, source(name, body))));
		try {
			Path directory = Files.createTempDirectory("foreign-types");
			JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
			boolean compiled = compiler
				.getTask(null, null, null, List.of("-d", directory.toString(), "-proc:none", "-nowarn", "-Xlint:none"),
						null, sources)
				.call();
			if (!compiled) {
				throw new IllegalStateException("The types of libraries cannot be compiled");
			}
			directory.toFile().deleteOnExit();
			return new URLClassLoader(new URL[] { directory.toUri().toURL() }, ForeignTypes.class.getClassLoader());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean exists(String name) {
		try {
			Class.forName(name, false, ForeignTypes.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private static String source(String name, String body) {
		int dot = name.lastIndexOf('.');
		String simpleName = name.substring(dot + 1);
		return "package " + name.substring(0, dot) + ";\npublic class " + simpleName
				+ " extends RuntimeException {\npublic " + simpleName + "(String message) { super(message); }\n" + body
				+ "}\n";
	}

	/**
	 * A source in memory.
	 */
	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String name, String text) {
			super(URI.create("string:///" + name.replace('.', '/') + JavaFileObject.Kind.SOURCE.extension),
					JavaFileObject.Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

}
