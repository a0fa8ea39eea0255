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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class ChildJvmTests {

	private static final Duration START = Duration.ofSeconds(60);

	@Test
	void runsAClassOnTheClassPathOfTheTest() {
		try (ChildJvm child = ChildJvm.of(Echo.class)
			.arguments("two", "words")
			.property("three", 3)
			.systemProperty("mood", "fair")
			.environment("WEATHER", "sunny")
			.start()) {
			assertThat(child.awaitLine("^(.*) port=\\d+ (.*)$", START)).satisfies((line) -> {
				assertThat(line.group(1)).isEqualTo("two words --three=3");
				assertThat(line.group(2)).isEqualTo("fair sunny");
			});
			assertThat(child.isAlive()).isTrue();
			child.sigterm();
			assertThat(child.awaitExit(START)).isEqualTo(143);
			child.awaitLine("in order", START);
		}
	}

	@Test
	void killsWithoutALastWord() {
		try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
			child.awaitLine("port=", START);
			child.sigstop();
			child.kill9();
			assertThat(child.isAlive()).isFalse();
			assertThat(child.awaitExit(START)).isEqualTo(137);
			assertThat(child.output()).doesNotContain("in order");
		}
	}

	@Test
	void stopsInMidMotionAndGoesOn() throws IOException {
		try (ChildJvm child = ChildJvm.of(Echo.class).start()) {
			int port = Integer.parseInt(child.awaitLine("port=(\\d+)", START).group(1));
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				BufferedReader lines = Echo.reader(socket);
				child.sigstop();
				Echo.write(socket, "late");
				socket.setSoTimeout(50);
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(lines::readLine);
				child.sigcont();
				socket.setSoTimeout(20_000);
				assertThat(lines.readLine()).isEqualTo("late");
			}
		}
	}

	@Test
	void showsTheOutputOfOneThatDoesNotStart() {
		try (ChildJvm child = ChildJvm.of(Echo.class).option("-XX:+NoSuchOption").start()) {
			assertThatIllegalStateException().isThrownBy(() -> child.awaitLine("port=", START))
				.withMessageContaining("NoSuchOption");
		}
	}

}
