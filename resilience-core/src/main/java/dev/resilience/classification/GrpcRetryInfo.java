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

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Reads {@code google.rpc.RetryInfo} from the trailers of a call of gRPC, where it stands
 * among the details of {@code google.rpc.Status}. Knows as much of protocol buffers as it
 * takes to find it.
 */
final class GrpcRetryInfo {

	private static final String DETAILS = "grpc-status-details-bin";

	private static final String TYPE = "google.rpc.RetryInfo";

	private static final int DETAILS_OF_STATUS = 3;

	private static final int MAX_SECONDS = Integer.MAX_VALUE;

	private GrpcRetryInfo() {
	}

	static @Nullable Duration read(Object trailers) {
		try {
			ClassLoader loader = trailers.getClass().getClassLoader();
			Class<?> keys = Class.forName("io.grpc.Metadata$Key", true, loader);
			Class<?> marshallers = Class.forName("io.grpc.Metadata$BinaryMarshaller", true, loader);
			Field bytes = trailers.getClass().getField("BINARY_BYTE_MARSHALLER");
			Object key = keys.getMethod("of", String.class, marshallers).invoke(null, DETAILS, bytes.get(null));
			Method get = trailers.getClass().getMethod("get", keys);
			return (get.invoke(trailers, key) instanceof byte[] status) ? ofStatus(status) : null;
		}
		catch (ReflectiveOperationException | LinkageError | RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Reads the time from a {@code google.rpc.Status}.
	 * @param status the message
	 * @return the time, or {@code null} if it has no such detail
	 */
	static @Nullable Duration ofStatus(byte[] status) {
		ProtoReader fields = new ProtoReader(status);
		while (fields.next()) {
			if (fields.number() == DETAILS_OF_STATUS) {
				Duration delay = ofDetail(fields.bytes());
				if (delay != null) {
					return delay;
				}
			}
		}
		return null;
	}

	private static @Nullable Duration ofDetail(byte[] any) {
		String type = "";
		byte[] value = new byte[0];
		ProtoReader fields = new ProtoReader(any);
		while (fields.next()) {
			if (fields.number() == 1) {
				type = new String(fields.bytes(), StandardCharsets.UTF_8);
			}
			else if (fields.number() == 2) {
				value = fields.bytes();
			}
		}
		if (!type.endsWith('/' + TYPE)) {
			return null;
		}
		ProtoReader info = new ProtoReader(value);
		return (info.next() && info.number() == 1) ? delay(info.bytes()) : Duration.ZERO;
	}

	private static @Nullable Duration delay(byte[] message) {
		long seconds = 0;
		long nanos = 0;
		ProtoReader fields = new ProtoReader(message);
		while (fields.next()) {
			if (fields.number() == 1) {
				seconds = fields.varint();
			}
			else if (fields.number() == 2) {
				nanos = fields.varint();
			}
		}
		Duration delay = Duration.ofSeconds(Math.min(seconds, MAX_SECONDS), nanos);
		return delay.isNegative() ? null : delay;
	}

}
