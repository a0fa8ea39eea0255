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

package dev.resilience.autoconfigure.aop;

import java.util.Arrays;

import org.junit.jupiter.api.function.Executable;

/**
 * Makes calls and tells in a line what became of each.
 */
final class Outcomes {

	private Outcomes() {
	}

	/**
	 * Makes calls and tells what became of each.
	 * @param calls the calls
	 * @return the simple names of what they threw, {@code ok} for those that returned
	 */
	static String of(Executable... calls) {
		StringBuilder outcomes = new StringBuilder();
		for (Executable call : calls) {
			outcomes.append(outcomes.isEmpty() ? "" : " ").append(outcome(call));
		}
		return outcomes.toString();
	}

	static String of(int times, Executable call) {
		Executable[] calls = new Executable[times];
		Arrays.fill(calls, call);
		return of(calls);
	}

	private static String outcome(Executable call) {
		try {
			call.execute();
			return "ok";
		}
		catch (Throwable ex) {
			return ex.getClass().getSimpleName().replace("Exception", "");
		}
	}

}
