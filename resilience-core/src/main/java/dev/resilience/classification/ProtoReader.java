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

import java.util.Arrays;

/**
 * Reads the fields of one message of protocol buffers in order. A message that is cut
 * short ends early.
 */
final class ProtoReader {

	private static final int VARINT = 0;

	private static final int FIXED64 = 1;

	private static final int BYTES = 2;

	private static final int FIXED32 = 5;

	private static final int MORE = 0x80;

	private static final int SEVEN_BITS = 0x7f;

	private final byte[] message;

	private int position;

	private int number;

	private long value;

	private byte[] content = new byte[0];

	ProtoReader(byte[] message) {
		this.message = message;
	}

	/**
	 * Goes to the next field.
	 * @return whether there is one
	 */
	boolean next() {
		if (this.position >= this.message.length) {
			return false;
		}
		int tag = (int) readVarint();
		this.number = tag >>> 3;
		this.content = new byte[0];
		this.value = 0;
		return switch (tag & 7) {
			case VARINT -> {
				this.value = readVarint();
				yield true;
			}
			case BYTES -> readBytes();
			case FIXED64 -> skip(Long.BYTES);
			case FIXED32 -> skip(Integer.BYTES);
			default -> false;
		};
	}

	int number() {
		return this.number;
	}

	long varint() {
		return this.value;
	}

	byte[] bytes() {
		return this.content;
	}

	private boolean readBytes() {
		long length = readVarint();
		if (length < 0 || length > this.message.length - this.position) {
			return false;
		}
		this.content = Arrays.copyOfRange(this.message, this.position, this.position + (int) length);
		return skip((int) length);
	}

	private boolean skip(int bytes) {
		this.position += bytes;
		return this.position <= this.message.length;
	}

	private long readVarint() {
		long result = 0;
		for (int shift = 0; shift < Long.SIZE && this.position < this.message.length; shift += 7) {
			byte next = this.message[this.position++];
			result |= (long) (next & SEVEN_BITS) << shift;
			if ((next & MORE) == 0) {
				break;
			}
		}
		return result;
	}

}
