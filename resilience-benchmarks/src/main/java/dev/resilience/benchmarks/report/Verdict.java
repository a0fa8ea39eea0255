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

package dev.resilience.benchmarks.report;

/**
 * What came of a goal.
 *
 * @param ours what was measured of ours
 * @param reference what it is held against
 * @param ratio ours as a multiple of the reference, or empty where there is none
 * @param met whether the goal is met
 * @param missed by what it is missed, or empty if it is met
 */
record Verdict(String ours, String reference, String ratio, boolean met, String missed) {

	static Verdict of(String ours, String reference, String ratio, String missed) {
		return new Verdict(ours, reference, ratio, missed.isEmpty(), missed);
	}

}
