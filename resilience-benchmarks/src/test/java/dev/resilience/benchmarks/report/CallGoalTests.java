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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class CallGoalTests {

	@TempDir
	private Path directory;

	private final CallGoal goal = CallGoal.of("goal", "a call", "Topic.call", 0.5).bytes(0);

	@Test
	void isMetUpToTheMultipleOfTheFastestPeer() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 10, 0.001)
			.add("Topic", "call_slow", 1, 100, 8)
			.add("Topic", "call_fast", 1, 20, 16);
		Verdict verdict = this.goal.judge(file.read(this.directory)).orElseThrow();
		assertThat(verdict.met()).isTrue();
		assertThat(verdict.ours()).isEqualTo("10.0 ns / 0 B");
		assertThat(verdict.reference()).isEqualTo("fast 20.0 ns / 16 B");
		assertThat(verdict.ratio()).isEqualTo("0.50");
	}

	@Test
	void isMissedByTime() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 10.1, 0).add("Topic", "call_fast", 1, 20, 16);
		assertThat(this.goal.judge(file.read(this.directory)).orElseThrow().missed()).isEqualTo("time");
	}

	@Test
	void isMissedByBytes() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 10, 16).add("Topic", "call_fast", 1, 20, 16);
		assertThat(this.goal.judge(file.read(this.directory)).orElseThrow().missed()).isEqualTo("bytes");
	}

	@Test
	void isMissedByBytesThatNobodyCounted() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 30, Double.NaN).add("Topic", "call_fast", 1, 20, 16);
		assertThat(this.goal.judge(file.read(this.directory)).orElseThrow().missed()).isEqualTo("time and bytes");
	}

	@Test
	void countsBytesOnTopOfThoseOfThePeerThatItNames() throws Exception {
		CallGoal over = CallGoal.of("goal", "a call", "Topic.call", 2)
			.against("Topic.empty")
			.library("spring")
			.bytesOver(24);
		JmhFile file = new JmhFile().add("Topic", "empty_spring", 1, 10, 96).add("Topic", "call_faster", 1, 1, 0);
		assertThat(over.judge(file.add("Topic", "call_ours", 1, 20, 120).read(this.directory)).orElseThrow().met())
			.isTrue();
		assertThat(over.judge(file.add("Topic", "call_ours", 1, 20, 128).read(this.directory)).orElseThrow().missed())
			.isEqualTo("bytes");
		assertThat(over.demand()).isEqualTo("at most 2 × Spring, at most 24 B over it");
	}

	@Test
	void namesWhatIsMeasuredInPlaceOfALibrary() throws Exception {
		CallGoal scheduler = CallGoal.of("goal", "a call", "Timeout.call", 0.7).library("jdk");
		JmhFile file = new JmhFile().add("Timeout", "call_ours", 1, 70, 64).add("Timeout", "call_jdk", 1, 100, 96);
		assertThat(scheduler.demand()).isEqualTo("at most 0.7 × the JDK's scheduler");
		assertThat(scheduler.judge(file.read(this.directory)).orElseThrow().reference())
			.isEqualTo("the JDK's scheduler 100 ns / 96 B");
	}

	@Test
	void comparesEqualNumbersOfThreads() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 10, 0)
			.add("Topic", "call_ours", 2, 40, 0)
			.add("Topic", "call_fast", 1, 5, 0)
			.add("Topic", "call_fast", 2, 80, 0);
		assertThat(this.goal.twoThreads().judge(file.read(this.directory)).orElseThrow().ratio()).isEqualTo("0.50");
	}

	@Test
	void isNotJudgedWithoutAResultOfEither() throws Exception {
		JmhFile file = new JmhFile().add("Topic", "call_ours", 1, 10, 0);
		assertThat(this.goal.judge(file.read(this.directory))).isEmpty();
		file = new JmhFile().add("Topic", "call_fast", 1, 10, 0);
		assertThat(this.goal.judge(file.read(this.directory))).isEmpty();
	}

}
