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

package dev.resilience.benchmarks;

import java.nio.file.Path;
import java.util.List;

import com.alibaba.csp.sentinel.slots.block.RuleConstant;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRule;
import com.alibaba.csp.sentinel.slots.block.degrade.DegradeRuleManager;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRule;
import com.alibaba.csp.sentinel.slots.block.flow.FlowRuleManager;

/**
 * Rules of Sentinel, which has one set of them per JVM.
 */
final class SentinelRules {

	/** Both a number of calls and a number of seconds that no benchmark reaches. */
	private static final int MANY = 1_000_000;

	static {
		// Sentinel writes files, by default into the home directory
		System.setProperty("csp.sentinel.log.dir",
				Path.of(System.getProperty("java.io.tmpdir"), "sentinel").toString());
	}

	private SentinelRules() {
	}

	static void degrade(DegradeRule... rules) {
		DegradeRuleManager.loadRules(List.of(rules));
	}

	static void flow(FlowRule... rules) {
		FlowRuleManager.loadRules(List.of(rules));
	}

	/**
	 * Returns a rule that trips when more than a share of calls fails.
	 * @param resource the resource
	 * @param ratio the share of failures, 0 to 1
	 * @param minimumCalls the number of calls below which it does not trip
	 * @return the rule
	 */
	static DegradeRule failureRatio(String resource, double ratio, int minimumCalls) {
		return new DegradeRule(resource).setGrade(RuleConstant.DEGRADE_GRADE_EXCEPTION_RATIO)
			.setCount(ratio)
			.setMinRequestAmount(minimumCalls)
			.setStatIntervalMs(60_000)
			.setTimeWindow(MANY);
	}

	/**
	 * Returns a rule that trips when more than half of the calls take longer than a
	 * second.
	 * @param resource the resource
	 * @return the rule
	 */
	static DegradeRule slowCalls(String resource) {
		return new DegradeRule(resource).setGrade(RuleConstant.DEGRADE_GRADE_RT)
			.setCount(1_000)
			.setSlowRatioThreshold(0.5)
			.setMinRequestAmount(100)
			.setStatIntervalMs(60_000)
			.setTimeWindow(MANY);
	}

	/**
	 * Returns a rule for calls at a time.
	 * @param resource the resource
	 * @param limit the number of calls at a time
	 * @return the rule
	 */
	static FlowRule concurrency(String resource, int limit) {
		return new FlowRule(resource).setGrade(RuleConstant.FLOW_GRADE_THREAD).setCount(limit);
	}

	/**
	 * Returns a rule for calls per second.
	 * @param resource the resource
	 * @param limit the number of calls per second
	 * @return the rule
	 */
	static FlowRule rate(String resource, int limit) {
		return new FlowRule(resource).setGrade(RuleConstant.FLOW_GRADE_QPS).setCount(limit);
	}

}
