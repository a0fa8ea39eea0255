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

package dev.resilience.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncLimit;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.time.TimeSource;

/**
 * The search of one asynchronous call for an answer: asks the options one after the
 * other, each of which may answer later. By the same rules as for blocking calls.
 */
final class AsyncAnswer {

	private final Fallback fallback;

	private final AsyncWork work;

	private final AsyncCall call;

	private final Throwable failure;

	private final OutcomeKind kind;

	private final Supplier<Classification> meaning;

	private final Completion completion;

	private final List<String> tried = new ArrayList<>();

	AsyncAnswer(Fallback fallback, AsyncWork work, AsyncCall call, Throwable failure, Completion completion) {
		this.fallback = fallback;
		this.work = work;
		this.call = call;
		this.failure = failure;
		this.kind = call.outcome(failure, fallback.instance());
		this.meaning = fallback.meaningOf(failure);
		this.completion = completion;
	}

	void begin() {
		if (this.call.isEnded()) {
			// Nobody waits for an answer.
			this.completion.failed(this.failure);
			return;
		}
		tryFrom(0);
	}

	private void tryFrom(int first) {
		int index = first;
		int size = this.fallback.chain().size();
		try {
			while (index < size && !this.fallback.canAnswer(index, this.failure, this.kind, this.meaning)) {
				index++;
			}
		}
		catch (RuntimeException | Error ex) {
			this.completion.failed(ex);
			return;
		}
		if (index == size) {
			this.completion.failed(this.failure);
			return;
		}
		int found = index;
		// Options are user code: asked in the context of the caller, on whichever thread
		// the failure came.
		this.call.inContext(() -> ask(found));
	}

	private void ask(int index) {
		FallbackOption option = this.fallback.chain().get(index);
		this.tried.add(option.name());
		OptionEnd end = new OptionEnd(index);
		Duration timeout = option.timeout();
		if (timeout == null) {
			answer(option, this.call, end);
			return;
		}
		TimeSource time = this.fallback.context().time();
		AsyncLimit.run(this.call, time, this.fallback.instance(), time.nanoTime(), ConfigCheck.nanos(timeout),
				(part, inTime) -> answer(option, part, inTime), end,
				(part) -> new FallbackTimeoutException(this.fallback.instance(), option.name(), timeout, null));
	}

	private void answer(FallbackOption option, AsyncCall part, Completion completion) {
		Completion end = Completion.once(completion);
		try {
			this.work.follow(option.answer().answer(this.call.facts(), this.failure), part, end);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			end.failed(ex);
		}
	}

	/** Where the answer of one option ends. */
	private final class OptionEnd implements Completion {

		private final int index;

		private final FallbackOption option;

		OptionEnd(int index) {
			this.index = index;
			this.option = AsyncAnswer.this.fallback.chain().get(index);
		}

		@Override
		public void succeeded(@Nullable Object result) {
			AsyncAnswer search = AsyncAnswer.this;
			search.fallback.count(this.index).countAnswered();
			search.fallback.answered(this.option, search.tried, search.call.facts(), search.failure);
			search.completion.succeeded(result);
		}

		@Override
		public void failed(Throwable thrown) {
			AsyncAnswer search = AsyncAnswer.this;
			search.fallback.count(this.index).countFailed();
			boolean goOn;
			try {
				goOn = search.fallback.goOnAfter(this.option, thrown, search.failure, search.call.limits())
						&& !search.call.isEnded() && !search.call.hasEmitted();
			}
			catch (Throwable error) {
				search.completion.failed(error);
				return;
			}
			if (goOn) {
				tryFrom(this.index + 1);
			}
			else {
				search.completion.failed(search.failure);
			}
		}

	}

}
