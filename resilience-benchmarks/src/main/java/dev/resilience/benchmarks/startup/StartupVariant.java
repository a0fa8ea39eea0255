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

package dev.resilience.benchmarks.startup;

import java.util.List;
import java.util.Locale;

/**
 * How the same 40 services of five methods are written.
 */
enum StartupVariant {

	/** Without any annotation. */
	PLAIN(false, List.of("", "", "", "", "")),

	/** Through proxies with an empty interceptor: what any advice costs. */
	INTERCEPTED(true, List.of("@Intercepted", "@Intercepted", "@Intercepted", "@Intercepted", "@Intercepted")),

	/** Annotated, with one instance a service. */
	ANNOTATED(true,
			List.of("@Retry(NAME)", "@CircuitBreaker(NAME)", "@Retry(NAME) @CircuitBreaker(NAME)",
					"@CircuitBreaker(NAME) @Fallback(\"stored\")",
					"@Retry(NAME) @CircuitBreaker(NAME) @Timeout(value = NAME, duration = \"1s\") @Bulkhead(NAME)")),

	/** Annotated without names, which makes an instance of every method. */
	UNNAMED(true, List.of("@Retry", "@CircuitBreaker", "@Retry @CircuitBreaker",
			"@CircuitBreaker @Fallback(\"stored\")", "@Retry @CircuitBreaker @Timeout(duration = \"1s\") @Bulkhead"));

	private final boolean proxied;

	private final List<String> annotations;

	StartupVariant(boolean proxied, List<String> annotations) {
		this.proxied = proxied;
		this.annotations = annotations;
	}

	boolean isProxied() {
		return this.proxied;
	}

	List<String> annotations() {
		return this.annotations;
	}

	// The name on the command line and in the results
	String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
