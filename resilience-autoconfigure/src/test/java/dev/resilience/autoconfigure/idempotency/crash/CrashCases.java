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

package dev.resilience.autoconfigure.idempotency.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import dev.resilience.autoconfigure.idempotency.crash.Outside.Gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of calls whose process is killed or stopped in the middle of its work.
 * Starting processes is what takes time, so one is killed while it is in the middle of
 * all of the cases, and each test looks at what became of its own.
 * <p>
 * Three nodes share a store: {@code victim} is killed, {@code heir} has a clock that is
 * an hour ahead and lives in another time zone, {@code other} is stopped and terminated.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("processes")
abstract class CrashCases {

	static final Duration SOON = Duration.ofSeconds(60);

	private static final int MANY = 50;

	final Map<String, CompletableFuture<String>> victims = new LinkedHashMap<>();

	Outside outside;

	Node victim;

	Node heir;

	Node other;

	/**
	 * The settings of nodes that make them share a store.
	 */
	abstract Map<String, Object> store();

	/**
	 * Begins the calls of further cases.
	 */
	void beginOthers() {
	}

	@BeforeAll
	void killOneInTheMiddleOfAll() throws IOException {
		this.outside = new Outside();
		Map<String, Object> properties = NodeSettings.of(store());
		Map<String, Object> wrong = new LinkedHashMap<>(properties);
		wrong.put("node.ahead", "1h");
		this.victim = Node.start("victim", this.outside, properties);
		this.heir = Node.start("heir", this.outside, wrong, "Pacific/Auckland");
		this.other = Node.start("other", this.outside, properties);
		this.victim.awaitReady();

		begin("long-lease", "case 11 within the lease", "claimed");
		begin("short-lease", "case 11 after the lease", "claimed");
		begin("short-lease", "case 12", "charged");
		begin("rejecting", "case 13", "charged");
		begin("recovering", "case 14", "charged");
		begin("recovering", "case 14 without effect", "claimed");
		IntStream.range(0, MANY).forEach((index) -> begin("short-lease", "case 18 " + index, "claimed"));
		beginOthers();
		this.victim.jvm().kill9();
		assertThat(this.victims.values()).allMatch(Node::unanswered);

		this.heir.awaitReady();
		this.other.awaitReady();
	}

	@AfterAll
	void end() {
		Stream.of(this.victim, this.heir, this.other).filter(Objects::nonNull).forEach(Node::close);
		this.outside.close();
	}

	final void begin(String operation, String key, String point) {
		Gate gate = this.outside.hold("victim", point, key);
		CompletableFuture<String> call = this.victim.begin(operation, key);
		this.victims.put(key, call);
		gate.awaitArrival(call);
	}

	@Test
	@DisplayName("case 11: killed before the effect, refused within the lease")
	void case11RefusedWithinTheLease() {
		String key = "case 11 within the lease";
		assertThat(this.other.call("long-lease", key)).startsWith("FAILED DuplicateCallException");
		assertThat(this.outside.effects(key)).isZero();
	}

