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

package dev.resilience.classification;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.resilience.classification.FailureSelector.Verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class FailureSelectorTests {

	@ParameterizedTest(name = "{0}")
	@CsvSource({ "B14 fail E0 E2 skip E1, E0 E2, E1, E0 E0S",
			"B14 fail Exception E1 skip E0 E2, Exception E1, E0 E2, Exception RuntimeException",
			"B14 fail E1 E2 skip E0, E1 E2, E0, ''" })
	void caseB14NamedTypesCountAndExcludedTypesWin(String row, String named, String excluded, String selected)
			throws Exception {
		FailureSelector selector = FailureSelector.of(types(named), types(excluded));
		for (Class<? extends Throwable> type : types("E0 E0S E1 E1S E2 E2S Exception RuntimeException")) {
			Throwable failure = type.getDeclaredConstructor().newInstance();
			assertThat(selector.judge(failure) == Verdict.NAMED).as(type.getSimpleName())
				.isEqualTo(types(selected).contains(type));
		}
	}

	@Test
	void withoutListsThePolicyDecides() {
		assertThat(FailureSelector.UNSET.judge(new E0())).isEqualTo(Verdict.DEFAULT);
		assertThat(FailureSelector.UNSET.named()).isNull();
		assertThat(FailureSelector.UNSET.excluded()).isEmpty();
	}

	@Test
	void aSetListNamesNothingElse() {
		FailureSelector selector = FailureSelector.of(List.of(E1.class), List.of());
		assertThat(selector.judge(new E1())).isEqualTo(Verdict.NAMED);
		assertThat(selector.judge(new E2())).isEqualTo(Verdict.NAMED);
		assertThat(selector.judge(new E0())).isEqualTo(Verdict.NOT_NAMED);
		assertThat(FailureSelector.of(List.of(), List.of()).judge(new E0())).isEqualTo(Verdict.NOT_NAMED);
	}

	@Test
	void anExcludedTypeWinsWithoutNamesToo() {
		FailureSelector selector = FailureSelector.of(null, List.of(E1.class));
		assertThat(selector.judge(new E2())).isEqualTo(Verdict.EXCLUDED);
		assertThat(selector.judge(new E0())).isEqualTo(Verdict.DEFAULT);
	}

	@Test
	void wrappersAreLookedThroughAndMayBeNamedThemselves() {
		CompletionException wrapped = new CompletionException(new E1());
		assertThat(FailureSelector.of(List.of(E1.class), List.of()).judge(wrapped)).isEqualTo(Verdict.NAMED);
		assertThat(FailureSelector.of(List.of(CompletionException.class), List.of()).judge(wrapped))
			.isEqualTo(Verdict.NAMED);
		assertThat(FailureSelector.of(null, List.of(E0.class)).judge(wrapped)).isEqualTo(Verdict.EXCLUDED);
		assertThat(FailureSelector.UNSET.judge(new CompletionException("no cause", null))).isEqualTo(Verdict.DEFAULT);
	}

	@Test
	void whatAWrapperCarriesIsNotReachedByTheKindOfTheWrapper() {
		CompletionException wrapped = new CompletionException(new IOException());
		assertThat(FailureSelector.of(null, List.of(RuntimeException.class)).judge(wrapped)).isEqualTo(Verdict.DEFAULT);
		assertThat(FailureSelector.of(List.of(RuntimeException.class), List.of()).judge(wrapped))
			.isEqualTo(Verdict.NOT_NAMED);
	}

	@Test
	void aRejectionIsReachedOnlyByItsOwnNames() {
		Refused refused = new Refused();
		assertThat(FailureSelector.UNSET.judge(refused)).isEqualTo(Verdict.NOT_NAMED);
		assertThat(FailureSelector.of(List.of(Exception.class), List.of()).judge(refused)).isEqualTo(Verdict.NOT_NAMED);
		assertThat(FailureSelector.of(List.of(ResilienceException.class), List.of()).judge(refused))
			.isEqualTo(Verdict.NOT_NAMED);
		assertThat(FailureSelector.of(List.of(Refusal.class), List.of()).judge(refused)).isEqualTo(Verdict.NAMED);
		assertThat(FailureSelector.of(List.of(Refused.class), List.of()).judge(refused)).isEqualTo(Verdict.NAMED);
		assertThat(FailureSelector.of(List.of(Refusal.class), List.of(Exception.class)).judge(refused))
			.isEqualTo(Verdict.NAMED);
		assertThat(FailureSelector.of(null, List.of(Refusal.class)).judge(new CompletionException(refused)))
			.isEqualTo(Verdict.EXCLUDED);
	}

	@Test
	void isNotChangedThroughItsLists() {
		FailureSelector selector = FailureSelector.of(List.of(E0.class), List.of(E1.class));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> selector.excluded().clear());
		assertThat(selector.named()).containsExactly(E0.class);
	}

	private static List<Class<? extends Throwable>> types(@Nullable String names) throws ClassNotFoundException {
		List<Class<? extends Throwable>> types = new ArrayList<>();
		for (String name : ((names != null) ? names : "").split(" ")) {
			if (!name.isEmpty()) {
				String prefix = name.endsWith("Exception") ? "java.lang." : FailureSelectorTests.class.getName() + "$";
				types.add(Class.forName(prefix + name).asSubclass(Throwable.class));
			}
		}
		return types;
	}

	static class E0 extends Exception {

		private static final long serialVersionUID = 1L;

	}

	static class E0S extends E0 {

		private static final long serialVersionUID = 1L;

	}

	static class E1 extends E0 {

		private static final long serialVersionUID = 1L;

	}

	static class E1S extends E1 {

		private static final long serialVersionUID = 1L;

	}

	static class E2 extends E1 {

		private static final long serialVersionUID = 1L;

	}

	static class E2S extends E2 {

		private static final long serialVersionUID = 1L;

	}

	abstract static class Refusal extends ResilienceException {

		private static final long serialVersionUID = 1L;

		Refusal() {
			super("orders", "refused", null, false);
		}

		@Override
		public Class<? extends Throwable> selectableAs() {
			return Refusal.class;
		}

	}

	static class Refused extends Refusal {

		private static final long serialVersionUID = 1L;

	}

}
