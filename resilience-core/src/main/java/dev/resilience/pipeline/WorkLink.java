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

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.CallWork;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.DeadlineExceededException;

/**
 * The end of every pipeline: runs the user's work.
 */
final class WorkLink extends Link {

	/** The end of every chain. */
	static final WorkLink INSTANCE = new WorkLink();

	private WorkLink() {
		super(false);
	}

	@Override
	public @Nullable Object proceed(ThrowingSupplier<?, ?> work, Call call, long now) throws Throwable {
		return CallWork.run(work, call);
	}

	@Override
	public void proceedAsync(AsyncWork work, AsyncCall call, long now, Completion completion) {
		if (call.isEnded()) {
			completion.failed(notBegun(call));
			return;
		}
		Completion once = Completion.once(completion);
		call.reachTarget();
		try {
			work.begin(call, once);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				// A limit clears what it has sent; an interrupt from elsewhere is kept.
				Thread.currentThread().interrupt();
			}
			once.failed(ex);
		}
	}

	// Why a call that was admitted goes no further.
	static Exception notBegun(AsyncCall call) {
		Deadline limits = call.limits();
		return (call.isCancelled() || limits == null) ? AsyncCall.cancellation() : outOfTime(limits);
	}

	// Whoever is out of time before the target is reached was refused.
	static DeadlineExceededException outOfTime(Deadline limits) {
		return DeadlineExceededException.noTimeLeft(limits.earliest().owner(), limits.remaining());
	}

}
