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

package dev.resilience.redaction;

/**
 * A text that may be looked at a bounded number of times, so that a pattern of the user
 * whose search explodes ends with an exception instead of taking the thread. Not safe for
 * use by many threads.
 */
final class BoundedText implements CharSequence {

	private static final int LOOKS_PER_CHARACTER = 200;

	private static final int LOOKS_AT_LEAST = 10_000;

	private final String text;

	private long looksLeft;

	BoundedText(String text) {
		this.text = text;
		this.looksLeft = LOOKS_AT_LEAST + (long) LOOKS_PER_CHARACTER * text.length();
	}

	@Override
	public char charAt(int index) {
		if (--this.looksLeft < 0) {
			throw new IllegalStateException("The pattern takes too many steps");
		}
		return this.text.charAt(index);
	}

	@Override
	public int length() {
		return this.text.length();
	}

	@Override
	public CharSequence subSequence(int start, int end) {
		return this.text.substring(start, end);
	}

	@Override
	public String toString() {
		return this.text;
	}

}
