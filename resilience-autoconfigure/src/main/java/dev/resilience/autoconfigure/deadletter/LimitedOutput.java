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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Collects text up to a limit, so that huge arguments are noticed before they are in
 * memory twice.
 */
final class LimitedOutput extends OutputStream {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final int limit;

	private boolean exceeded;

	LimitedOutput(int limit) {
		this.limit = limit;
	}

	boolean exceeded() {
		return this.exceeded;
	}

	String text() {
		return this.bytes.toString(StandardCharsets.UTF_8);
	}

	@Override
	public void write(int value) throws IOException {
		reserve(1);
		this.bytes.write(value);
	}

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
