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

import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of parts of asynchronous calls.
 */
class AsyncCallPartTests {

	private final AsyncCall call = new AsyncCall(new Call(), PolicyContext.standalone(ManualTime.stopped()));

	@Test
	void whatAPartEmitsIsEmittedByTheWhole() {
		AsyncCall part = this.call.nested(null).nested(null);
		assertThat(part.emitted()).isTrue();
		assertThat(this.call.hasEmitted()).isTrue();
	}

	@Test
	void anAbandonedPartMayDeliverNothing() {
		AsyncCall part = this.call.nested(null);
		AsyncCall inner = part.nested(null);
		part.abandon();
		assertThat(inner.emitted()).isFalse();
		assertThat(part.isCancelled()).isFalse();
		assertThat(this.call.isEnded()).isFalse();
	}

	@Test
	void cancellingEndsEveryPartWhenever() {
		AsyncCall part = this.call.nested(null);
		this.call.cancel();
		assertThat(part.isCancelled()).isTrue();
		assertThat(part.isEnded()).isTrue();
		AsyncCall later = this.call.nested(null);
		assertThat(later.isCancelled()).isTrue();
		assertThat(later.isEnded()).isTrue();
	}

	@Test
	void notesOfAPartAreTakenOverOnlyWhenAsked() {
		AsyncCall part = this.call.nested(null);
		part.facts().queued(5);
		assertThat(this.call.facts().queuedNanos()).isZero();
		this.call.merge(part);
		assertThat(this.call.facts().queuedNanos()).isEqualTo(5);
	}

	@Test
	void stepsHaveTheClassLoaderOfTheCallerAndPutBackWhatWasThere() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		ClassLoader other = new ClassLoader(before) {
		};
		ClassLoader[] seen = new ClassLoader[1];
		thread.setContextClassLoader(other);
		try {
			this.call.inContext(() -> seen[0] = thread.getContextClassLoader());
			assertThat(seen[0]).isSameAs(before);
			assertThat(thread.getContextClassLoader()).isSameAs(other);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@Test
	void aStepIsDoneEvenIfTheContextOfTheCallerCannotBeTakenAlong() {
		PolicyContext sound = PolicyContext.standalone(ManualTime.stopped());
		PolicyContext broken = new PolicyContext(sound.time(), sound.random(), sound.events(), sound.waitingRoom(),
				sound.offload(), () -> () -> {
					throw new IllegalStateException("no context here");
				}, false)
			.withContinuations(Runnable::run);
		AtomicBoolean done = new AtomicBoolean();
		try (CapturedLog log = new CapturedLog(AsyncCall.class)) {
			new AsyncCall(new Call(), broken).execute(() -> done.set(true));
			assertThat(done).isTrue();
			assertThat(log.warnings()).hasSize(1);
		}
	}

	@Test
	void tellsWhatItsPoliciesShare() {
		PolicyContext context = PolicyContext.standalone(ManualTime.stopped());
		assertThat(new AsyncCall(new Call(), context).context()).isSameAs(context);
	}

}
