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

/**
 * How results are written into records.
 *
 * @param maxSize the largest result that is kept, in bytes of JSON before compression, 1
 * or more
 * @param gzipAbove from how many bytes of JSON on results are compressed, 0 or more
 * @param verifyRoundTrip whether each result is read back and compared when it is
 * written, for tests
 * @param responses which responses are kept and what of them
 */
public record CodecOptions(int maxSize, int gzipAbove, boolean verifyRoundTrip, StoredResponses responses) {

	/**
	 * The largest result that is kept unless an application decides otherwise: 256 KiB.
	 */
	public static final int DEFAULT_MAX_SIZE = 256 * 1024;

	/** From how many bytes on results are compressed: 8 KiB. */
	public static final int DEFAULT_GZIP_ABOVE = 8 * 1024;

	/**
	 * Checks the options.
	 * @throws IllegalArgumentException if a size is out of its range
	 */
	public CodecOptions {
		if (maxSize < 1) {
			throw new IllegalArgumentException("The largest result has to have at least 1 byte, not " + maxSize);
		}
		if (gzipAbove < 0) {
			throw new IllegalArgumentException("Compression begins at 0 bytes or more, not at " + gzipAbove);
		}
	}

	/**
	 * Returns the options that hold where nothing is configured.
	 * @return the options
	 */
	public static CodecOptions defaults() {
		return new CodecOptions(DEFAULT_MAX_SIZE, DEFAULT_GZIP_ABOVE, false, StoredResponses.defaults());
	}

}
