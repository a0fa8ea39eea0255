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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.resilience.CapturedLog;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How gates of keys come, are found and go.
 */
class KeyedGatesTests {

	private static final Duration TICK = Duration.ofNanos(1L << KeyedGate.TICK_BITS);

	private static final Duration IDLE = Duration.ofHours(1);

	private final ManualTime time = ManualTime.stopped();

	private KeyedConfig config = KeyedConfig.builder().idle(IDLE).maxKeys(1000).build();

	private Function<String, Door> creation = Door::new;

	KeyedGatesTests() {
		// A clock says anything but zero.
		this.time.advance(Duration.ofDays(100));
	}

	private KeyedGates<Door> gates() {
		return new KeyedGates<>("agents", new Door("own"), (key) -> this.creation.apply(key), () -> this.config,
				this.time);
	}

	private Door pass(KeyedGates<Door> gates, @Nullable String key) {
		return gates.use(key, (gate) -> gate);
	}

	private static List<String> keys(KeyedGates<Door> gates) {
		List<String> keys = new ArrayList<>();
		gates.forEach((key, gate) -> keys.add(key));
		return keys;
	}

	// One key

	@Test
	void aGateIsRetiredOnceItsAgeHasPassedTheIdleTime() {
		KeyedGate<Door> gate = new KeyedGate<>(new Door("a"), this.time.nanoTime());
		this.time.advance(TICK.multipliedBy(5));
		assertThat(gate.retire(this.time.nanoTime(), 5)).isFalse();
		this.time.advance(TICK);
		assertThat(gate.retire(this.time.nanoTime(), 5)).isTrue();
	}

	@Test
	void aGateIsAsOldAsItsLastUse() {
		KeyedGate<Door> gate = new KeyedGate<>(new Door("a"), this.time.nanoTime());
		this.time.advance(TICK.multipliedBy(6));
		gate.enter(this.time.nanoTime());
		gate.leave();
		this.time.advance(TICK.multipliedBy(5));
		assertThat(gate.retire(this.time.nanoTime(), 5)).isFalse();
		this.time.advance(TICK);
		assertThat(gate.retire(this.time.nanoTime(), 5)).isTrue();
	}

	@Test
	void aGateIsNotRetiredWhileAnyOfItsUsersIsInside() {
		KeyedGate<Door> gate = new KeyedGate<>(new Door("a"), this.time.nanoTime());
		gate.enter(this.time.nanoTime());
		gate.enter(this.time.nanoTime());
		gate.leave();
		this.time.advance(IDLE);
		assertThat(gate.retire(this.time.nanoTime(), 1)).isFalse();
		gate.leave();
		assertThat(gate.retire(this.time.nanoTime(), 1)).isTrue();
	}

	@Test
	void nobodyEntersARetiredGateAndNobodyRetiresItTwice() {
		KeyedGate<Door> gate = new KeyedGate<>(new Door("a"), this.time.nanoTime());
		this.time.advance(IDLE);
		assertThat(gate.retire(this.time.nanoTime(), 1)).isTrue();
		assertThat(gate.enter(this.time.nanoTime())).isFalse();
		assertThat(gate.retire(this.time.nanoTime(), 1)).isFalse();
	}

	@Test
	void whoEntersWhileAGateIsAboutToBeRetiredKeepsIt() {
		Door door = new Door("a");
		KeyedGate<Door> gate = new KeyedGate<>(door, this.time.nanoTime());
		this.time.advance(IDLE);
		door.whenAsked = () -> assertThat(gate.enter(this.time.nanoTime())).isTrue();
		assertThat(gate.retire(this.time.nanoTime(), 1)).isFalse();
	}

	@Test
	void whoUsesAGateThatIsAboutToBeRetiredWithAnOldReadingOfTheClockKeepsIt() {
		Door door = new Door("a");
		long old = this.time.nanoTime();
		KeyedGate<Door> gate = new KeyedGate<>(door, old);
		this.time.advance(IDLE);
		door.whenAsked = () -> {
			gate.enter(old);
			gate.leave();
		};
		assertThat(gate.retire(this.time.nanoTime(), 1)).isFalse();
	}

