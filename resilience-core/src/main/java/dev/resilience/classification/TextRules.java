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

/**
 * What words in messages mean. They speak only where nothing else does, in this order.
 */
final class TextRules {

	static final String TABLE = """
			text-files | RESOURCE NO UNKNOWN .8 subtype=files | text | too many open files
			text-disk | RESOURCE NO UNKNOWN .8 subtype=disk | text | no space left on device
			text-timeout | TIMEOUT IF_IDEMPOTENT UNKNOWN .6 | text | timed out, timeout, deadline
			text-rate | RATE_LIMIT YES NOT_RUN .6 | text | rate limit, too many requests, throttl
			text-quota | QUOTA AFTER_FIX NOT_RUN .6 | text | quota, billing
			text-connection | NETWORK IF_IDEMPOTENT UNKNOWN .6 | text | connection reset, connection refused, unreachable
			text-connection | NETWORK IF_IDEMPOTENT UNKNOWN .6 | text | broken pipe
			text-unavailable | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .6 | text | unavailable, try again
			text-tokens | VALIDATION AFTER_FIX NOT_RUN .6 subtype=too-long | text | token limit, context length
			""";

	private TextRules() {
	}

}
