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

package dev.resilience.pipeline;

import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class ProtectedFutureTests {

	private final AsyncCall call = new AsyncCall(new Call(), PolicyContext.standalone(ManualTime.stopped()));

	private final ProtectedFuture<String> future = new ProtectedFuture<>();

	ProtectedFutureTests() {
		this.future.cancels(this.call);
	}

	@Test
	void whoCancelsItCancelsTheCallOnceAndSaysWhetherWorkMayBeInterrupted() {
		assertThat(this.future.mayInterrupt()).isTrue();
		assertThat(this.future.cancel(false)).isTrue();
		assertThat(this.future.mayInterrupt()).isFalse();
		assertThat(this.call.isCancelled()).isTrue();
	}

	@Test
	void workMayBeInterruptedIfWhoCancelsSaysSo() {
		assertThat(this.future.cancel(true)).isTrue();
		assertThat(this.future.mayInterrupt()).isTrue();
	}

	@Test
	void nothingIsCancelledOnceTheCallHasEnded() {
		this.future.succeeded("value");
		assertThat(this.future.cancel(true)).isFalse();
		assertThat(this.future).isCompletedWithValue("value");
		assertThat(this.call.isCancelled()).isFalse();
	}

	@Test
	void nobodyCancelsByWhatDependsOnIt() {
		CompletableFuture<Integer> dependent = this.future.thenApply(String::length);
		assertThat(dependent).isNotInstanceOf(ProtectedFuture.class);
		dependent.cancel(true);
		assertThat(this.call.isCancelled()).isFalse();
	}

}
