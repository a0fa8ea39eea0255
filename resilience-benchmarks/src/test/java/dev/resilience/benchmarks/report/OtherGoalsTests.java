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

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.resilience.benchmarks.MeasuredValue;

import static org.assertj.core.api.Assertions.assertThat;

class OtherGoalsTests {

	@TempDir
	private Path directory;

	@Test
	void twoThreadsScaleByTheCallsThatTheyMakeTogether() throws Exception {
		ScalingGoal goal = new ScalingGoal("goal", "a call", "Topic.call", 1.5);
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 30, 0);
		Verdict met = goal.judge(file.add("Topic", "call_ours", 2, 40, 0).read(this.directory)).orElseThrow();
		assertThat(met.met()).isTrue();
		assertThat(met.ratio()).isEqualTo("1.50 × calls");
		Verdict missed = goal.judge(file.add("Topic", "call_ours", 2, 41, 0).read(this.directory)).orElseThrow();
		assertThat(missed.met()).isFalse();
	}

	@Test
	void aValueIsHeldAgainstItsLimitAndShownBesideTheLeastOfThePeers() throws Exception {
		ValueGoal goal = new ValueGoal("goal", "heap", "heap.ours.x", 300, "B", "heap.smallrye.x", "heap.failsafe.x",
				"missing");
		Verdict met = goal.judge(values(300)).orElseThrow();
		assertThat(met.met()).isTrue();
		assertThat(met.reference()).isEqualTo("Failsafe 400 B");
		assertThat(met.ratio()).isEqualTo("0.75");
		assertThat(goal.judge(values(301)).orElseThrow().met()).isFalse();
		assertThat(goal.demand()).isEqualTo("at most 300 B");
	}

	private Results values(double ours) throws Exception {
		MeasuredValue.write(this.directory.resolve("heap.json"), List.of(new MeasuredValue("heap.ours.x", ours, "B"),
				new MeasuredValue("heap.smallrye.x", 500, "B"), new MeasuredValue("heap.failsafe.x", 400, "B")));
		return Results.read(this.directory);
	}

}
