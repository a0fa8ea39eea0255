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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Collects bytes up to a limit, so that a huge result is noticed before it is in memory
 * twice.
 */
final class BoundedOutput extends OutputStream {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final int limit;

	private boolean exceeded;

	BoundedOutput(int limit) {
		this.limit = limit;
	}

	boolean exceeded() {
		return this.exceeded;
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

	/**
	 * {@inheritDoc}
	 * @throws IOException if there is no room for the byte
	 */
	@Override
	public void write(int value) throws IOException {
		reserve(1);
		this.bytes.write(value);
	}

	/**
	 * {@inheritDoc}
	 * @throws IOException if there is no room for the bytes
	 */
	@Override
	public void write(byte[] source, int offset, int length) throws IOException {
		reserve(length);
		this.bytes.write(source, offset, length);
	}

	private void reserve(int length) throws IOException {
		if (length > this.limit - this.bytes.size()) {
			this.exceeded = true;
			throw new IOException("More than " + this.limit + " bytes");
		}
	}

}
