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

package dev.resilience.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

class CompletionTests {

	private static final IllegalStateException FAILURE = new IllegalStateException("down");

	@TestFactory
	Stream<DynamicTest> onlyTheFirstEndIsTold() {
		return Stream.of(row("a result", "[value] [] 0", (end) -> end.succeeded("value")),
				row("a failure", "[] [" + FAILURE + "] 0", (end) -> end.failed(FAILURE)),
				row("no call", "[] [] 1", Completion::withdrawn));
	}

	private static DynamicTest row(String name, String told, Consumer<Completion> ending) {
		return DynamicTest.dynamicTest(name, () -> {
			RecordedEnd end = new RecordedEnd();
			Completion once = Completion.once(end);
			ending.accept(once);
			once.succeeded("later");
			once.failed(new IllegalStateException("later"));
			once.withdrawn();
			assertThat(end.results() + " " + end.failures() + " " + end.withdrawals()).isEqualTo(told);
		});
	}

	@Test
	void whoKnowsNothingOfWithdrawnCallsTakesThemAsCancelled() {
		List<Throwable> failures = new ArrayList<>();
		Completion simple = new Completion() {

			@Override
			public void succeeded(Object result) {
				throw new UnsupportedOperationException("There is no result");
			}

			@Override
			public void failed(Throwable failure) {
				failures.add(failure);
			}

		};
		simple.withdrawn();
		assertThat(failures).singleElement().isInstanceOf(CancellationException.class);
	}

}
