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
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

import dev.resilience.autoconfigure.idempotency.crash.Outside.Gate;
import dev.resilience.testsupport.Interception;
import dev.resilience.testsupport.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of calls whose store cannot be reached, is slow to answer or forgets, seen
 * by a node in this process that reaches its store over a network that fails.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("processes")
abstract class FaultCases {

	static final Duration SOON = Duration.ofSeconds(60);

	private final HttpClient http = HttpClient.newHttpClient();

	Outside outside;

	TcpProxy proxy;

	private ConfigurableApplicationContext node;

	/**
	 * Return the port of the server behind the network.
	 */
	abstract int server();

	/**
	 * The settings of a node that reaches its store through a port.
	 */
	abstract Map<String, Object> store(int port);

	/**
	 * Return what is in every request that claims, and in no other that comes before it.
	 */
	abstract String claim();

	/**
	 * Removes all records behind the back of the node.
	 */
	abstract void wipe();

	@BeforeAll
	void start() throws IOException {
		this.proxy = TcpProxy.to(server());
		this.outside = new Outside();
		Map<String, Object> settings = NodeSettings.of(store(this.proxy.port()));
		settings.put("node.name", "node");
		settings.put("spring.datasource.hikari.connection-timeout", "1000");
		settings.put("outside.url", this.outside.url());
		this.node = NodeApplication.run(settings.entrySet()
			.stream()
			.map((setting) -> "--" + setting.getKey() + "=" + setting.getValue())
			.toArray(String[]::new));
	}

	@BeforeEach
	void connect(TestInfo test) {
		// Connections that an earlier case has left broken are replaced
		assertThat(awaitStore("short-lease", "before " + test)).startsWith("OK");
	}

	@AfterEach
	void repair() {
		this.proxy.resume();
	}

	@AfterAll
	void stop() {
		if (this.node != null) {
			this.node.close();
		}
		this.outside.close();
		this.proxy.close();
		// The settings of the node have quietened the log of this process, too
		((Logger) LoggerFactory.getLogger("dev.resilience")).setLevel(Level.INFO);
	}

