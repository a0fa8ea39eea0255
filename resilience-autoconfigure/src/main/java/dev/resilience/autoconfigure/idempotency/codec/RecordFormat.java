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

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * The outermost layer of what a record keeps: the name of the format with its version,
 * and JSON that is compressed where that pays.
 */
enum RecordFormat {

	/** A result. */
	VALUE("json/1", "json+gzip/1"),

	/** A response with status and headers. */
	RESPONSE("response/1", "response+gzip/1"),

	/** A failure. */
	FAILURE("failure/1", "failure+gzip/1");

	/**
	 * What a compressed record may grow to if the configured size does not allow for
	 * more: a few bytes in a store must not fill the memory.
	 */
	private static final int LEAST_CAPACITY = 16 * 1024 * 1024;

	private final String plain;

	private final String gzipped;

	RecordFormat(String plain, String gzipped) {
		this.plain = plain;
		this.gzipped = gzipped;
	}

	String plain() {
		return this.plain;
	}

	String gzipped() {
		return this.gzipped;
	}

	boolean compresses(byte[] json, CodecOptions options) {
		return json.length > options.gzipAbove();
	}

	byte[] compress(byte[] json) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length / 2);
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			gzip.write(json);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return bytes.toByteArray();
	}

	byte[] json(String name, byte[] content, CodecOptions options) throws IOException {
		if (name.equals(this.plain)) {
			return content;
		}
		if (name.equals(this.gzipped)) {
			return expand(content, Math.max(options.maxSize(), LEAST_CAPACITY));
		}
		throw new IOException("The record is written in format '" + name + "', which this version of the "
				+ "application does not read here; it reads '" + this.plain + "' and '" + this.gzipped + "'");
	}

	private static byte[] expand(byte[] content, int capacity) throws IOException {
		try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
			byte[] json = gzip.readNBytes(capacity);
			if (gzip.read() >= 0) {
				throw new IOException("The record is larger than " + capacity + " bytes");
			}
			return json;
		}
	}

}
