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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * A response of which nothing leaves before it is {@linkplain #send() sent}. Status and
 * headers are collected in the real response, the body here, up to a limit: past it the
 * body passes through, after somebody has been told.
 */
final class BufferedResponse extends HttpServletResponseWrapper {

	private final HttpServletResponse response;

	private final int limit;

	private final Runnable onOverflow;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private final ServletOutputStream stream = new Body();

	private @Nullable PrintWriter writer;

	private long contentLength = -1;

	/** The message of an error, empty for none. */
	private @Nullable String error;

	/** Whether everything has been said by an error or a redirect. */
	private boolean ended;

	private boolean overflowed;

	BufferedResponse(HttpServletResponse response, int limit, Runnable onOverflow) {
		super(response);
		this.response = response;
		this.limit = limit;
		this.onOverflow = onOverflow;
	}

	/**
	 * Returns what is kept of this response.
	 * @param rules which headers are replayed
	 * @return the response so far
	 */
	StoredExchange snapshot(ExchangeRules rules) {
		flushWriter();
		List<StoredExchange.Header> headers = new ArrayList<>(rules.replayed(headersBesideType(), this::getHeaders));
		String type = getContentType();
		if (type != null && this.error == null) {
			headers.add(new StoredExchange.Header(HttpHeaders.CONTENT_TYPE, type));
		}
		return (this.error != null) ? StoredExchange.error(getStatus(), headers, this.error)
				: StoredExchange.response(getStatus(), headers, this.body.toByteArray());
	}

	// Containers differ in whether the type is among the headers.
	private Collection<String> headersBesideType() {
		return getHeaderNames().stream().filter((name) -> !HttpHeaders.CONTENT_TYPE.equalsIgnoreCase(name)).toList();
	}

	/**
	 * Lets the response leave.
	 * @throws IOException if the client cannot be reached
	 */
	void send() throws IOException {
		flushWriter();
		if (this.overflowed) {
			this.response.flushBuffer();
		}
		else if (this.error != null) {
			if (this.error.isEmpty()) {
				this.response.sendError(getStatus());
			}
			else {
				this.response.sendError(getStatus(), this.error);
			}
		}
		else {
			sendBody(this.response, this.body.toByteArray());
		}
	}

	/**
	 * Sends an earlier response again.
	 * @param stored the earlier response
	 * @param response where it is sent
	 * @throws IOException if the client cannot be reached
	 */
	static void send(StoredExchange stored, HttpServletResponse response) throws IOException {
		response.setStatus(stored.status());
		for (StoredExchange.Header header : stored.headers()) {
			response.addHeader(header.name(), header.value());
		}
		String error = stored.error();
		if (error == null) {
			sendBody(response, stored.body());
		}
		else if (error.isEmpty()) {
			response.sendError(stored.status());
		}
		else {
			response.sendError(stored.status(), error);
		}
	}

	private static void sendBody(HttpServletResponse response, byte[] body) throws IOException {
		int status = response.getStatus();
		boolean bodiless = status == SC_NO_CONTENT || status == SC_NOT_MODIFIED;
		if (!bodiless) {
			response.setContentLength(body.length);
			if (body.length > 0) {
				response.getOutputStream().write(body);
			}
		}
	}

	private void flushWriter() {
		if (this.writer != null) {
			this.writer.flush();
		}
	}

	private void overflow() throws IOException {
		this.overflowed = true;
		this.onOverflow.run();
		if (this.contentLength >= 0) {
			this.response.setContentLengthLong(this.contentLength);
		}
		this.body.writeTo(this.response.getOutputStream());
		this.body.reset();
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return this.stream;
	}

	@Override
	public PrintWriter getWriter() {
		PrintWriter present = this.writer;
		if (present == null) {
			String encoding = getCharacterEncoding();
			Charset charset = (encoding != null) ? Charset.forName(encoding) : StandardCharsets.ISO_8859_1;
			present = new PrintWriter(new OutputStreamWriter(this.stream, charset));
			this.writer = present;
		}
		return present;
	}

	@Override
	public void setContentLength(int length) {
		this.contentLength = length;
	}

	@Override
	public void setContentLengthLong(long length) {
		this.contentLength = length;
	}

	@Override
	public void setHeader(String name, String value) {
		if (!takesLength(name, value)) {
			super.setHeader(name, value);
		}
	}

	@Override
	public void addHeader(String name, String value) {
		if (!takesLength(name, value)) {
			super.addHeader(name, value);
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		if (!takesLength(name, Integer.toString(value))) {
			super.setIntHeader(name, value);
		}
	}

	@Override
	public void addIntHeader(String name, int value) {
		if (!takesLength(name, Integer.toString(value))) {
			super.addIntHeader(name, value);
		}
	}

	// The length is known better when the body is sent.
	private boolean takesLength(String name, @Nullable String value) {
		if (!HttpHeaders.CONTENT_LENGTH.equalsIgnoreCase(name)) {
			return false;
		}
		this.contentLength = (value != null) ? Long.parseLong(value) : -1;
		return true;
	}

	@Override
	public void setBufferSize(int size) {
		// All of it is buffered
	}

	@Override
	public void flushBuffer() throws IOException {
		flushWriter();
		if (this.overflowed) {
			super.flushBuffer();
		}
	}

	@Override
	public void resetBuffer() {
		requireNotCommitted();
		flushWriter();
		this.body.reset();
	}

	@Override
	public void reset() {
		resetBuffer();
		this.contentLength = -1;
		this.writer = null;
		super.reset();
	}

	@Override
	public boolean isCommitted() {
		return this.ended || this.overflowed || super.isCommitted();
	}

	@Override
	public void sendError(int status) {
		sendError(status, null);
	}

	@Override
	public void sendError(int status, @Nullable String message) {
		resetBuffer();
		setStatus(status);
		this.error = (message != null) ? message : "";
		this.ended = true;
	}

	@Override
	public void sendRedirect(String location) {
		sendRedirect(location, SC_FOUND, true);
	}

	@Override
	public void sendRedirect(String location, boolean clearBuffer) {
		sendRedirect(location, SC_FOUND, clearBuffer);
	}

	@Override
	public void sendRedirect(String location, int status) {
		sendRedirect(location, status, true);
	}

	@Override
	public void sendRedirect(String location, int status, boolean clearBuffer) {
		requireNotCommitted();
		if (clearBuffer) {
			resetBuffer();
		}
		setStatus(status);
		setHeader(HttpHeaders.LOCATION, location);
		this.ended = true;
	}

	private void requireNotCommitted() {
		if (isCommitted()) {
			throw new IllegalStateException("The response is complete already");
		}
	}

	/** The body on its way into the buffer. */
	private final class Body extends ServletOutputStream {

		@Override
		public void write(int value) throws IOException {
			write(new byte[] { (byte) value }, 0, 1);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) throws IOException {
			BufferedResponse outer = BufferedResponse.this;
			if (outer.ended) {
				return;
			}
			if (!outer.overflowed && outer.body.size() + (long) length > outer.limit) {
				overflow();
			}
			if (outer.overflowed) {
				outer.response.getOutputStream().write(bytes, offset, length);
			}
			else {
				outer.body.write(bytes, offset, length);
			}
		}

		@Override
		public void flush() throws IOException {
			if (BufferedResponse.this.overflowed) {
				BufferedResponse.this.response.getOutputStream().flush();
			}
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new IllegalStateException("The response is kept before it leaves: write it without a listener");
		}

	}

}