	@Test
	@DisplayName("case 36: business failure and a release that fails")
	void case36TheBusinessFailureWinsAndTheKeyFreesAfterTheLease() {
		String key = "case 36";
		Gate gate = this.outside.hold("node", "claimed", key);
		CompletableFuture<String> failing = begin("short-lease", key);
		gate.awaitArrival();
		this.proxy.down();
		gate.openForFailure();
		assertThat(failing.join()).startsWith("FAILED DeclinedException suppressed=1 ");
		this.proxy.resume();
		assertThat(awaitFree("short-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 40: store down at the claim, fail closed")
	void case40FailsClosed() {
		String key = "case 40 closed";
		this.proxy.down();
		assertThat(call("short-lease", key)).startsWith("FAILED IdempotencyStoreException");
		assertThat(call("short-lease", key)).startsWith("FAILED IdempotencyStoreException");
		assertThat(this.outside.effects(key)).isZero();
		this.proxy.resume();
		assertThat(awaitStore("short-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 40: store down at the claim, fail open")
	void case40FailsOpen() {
		String key = "case 40 open";
		this.proxy.down();
		long before = count("bypassing bypassed");
		// A connection that breaks under a claim is no proof that it did not arrive: only
		// the next one is refused
		assertThat(awaitStore("bypassing", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.childKeys(key)).hasSize(1);
		assertThat(count("bypassing bypassed")).isEqualTo(before + 1);
		this.proxy.resume();
		assertThat(awaitStore("bypassing", key)).isEqualTo("OK receipt of " + key + " by node");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUT_BEFORE_REQUEST")
	@DisplayName("case 41: reply to the claim lost, no run before the lease is over")
	void case41DoesNotRunWhileTheLostClaimHolds(Interception interception) {
		String key = "case 41 " + interception;
		CompletableFuture<Void> lost = this.proxy.intercept(claim(), interception);
		assertThat(call("long-lease", key)).startsWith("FAILED IdempotencyStoreException");
		assertThat(lost).isCompleted();
		this.proxy.cut();
		assertThat(awaitStore("long-lease", key)).startsWith("FAILED DuplicateCallException");
		assertThat(this.outside.effects(key)).isZero();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUT_BEFORE_REQUEST")
	@DisplayName("case 41: reply to the claim lost, runs once after the lease")
	void case41RunsOnceAfterTheLease(Interception interception) {
		String key = "case 41 short " + interception;
		CompletableFuture<Void> lost = this.proxy.intercept(claim(), interception);
		assertThat(call("short-lease", key)).startsWith("FAILED IdempotencyStoreException");
		assertThat(lost).isCompleted();
		this.proxy.cut();
		assertThat(awaitFree("short-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(call("short-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isOne();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CUT_BEFORE_REQUEST")
	@DisplayName("case 41: reply to the claim lost, not bypassed even where a store that is down would be")
	void case41IsNotBypassed(Interception interception) {
		String key = "case 41 bypass " + interception;
		CompletableFuture<Void> lost = this.proxy.intercept(claim(), interception);
		assertThat(call("bypassing", key)).startsWith("FAILED IdempotencyStoreException");
		assertThat(lost).isCompleted();
		this.proxy.cut();
		assertThat(this.outside.effects(key)).isZero();
	}

	@Test
	@DisplayName("case 42: store down at the completion only")
	void case42CompletesLater() {
		String key = "case 42";
		long before = count("short-lease late-completions");
		Gate gate = this.outside.hold("node", "charged", key);
		CompletableFuture<String> charge = begin("short-lease", key);
		gate.awaitArrival();
		this.proxy.down();
		gate.open();
		assertThat(charge.join()).isEqualTo("OK receipt of " + key + " by node");
		this.proxy.resume();
		await().atMost(SOON).until(() -> count("short-lease late-completions") == before + 1);
		assertThat(awaitStore("short-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isOne();
	}

	@Test
	@DisplayName("case 43: records lost between claim and completion")
	void case43IsNotResurrected() {
		String key = "case 43";
		long before = count("long-lease stale-completions");
		Gate gate = this.outside.hold("node", "charged", key);
		CompletableFuture<String> charge = begin("long-lease", key);
		gate.awaitArrival();
		wipe();
		Gate again = this.outside.hold("node", "claimed", key);
		CompletableFuture<String> next = begin("long-lease", key);
		again.awaitArrival();
		gate.open();
		assertThat(charge.join()).isEqualTo("OK receipt of " + key + " by node");
		assertThat(count("long-lease stale-completions")).isEqualTo(before + 1);
		assertThat(call("long-lease", key)).startsWith("FAILED DuplicateCallException");
		again.open();
		assertThat(next.join()).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isEqualTo(2);
		assertThat(call("long-lease", key)).isEqualTo("OK receipt of " + key + " by node");
		assertThat(this.outside.effects(key)).isEqualTo(2);
	}

	final CompletableFuture<String> begin(String operation, String key) {
		return Node.call(this.http, this.node.getBean(CommandServer.class).port(), operation, key);
	}

	final String call(String operation, String key) {
		return begin(operation, key).join();
	}

	/**
	 * Calls until the claim of an earlier call does not hold any more.
	 */
	final String awaitFree(String operation, String key) {
		return await().atMost(SOON)
			.pollDelay(Duration.ZERO)
			.until(() -> call(operation, key), (answer) -> !answer.startsWith("FAILED DuplicateCallException")
					&& !answer.startsWith("FAILED IdempotencyStoreException"));
	}

	/**
	 * Calls until no broken connection is left over in a pool.
	 */
	final String awaitStore(String operation, String key) {
		return await().atMost(SOON)
			.pollDelay(Duration.ZERO)
			.until(() -> call(operation, key), (answer) -> !answer.startsWith("FAILED IdempotencyStoreException"));
	}

	private long count(String instanceAndName) {
		return Long.parseLong(call("count", instanceAndName).substring("OK ".length()));
	}

}
