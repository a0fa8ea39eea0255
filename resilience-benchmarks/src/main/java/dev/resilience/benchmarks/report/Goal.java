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

import java.util.Optional;

/**
 * A goal for one case.
 */
interface Goal {

	/**
	 * Returns the name of the goal, by which the reason for missing it is looked up.
	 * @return the name, unique
	 */
	String id();

	/**
	 * Says what was measured, in words.
	 * @return the case
	 */
	String subject();

	/**
	 * Returns what of ours is held against the goal.
	 * @return the case, or the name of the value
	 */
	String ours();

	/**
	 * Says what is demanded.
	 * @return the demand
	 */
	String demand();

	/**
	 * Holds results against the goal.
	 * @param results the results
	 * @return what came of it, empty if something that is needed was not measured
	 */
	Optional<Verdict> judge(Results results);

	/**
	 * Says whether JMH measures what this needs.
	 * @return whether a run of the benchmarks alone must have the results
	 */
	boolean isBenchmark();

}
