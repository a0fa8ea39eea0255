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

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ReaperTests {

	private static final Duration DEADLINE = Duration.ofSeconds(90);

	@Test
	void noServerOutlivesAJvmThatIsKilled() {
		try (ChildJvm child = ChildJvm.of(Landlord.class).start()) {
			Matcher started = child.awaitLine("postgres=(\\d+) redis=(\\d+) directory=(.*)", DEADLINE);
			Path directory = Path.of(started.group(3));
			assertThat(answers(started.group(1))).isTrue();
			assertThat(answers(started.group(2))).isTrue();
			assertThat(directory).isDirectory();
			child.kill9();
			await().atMost(DEADLINE).until(() -> !answers(started.group(1)) && !answers(started.group(2)));
			await().atMost(DEADLINE).until(() -> !Files.exists(directory));
		}
	}

	@Test
	void noChildOutlivesAJvmThatEnds() {
		try (ChildJvm child = ChildJvm.of(Landlord.class).arguments("leave").start()) {
			Matcher started = child.awaitLine("child=(\\d+)", DEADLINE);
			assertThat(child.awaitExit(DEADLINE)).isZero();
			await().atMost(DEADLINE).until(() -> !answers(started.group(1)));
		}
	}

	private static boolean answers(String port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port))) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