	@Test
	void aGateThatIsNotIdleIsAsOldAsBefore() {
		Door door = new Door("a");
		door.idle = false;
		KeyedGate<Door> gate = new KeyedGate<>(door, this.time.nanoTime());
		this.time.advance(TICK.multipliedBy(6));
		assertThat(gate.retire(this.time.nanoTime(), 5)).isFalse();
		door.idle = true;
		assertThat(gate.retire(this.time.nanoTime(), 6)).isFalse();
		assertThat(gate.retire(this.time.nanoTime(), 5)).isTrue();
	}

	// Keys that come

	@Test
	void aKeyKeepsItsGate() {
		KeyedGates<Door> gates = gates();
		assertThat(pass(gates, "a")).isSameAs(pass(gates, "a")).isSameAs(gates.find("a"));
		assertThat(gates.find("b")).isNull();
		assertThat(keys(gates)).containsExactly("a");
	}

	@Test
	void twoCallsThatCreateTheGateOfAKeyAtOnceGetTheSameOne() {
		KeyedGates<Door> gates = gates();
		List<Door> inside = new ArrayList<>();
		this.creation = (key) -> {
			this.creation = Door::new;
			inside.add(pass(gates, key));
			return new Door(key);
		};
		assertThat(pass(gates, "a")).isSameAs(inside.get(0));
		assertThat(gates.keysInUse()).isOne();
	}

	@Test
	void twoCallsThatCreateTheSharedGateAtOnceGetTheSameOneAndItIsSaidOnce() {
		this.config = KeyedConfig.builder().idle(IDLE).maxKeys(1).build();
		KeyedGates<Door> gates = gates();
		pass(gates, "a");
		List<Door> inside = new ArrayList<>();
		this.creation = (key) -> {
			this.creation = Door::new;
			inside.add(pass(gates, "b"));
			return new Door(key);
		};
		try (CapturedLog log = new CapturedLog(KeyedGates.class)) {
			assertThat(pass(gates, "c")).isSameAs(inside.get(0)).isSameAs(gates.overflowGate());
			assertThat(log.warnings()).hasSize(1);
		}
		assertThat(gates.overflowCalls()).isEqualTo(2);
	}

	@Test
	void aKeyWhoseGateHasJustBeenRetiredGetsAnother() {
		KeyedGates<Door> gates = gates();
		KeyedGate<Door> entered = gates.enter("a", this.time.nanoTime());
		entered.leave();
		this.time.advance(IDLE);
		assertThat(entered.retire(this.time.nanoTime(), 1)).isTrue();
		assertThat(gates.useIfPresent("a", (gate) -> {
		})).isFalse();
		assertThat(pass(gates, "a")).isNotSameAs(entered.gate());
		assertThat(gates.keysInUse()).isOne();
	}

	// Keys that go

	@Test
	void aKeyIsForgottenInTheTickAfterItsIdleTime() {
		this.config = KeyedConfig.builder().idle(TICK).build();
		KeyedGates<Door> gates = gates();
		pass(gates, "a");
		this.time.advance(TICK);
		assertThat(gates.prune()).isZero();
		this.time.advance(TICK);
		assertThat(gates.prune()).isOne();
		assertThat(gates.find("a")).isNull();
	}

	@Test
	void callsFindEveryIdleKeyHoweverManyOthersAreInUse() {
		KeyedGates<Door> gates = gates();
		for (int i = 0; i < 200; i++) {
			pass(gates, "idle-" + i);
			pass(gates, "used-" + i).idle = false;
		}
		this.time.advance(IDLE.plus(TICK.multipliedBy(2)));
		for (int i = 0; i < 7; i++) {
			pass(gates, "caller");
		}
		assertThat(keys(gates)).hasSize(201).noneMatch((key) -> key.startsWith("idle"));
	}

