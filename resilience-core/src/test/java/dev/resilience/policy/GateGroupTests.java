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

import org.junit.jupiter.api.Test;

import dev.resilience.Background;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class GateGroupTests {

	private final PolicyContext context = PolicyContext.standalone(ManualTime.stopped());

	private final GateGroup<Integer> group = new GateGroup<>("orders", 1, this.context);

	@Test
	void aChangeIsMadeOfTheSettingsThatAreInForce() {
		this.group.reconfigure((before) -> before + 1);
		this.group.reconfigure((before) -> before * 10);
		assertThat(this.group.settings()).isEqualTo(20);
		assertThat(this.group.instance()).isEqualTo("orders");
		assertThat(this.group.context()).isSameAs(this.context);
	}

	@Test
	void aChangeThatFailsLeavesEverythingAsItWasAndLetsOthersIn() {
		assertThatIllegalStateException().isThrownBy(() -> this.group.reconfigure((before) -> {
			throw new IllegalStateException("out of range");
		}));
		assertThat(this.group.settings()).isEqualTo(1);
		Background.start(() -> {
			this.group.reconfigure((before) -> before + 1);
			return null;
		}).value();
		assertThat(this.group.settings()).isEqualTo(2);
	}

	@Test
	void tellsItsListenerOnlyWhenAsked() {
		int[] told = new int[1];
		this.group.announce();
		this.group.onReconfigured(() -> told[0]++);
		this.group.reconfigure((before) -> before + 1);
		assertThat(told[0]).isZero();
		this.group.announce();
		assertThat(told[0]).isOne();
	}

	@Test
	void whatAKeyCountsIsCountedForTheInstanceToo() {
		AdmissionCounts all = this.group.counts();
		AdmissionCounts key = all.forKey();
		key.admit();
		key.reject();
		key.reject();
		key.passInShadow();
		key.passInShadow();
		key.passInShadow();
		all.passInShadow();
		assertThat(key.admitted()).isEqualTo(1);
		assertThat(key.rejected()).isEqualTo(2);
		assertThat(key.shadow()).isEqualTo(3);
		assertThat(all.admitted()).isEqualTo(1);
		assertThat(all.rejected()).isEqualTo(2);
		assertThat(all.shadow()).isEqualTo(4);
	}

}
