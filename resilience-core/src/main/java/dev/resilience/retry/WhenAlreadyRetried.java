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

package dev.resilience.retry;

/**
 * What a retry does within a repeated attempt: of an enclosing call of this process, or
 * of the caller of this process who said so.
 */
public enum WhenAlreadyRetried {

	/** A single attempt, so that the attempts of several layers do not multiply. */
	ONCE,

	/** As many attempts as ever. */
	REPEAT

}
