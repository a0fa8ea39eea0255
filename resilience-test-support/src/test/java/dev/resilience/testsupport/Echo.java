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
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server that answers each line by itself and remembers it; as a program it prints its
 * port and then runs until it is ended.
 */
public final class Echo implements AutoCloseable {

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final ServerSocket listener;

	Echo() throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		TcpProxy.start("echo", this::acceptAll);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	List<String> received() {
		return this.received;
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	private void acceptAll() {
		try {
			while (true) {
				Socket socket = this.listener.accept();
				TcpProxy.start("echo", () -> serve(socket));
			}
		}
		catch (IOException ex) {
			// Closed: the test is over
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			BufferedReader lines = reader(socket);
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				this.received.add(line);
				write(socket, line);
			}
		}
		catch (IOException ex) {
			// The client's side of the test looks at this
		}
	}

	static void write(Socket socket, String line) throws IOException {
		socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	public static void main(String[] arguments) throws Exception {
		Echo echo = new Echo();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("in order")));
		System.out.println(String.join(" ", arguments) + " port=" + echo.port() + " " + System.getProperty("mood") + " "
				+ System.getenv("WEATHER"));
		Thread.currentThread().join();
	}

}
