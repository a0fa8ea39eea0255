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

package dev.resilience.policy;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

class KeyMaskPropertyTests {

	@Property
	void maskIsRecognizedAndAlwaysTheSame(@ForAll String key) {
		assertThat(KeyMask.mask(key)).matches(KeyMask::isMask).isEqualTo(KeyMask.mask(key)).matches("#[0-9a-f]{12}");
		assertThat(KeyMask.suffix(key)).contains(KeyMask.mask(key)).startsWith(" ");
	}

	@Property
	void masksOfDifferentKeysDiffer(@ForAll String one, @ForAll String other) {
		// What Java cannot write as UTF-8 is the same question mark
		Assume.that(!one.equals(other) && one.chars().noneMatch(KeyMaskPropertyTests::isSurrogate)
				&& other.chars().noneMatch(KeyMaskPropertyTests::isSurrogate));
		assertThat(KeyMask.mask(one)).isNotEqualTo(KeyMask.mask(other));
	}

	private static boolean isSurrogate(int unit) {
		return Character.isSurrogate((char) unit);
	}

}