	@Test
	void callsLookForIdleKeysOnlyFourTimesInAnIdleTime() {
		KeyedGates<Door> gates = gates();
		Door door = pass(gates, "a");
		door.idle = false;
		this.time.advance(IDLE.plus(TICK.multipliedBy(2)));
		pass(gates, "b");
		pass(gates, "b");
		assertThat(door.asked).isOne();
		this.time.advance(IDLE.dividedBy(4).minusNanos(1));
		pass(gates, "b");
		assertThat(door.asked).isOne();
		this.time.advance(Duration.ofNanos(1));
		pass(gates, "b");
		assertThat(door.asked).isEqualTo(2);
	}

	// Gates that are read and used outside of calls

	@Test
	void usesTheGateOfAKeyOnlyIfThereIsOneAndLeavesIt() {
		KeyedGates<Door> gates = gates();
		List<Door> used = new ArrayList<>();
		assertThat(gates.useIfPresent("a", used::add)).isFalse();
		Door door = pass(gates, "a");
		assertThat(gates.useIfPresent("a", used::add)).isTrue();
		assertThat(used).containsExactly(door);
		this.time.advance(IDLE.plus(TICK.multipliedBy(2)));
		assertThat(gates.prune()).isOne();
	}

	@Test
	void callsWithoutAKeyPassTheGateOfTheInstanceAndAreAdmittedAsItSays() {
		KeyedGates<Door> gates = gates();
		assertThat(pass(gates, null)).isSameAs(gates.own());
		assertThat(gates.isAvailable(null)).isTrue();
		gates.own().available = false;
		assertThat(gates.isAvailable(null)).isFalse();
		assertThat(gates.type()).isEqualTo(PolicyType.BULKHEAD);
	}

	@Test
	void tellsWhetherAKeyWouldBeAdmittedByItsGateByThatOfAllOthersOrByANewOne() {
		this.config = KeyedConfig.builder().idle(IDLE).maxKeys(2).build();
		KeyedGates<Door> gates = gates();
		pass(gates, "a").available = false;
		assertThat(gates.isAvailable("a")).isFalse();
		assertThat(gates.isAvailable("b")).isTrue();
		pass(gates, "b");
		assertThat(gates.overflowGate()).isNull();
		assertThat(gates.isAvailable("c")).isTrue();
		pass(gates, "c").available = false;
		assertThat(gates.isAvailable("d")).isFalse();
		assertThat(gates.isAvailable("b")).isTrue();
	}

	@Test
	void showsTheGatesOfAllKeysThatOfKeysWithoutRoomIncluded() {
		this.config = KeyedConfig.builder().idle(IDLE).maxKeys(1).build();
		KeyedGates<Door> gates = gates();
		List<Door> shown = new ArrayList<>();
		gates.forEachGate(shown::add);
		assertThat(shown).isEmpty();
		Door own = pass(gates, "a");
		Door shared = pass(gates, "b");
		gates.forEachGate(shown::add);
		assertThat(shown).containsExactly(own, shared);
	}

	/**
	 * A gate that does as the test says.
	 */
	private static final class Door implements Gate {

		private final String name;

		private boolean available = true;

		private boolean idle = true;

		private int asked;

		private Runnable whenAsked = () -> {
		};

		Door(String name) {
			this.name = name;
		}

		@Override
		public PolicyType type() {
			return PolicyType.BULKHEAD;
		}

		@Override
		public boolean isAvailable() {
			return this.available;
		}

		@Override
		public boolean isIdle() {
			this.asked++;
			this.whenAsked.run();
			return this.idle;
		}

		@Override
		public long tryEnter(Call call, long now) {
			throw new UnsupportedOperationException("Nobody calls");
		}

		@Override
		public void exit(long permit, OutcomeKind kind, @Nullable Object result, @Nullable Throwable failure,
				long nanos) {
			throw new UnsupportedOperationException("Nobody calls");
		}

		@Override
		public void release(long permit) {
			throw new UnsupportedOperationException("Nobody calls");
		}

		@Override
		public CallRejectedException reject(Call call) {
			throw new UnsupportedOperationException("Nobody calls");
		}

		@Override
		public void passInShadow(Call call) {
			throw new UnsupportedOperationException("Nobody calls");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
