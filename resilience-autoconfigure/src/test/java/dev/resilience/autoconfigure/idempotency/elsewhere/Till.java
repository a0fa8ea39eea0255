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

package dev.resilience.autoconfigure.idempotency.elsewhere;

import java.util.concurrent.atomic.AtomicInteger;

import dev.resilience.annotation.Idempotent;

/**
 * A class with the name of another one.
 */
public class Till {

	private final AtomicInteger effects = new AtomicInteger();

	/**
	 * Charges.
	 * @param key the key of the call
	 * @return a receipt
	 */
	@Idempotent(value = "elsewhere", key = "#key")
	public String charge(String key) {
		return "elsewhere " + this.effects.incrementAndGet();
	}

}
