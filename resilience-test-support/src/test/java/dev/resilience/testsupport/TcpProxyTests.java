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

package dev.resilience.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class TcpProxyTests {

	private Echo server;

	private TcpProxy proxy;

	@BeforeEach
	void open() throws IOException {
		this.server = new Echo();
		this.proxy = TcpProxy.to(this.server.port());
	}

	@AfterEach
	void close() throws IOException {
		this.proxy.close();
		this.server.close();
	}

	@Test
	void forwardsBothWays() throws IOException {
		try (Client client = new Client(); Client other = new Client()) {
			assertThat(client.ask("one")).isEqualTo("one");
			assertThat(other.ask("two")).isEqualTo("two");
			assertThat(client.ask("three")).isEqualTo("three");
			assertThat(this.proxy.connections()).isEqualTo(2);
		}
		await().until(() -> this.proxy.connections() == 0);
	}

	@Test
	void breaksConnectionsAndTakesNewOnes() throws IOException {
		try (Client client = new Client()) {
			client.ask("one");
			this.proxy.cut();
			assertBroken(client);
		}
		try (Client client = new Client()) {
			assertThat(client.ask("two")).isEqualTo("two");
		}
	}

	@Test
	void isDownUntilResumed() throws IOException {
		try (Client before = new Client()) {
			before.ask("one");
			this.proxy.down();
			assertBroken(before);
			try (Client during = new Client()) {
				assertBroken(during);
			}
			this.proxy.resume();
			try (Client after = new Client()) {
				assertThat(after.ask("two")).isEqualTo("two");
			}
		}
		assertThat(this.server.received()).containsExactly("one", "two");
	}

	@Test
	void refusesNewConnectionsAndLeavesOthersAlone() throws IOException {
		try (Client client = new Client()) {
			client.ask("one");
			this.proxy.refuse();
			assertThat(client.ask("two")).isEqualTo("two");
			try (Client other = new Client()) {
				assertBroken(other);
			}
		}
	}

	@Test
	void holdsRepliesBackUntilResumed() throws IOException {
		try (Client client = new Client()) {
			client.ask("one");
			this.proxy.holdReplies();
			client.send("two");
			await().until(() -> this.server.received().contains("two"));
			client.assertSilence();
			this.proxy.resume();
			assertThat(client.receive()).isEqualTo("two");
		}
	}

	@Test
	void holdsRequestsBackUntilResumed() throws IOException {
		try (Client client = new Client()) {
			client.ask("one");
			this.proxy.holdRequests();
			client.send("two");
			client.assertSilence();
			assertThat(this.server.received()).containsExactly("one");
			this.proxy.resume();
			assertThat(client.receive()).isEqualTo("two");
		}
	}

	@Test
	void cutsConnectionsThatAreHeldBack() throws IOException {
		try (Client client = new Client()) {
			client.ask("one");
			this.proxy.holdReplies();
			client.send("two");
			await().until(() -> this.server.received().contains("two"));
			this.proxy.cut();
			assertBroken(client);
		}
	}

	@Test
	void delays() throws IOException {
		try (Client client = new Client()) {
			this.proxy.delay(Duration.ofMillis(50));
			long start = System.nanoTime();
			client.ask("one");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
		}
	}

	@Test
	void swallowsTheReplyOfOneRequest() throws IOException {
		try (Client client = new Client(); Client other = new Client()) {
			CompletableFuture<Void> swallowed = this.proxy.intercept("COMMIT", Interception.SWALLOW_REPLY);
			assertThat(client.ask("INSERT")).isEqualTo("INSERT");
			client.send("COMMIT 1");
			await().until(swallowed::isDone);
			assertThat(this.server.received()).containsExactly("INSERT", "COMMIT 1");
			assertThat(other.ask("COMMIT 2")).isEqualTo("COMMIT 2");
			client.send("SELECT");
			client.assertSilence();
		}
	}

	@Test
	void cutsBeforeARequestArrives() throws IOException {
		try (Client client = new Client()) {
			CompletableFuture<Void> cut = this.proxy.intercept("COMMIT", Interception.CUT_BEFORE_REQUEST);
			client.ask("INSERT");
			client.send("COMMIT");
			assertBroken(client);
			assertThat(cut).succeedsWithin(Duration.ofSeconds(10));
			assertThat(this.server.received()).containsExactly("INSERT");
		}
	}

	@Test
	void cutsBeforeTheReplyIsBack() throws IOException {
		try (Client client = new Client()) {
			CompletableFuture<Void> cut = this.proxy.intercept("COMMIT", Interception.CUT_BEFORE_REPLY);
			client.send("COMMIT");
			assertThatExceptionOfType(IOException.class).isThrownBy(client::receive);
			await().until(cut::isDone);
			assertThat(this.server.received()).containsExactly("COMMIT");
		}
	}

	@Test
	void forgetsAnInterceptionThatDidNotComeToPass() throws IOException {
		try (Client client = new Client()) {
			CompletableFuture<Void> cut = this.proxy.intercept("", Interception.CUT_BEFORE_REQUEST);
			this.proxy.resume();
			assertThat(client.ask("one")).isEqualTo("one");
			assertThat(cut).isNotDone();
		}
	}

	private static void assertBroken(Client client) {
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
			if (client.ask("lost") == null) {
				throw new IOException("end of stream");
			}
		}).isNotInstanceOf(SocketTimeoutException.class);
	}

	private final class Client implements AutoCloseable {

		private final Socket socket;

		private final BufferedReader lines;

		Client() throws IOException {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), TcpProxyTests.this.proxy.port());
			this.socket.setSoTimeout(20_000);
			this.lines = Echo.reader(this.socket);
		}

		String ask(String line) throws IOException {
			send(line);
			return receive();
		}

		void send(String line) throws IOException {
			Echo.write(this.socket, line);
		}

		String receive() throws IOException {
			return this.lines.readLine();
		}

		void assertSilence() throws IOException {
			this.socket.setSoTimeout(50);
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(this::receive);
			this.socket.setSoTimeout(20_000);
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