	@Test
	@DisplayName("case 11: killed before the effect, runs after the lease")
	void case11RunsAfterTheLease() {
		String key = "case 11 after the lease";
		assertThat(awaitTakeover("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 12: killed after the effect, runs again under the same derived key")
	void case12RunsAgainUnderTheSameDerivedKey() {
		String key = "case 12";
		long before = count(this.heir, "short-lease takeovers");
		assertThat(awaitTakeover("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.outside.childKeys(key)).hasSize(2);
		assertThat(this.outside.childKeys(key).get(0)).isNotEqualTo("none")
			.isEqualTo(this.outside.childKeys(key).get(1));
		assertThat(count(this.heir, "short-lease takeovers")).isEqualTo(before + 1);
		assertThat(this.other.call("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
	}

	@Test
	@DisplayName("case 13: killed after the effect, refused until somebody decides")
	void case13RefusedUntilSomebodyDecides() {
		String key = "case 13";
		await().atMost(SOON)
			.until(() -> this.heir.call("rejecting", key),
					(answer) -> answer.startsWith("FAILED IdempotencyOutcomeUnknownException"));
		assertThat(this.other.call("rejecting", key)).startsWith("FAILED IdempotencyOutcomeUnknownException");
		assertThat(this.outside.effects(key)).isOne();
		assertThat(this.heir.call("forget", "rejecting " + key)).isEqualTo("OK true");
		assertThat(this.other.call("rejecting", key)).isEqualTo("OK receipt of " + key + " by other");
		assertThat(this.outside.effects(key)).isEqualTo(2);
	}

	@Test
	@DisplayName("case 14: killed after the effect, recovered")
	void case14RecoveredByWhatIsFound() {
		String key = "case 14";
		assertThat(awaitTakeover("recovering", key)).isEqualTo("OK receipt of " + key + " as found");
		assertThat(this.outside.effects(key)).isOne();
		assertThat(this.other.call("recovering", key)).isEqualTo("OK receipt of " + key + " as found");
	}

	@Test
	@DisplayName("case 14: killed before the effect, runs when nothing is found")
	void case14RunsWhenNothingIsFound() {
		String key = "case 14 without effect";
		assertThat(awaitTakeover("recovering", key)).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 18: none of fifty calls that were killed is stuck")
	void case18NoneIsStuck() {
		for (int index = 0; index < MANY; index++) {
			String key = "case 18 " + index;
			assertThat(awaitTakeover("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
			assertThat(this.outside.effects(key)).isOne();
		}
	}

	@Test
	@Order(Integer.MAX_VALUE)
	@DisplayName("case 19: terminated in order, completes what runs and its record")
	void case19CompletesWhatRuns() {
		String key = "case 19";
		Gate gate = this.outside.hold("other", "claimed", key);
		CompletableFuture<String> running = this.other.begin("short-lease", key);
		gate.awaitArrival();
		this.other.jvm().sigterm();
		this.other.jvm().awaitLine("STOPPING", SOON);
		// Longer than the lease: the claim is renewed all the while
		await().during(Duration.ofSeconds(4))
			.atMost(SOON)
			.until(() -> this.heir.call("short-lease", key).startsWith("FAILED DuplicateCallException"));
		gate.open();
		assertThat(running.join()).isEqualTo("OK receipt of " + key + " by other");
		assertThat(this.other.jvm().awaitExit(SOON)).isEqualTo(143);
		assertThat(this.heir.call("short-lease", key)).isEqualTo("OK receipt of " + key + " by other");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 22: stopped for longer than its lease, told that it has lost it, and overwrites nothing")
	void case22IsToldOfTheLossAndOverwritesNothing() {
		String key = "case 22";
		Gate first = this.outside.hold("other", "claimed", key);
		CompletableFuture<String> slow = this.other.begin("short-lease", key);
		first.awaitArrival();
		Gate second = this.outside.hold("heir", "charged", key);
		CompletableFuture<String> taken = takeOverWhileStopped(key, second);
		await().atMost(SOON)
			.untilAsserted(() -> assertThat(this.outside.notes(key)).containsExactly("lease lost by other"));
		first.open();
		assertThat(slow.join()).isEqualTo("OK receipt of " + key + " by other");
		assertThat(this.other.call("short-lease", key)).startsWith("FAILED DuplicateCallException");
		second.open();
		assertThat(taken.join()).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.outside.effects(key)).isEqualTo(2);
		assertThat(this.other.call("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.heir.call("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
	}

	@Test
	@DisplayName("case 23: a slow owner that fails after the takeover does not free the key")
	void case23ASlowOwnerThatFailsFreesNothing() {
		String key = "case 23";
		Gate first = this.outside.hold("other", "claimed", key);
		CompletableFuture<String> slow = this.other.begin("short-lease", key);
		first.awaitArrival();
		Gate second = this.outside.hold("heir", "charged", key);
		CompletableFuture<String> taken = takeOverWhileStopped(key, second);
		first.openForFailure();
		assertThat(slow.join()).startsWith("FAILED DeclinedException");
		assertThat(this.other.call("short-lease", key)).startsWith("FAILED DuplicateCallException");
		second.open();
		assertThat(taken.join()).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.other.call("short-lease", key)).isEqualTo("OK receipt of " + key + " by heir");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 24: a clock that is an hour ahead takes over and forgets nothing early")
	void case24AWrongClockIsNoReasonToTakeOverOrToForget() {
		assertThat(this.heir.call("long-lease", "case 11 within the lease"))
			.startsWith("FAILED DuplicateCallException");
		String key = "case 24";
		assertThat(this.other.call("long-lease", key)).isEqualTo("OK receipt of " + key + " by other");
		assertThat(this.heir.call("long-lease", key)).isEqualTo("OK receipt of " + key + " by other");
		String ahead = "case 24 claimed by the wrong clock";
		assertThat(this.heir.call("short-lease", ahead)).isEqualTo("OK receipt of " + ahead + " by heir");
		assertThat(this.other.call("short-lease", ahead)).isEqualTo("OK receipt of " + ahead + " by heir");
	}

	// The other node is stopped until the heir has taken its claim over and got to a
	// point of its work.
	private CompletableFuture<String> takeOverWhileStopped(String key, Gate point) {
		this.other.jvm().sigstop();
		try {
			// Not in the common pool, which may have one thread only, for those who
			// complete
			// the calls
			CompletableFuture<String> taken = CompletableFuture.supplyAsync(() -> awaitTakeover("short-lease", key),
					(task) -> new Thread(task, "takeover").start());
			point.awaitArrival(taken);
			return taken;
		}
		finally {
			this.other.jvm().sigcont();
		}
	}

	/**
	 * Calls the heir until it is not refused any more because the claim of the dead still
	 * holds.
	 */
	final String awaitTakeover(String operation, String key) {
		return await().atMost(SOON)
			.pollDelay(Duration.ZERO)
			.until(() -> this.heir.call(operation, key), (answer) -> !answer.startsWith("FAILED DuplicateCallException")
					&& !answer.startsWith("FAILED IdempotencyStoreException"));
	}

	static long count(Node node, String instanceAndName) {
		return Long.parseLong(node.call("count", instanceAndName).substring("OK ".length()));
	}

}
