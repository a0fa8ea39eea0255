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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one start took, from the call of {@code SpringApplication.run} until the
 * application was ready.
 *
 * @param wall time of the main thread in nanoseconds
 * @param thread CPU time of the main thread in nanoseconds
 * @param process CPU time of all threads in nanoseconds, those of the compilers included
 * @param classes classes loaded since the start of the JVM
 * @param proxies services that are proxies
 */
record StartupTimes(long wall, long thread, long process, int classes, int proxies) {

	private static final Pattern LINE = Pattern
		.compile("startup wall=(\\d+) thread=(\\d+) process=(\\d+) classes=(\\d+) proxies=(\\d+)");

	String line() {
		return "startup wall=" + this.wall + " thread=" + this.thread + " process=" + this.process + " classes="
				+ this.classes + " proxies=" + this.proxies;
	}

	static StartupTimes find(String output) {
		Matcher matcher = LINE.matcher(output);
		if (!matcher.find()) {
			throw new IllegalStateException("The application did not start:\n" + output);
		}
		return new StartupTimes(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)),
				Long.parseLong(matcher.group(3)), Integer.parseInt(matcher.group(4)),
				Integer.parseInt(matcher.group(5)));
	}

}
