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

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.Part;
import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.http.RequestBodyTooLargeException;

/**
 * Reads the body of a servlet request for its fingerprint, in a way that leaves it to the
 * handler: the container reads forms and parts itself, and keeps them; any other body is
 * kept here.
 */
final class ServletBody {

	private static final String FORM = "application/x-www-form-urlencoded";

	private static final String PARTS = "multipart/";

	private static final int CHUNK = 8192;

	private final HttpServletRequest request;

	private final ExchangeRules rules;

	private final String instance;

	private final ExchangeFingerprint fingerprint;

	/** How much more may come. */
	private long left;

	ServletBody(HttpServletRequest request, ExchangeRules rules, String instance, ExchangeFingerprint fingerprint) {
		this.request = request;
		this.rules = rules;
		this.instance = instance;
		this.fingerprint = fingerprint;
		this.left = rules.maxBodySize();
	}

	/**
	 * Reads the body.
	 * @return the request for the handler
	 * @throws RequestBodyTooLargeException if there is more of it than may be
	 */
	HttpServletRequest read() throws IOException, ServletException {
		if (this.request.getContentLengthLong() > this.left) {
			throw tooLarge();
		}
		String type = this.request.getContentType();
		String lower = (type != null) ? type.toLowerCase(Locale.ROOT) : "";
		if (lower.startsWith(PARTS)) {
			readParts();
			return this.request;
		}
		if (lower.startsWith(FORM)) {
			readForm();
		}
		byte[] body = readAll(this.request.getInputStream());
		this.rules.addBody(this.fingerprint, type, body);
		// Nothing is left where the container has read a form
		return (body.length > 0) ? new CachedBodyRequest(this.request, body) : this.request;
	}

	private void readForm() {
		Map<String, String[]> parameters = new TreeMap<>(this.request.getParameterMap());
		this.fingerprint.add(parameters.size());
		parameters.forEach((name, values) -> {
			this.fingerprint.add(name);
			this.fingerprint.add(values.length);
			for (String value : values) {
				take(value.length());
				this.fingerprint.add(value);
			}
		});
	}

	private void readParts() throws IOException, ServletException {
		for (Part part : parts()) {
			take(part.getSize());
			this.fingerprint.add(part.getName());
			this.fingerprint.add(part.getSubmittedFileName());
			this.fingerprint.add(part.getContentType());
			try (InputStream content = part.getInputStream()) {
				this.fingerprint.add(content.readAllBytes());
			}
		}
	}

	private Iterable<Part> parts() throws IOException, ServletException {
		try {
			return this.request.getParts();
		}
		catch (IllegalStateException ex) {
			// What a container throws whose own limits are exceeded
			throw tooLarge(ex);
		}
	}

	private byte[] readAll(InputStream body) throws IOException {
		byte[] bytes = new byte[(int) Math.max(0, Math.min(this.request.getContentLengthLong(), CHUNK))];
		int size = 0;
		while (true) {
			if (size == bytes.length) {
				bytes = Arrays.copyOf(bytes, Math.max(CHUNK, 2 * size));
			}
			int read = body.read(bytes, size, bytes.length - size);
			if (read < 0) {
				return Arrays.copyOf(bytes, size);
			}
			take(read);
			size += read;
		}
	}

	private void take(long count) {
		this.left -= count;
		if (this.left < 0) {
			throw tooLarge();
		}
	}

	private RequestBodyTooLargeException tooLarge() {
		return tooLarge(null);
	}

	private RequestBodyTooLargeException tooLarge(@Nullable Throwable cause) {
		return new RequestBodyTooLargeException(this.instance, this.rules.maxBodySize(), cause);
	}

}
