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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.pipeline.CallCounters;
import dev.resilience.pipeline.Pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CallWorkTests {

	private static final CallWork ATTACHED = new CallWork() {

		@Override
		public @Nullable Object get(Call call) {
			return call.attachment();
		}

	};

	@Test
	void isDoneForTheCallThatWalksThroughAPipeline() throws Throwable {
		Pipeline pipeline = Pipeline.of("orders", List.of(), PolicyContext.standalone(), new CallCounters(false));
		assertThat(pipeline.run(ATTACHED, new AttachingCall("first"))).isEqualTo("first");
		assertThat(pipeline.run(ATTACHED, new AttachingCall("second"))).isEqualTo("second");
	}

	@Test
	void cannotBeDoneWithoutACall() {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(ATTACHED::get)
			.withMessage("This work needs its call");
	}

	private static final class AttachingCall extends Call {

		private final String attachment;

		AttachingCall(String attachment) {
			this.attachment = attachment;
		}

		@Override
		public Object attachment() {
			return this.attachment;
		}

	}

}
