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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Forwards connections to a server and fails on demand: nothing happens by time, only by
 * calls of the methods here. It listens on a port of 127.0.0.1 as long as it is open.
 * Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

	private final InetSocketAddress target;

	private final ServerSocket listener;

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private final Object change = new Object();

	private boolean refusing;

	private boolean holdingRequests;

	private boolean holdingReplies;

	private Duration delay = Duration.ZERO;

	private @Nullable Trap trap;

	private volatile boolean closed;

	private TcpProxy(InetSocketAddress target) {
		this.target = target;
		try {
			this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("accept", this::acceptAll);
	}

	/**
	 * Opens a proxy in front of a server.
	 * @param host where the server is
	 * @param port where it listens, now or later
	 * @return the proxy, to be closed
	 */
	public static TcpProxy to(String host, int port) {
		return new TcpProxy(new InetSocketAddress(host, port));
	}

	/**
	 * Opens a proxy in front of a server on this machine.
	 * @param port where it listens, now or later
	 * @return the proxy, to be closed
	 */
	public static TcpProxy to(int port) {
		return to("127.0.0.1", port);
	}

	/**
	 * Return the port to connect to at 127.0.0.1.
	 * @return the port
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * Return how many connections go through now.
	 * @return the number
	 */
	public int connections() {
		return this.connections.size();
	}

	/**
	 * Breaks all connections; new ones are possible.
	 */
	public void cut() {
		this.connections.forEach(ProxiedConnection::cut);
	}

	/**
	 * Makes the server unreachable: breaks all connections, and new ones as soon as they
	 * are made.
	 */
	public void down() {
		refuse();
		cut();
	}

	/**
	 * Breaks new connections as soon as they are made; those that exist go on.
	 */
	public void refuse() {
		change(() -> this.refusing = true);
	}

	/**
	 * Holds back what the server sends until {@link #resume()}: its answers are late, not
	 * lost.
	 */
	public void holdReplies() {
		change(() -> this.holdingReplies = true);
	}

	/**
	 * Holds back what clients send until {@link #resume()}.
	 */
	public void holdRequests() {
		change(() -> this.holdingRequests = true);
	}

	/**
	 * Delays whatever is sent in each direction.
	 * @param time how long, zero for not at all
	 */
	public void delay(Duration time) {
		change(() -> this.delay = time);
	}

	/**
	 * Does something with the next request of any connection that contains a text. A
	 * request is what arrives in one piece, up to 64 KiB; a small statement does.
	 * @param text what the request contains, in ASCII; the empty text is in every request
	 * @param interception what to do
	 * @return completed when it has been done, for {@code SWALLOW_REPLY} and
	 * {@code CUT_BEFORE_REPLY} when the server's answer has begun
	 */
	public CompletableFuture<Void> intercept(String text, Interception interception) {
		Trap armed = new Trap(text, interception, new CompletableFuture<>());
		change(() -> this.trap = armed);
		return armed.done();
	}

	/**
	 * Forwards everything again, at once, and disarms an interception that has not come
	 * to pass.
	 */
	public void resume() {
		change(() -> {
			this.refusing = false;
			this.holdingRequests = false;
			this.holdingReplies = false;
			this.delay = Duration.ZERO;
			this.trap = null;
		});
	}

	/**
	 * Breaks all connections and stops to listen.
	 */
	@Override
	public void close() {
		this.closed = true;
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		change(() -> {
		});
	}

	/**
	 * Takes the interception that is armed for a request.
	 * @param buffer what has arrived
	 * @param length how much of it
	 * @return the interception, null for none
	 */
	@Nullable Trap spring(byte[] buffer, int length) {
		synchronized (this.change) {
			Trap armed = this.trap;
			if (armed == null || !new String(buffer, 0, length, StandardCharsets.ISO_8859_1).contains(armed.text())) {
				return null;
			}
			this.trap = null;
			return armed;
		}
	}

	/**
	 * Waits until what was read may be forwarded.
	 * @param reply whether it came from the server
	 * @param connection the connection that waits, which may be cut meanwhile
	 */
	void awaitPassage(boolean reply, ProxiedConnection connection) {
		Duration pause;
		synchronized (this.change) {
			while ((reply ? this.holdingReplies : this.holdingRequests) && !this.closed && !connection.isCut()) {
				try {
					this.change.wait();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					return;
				}
			}
			pause = this.delay;
		}
		long end = System.nanoTime() + pause.toNanos();
		for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	/**
	 * Forgets a connection that has ended, and wakes its threads if they wait.
	 * @param connection the connection
	 */
	void ended(ProxiedConnection connection) {
		this.connections.remove(connection);
		change(() -> {
		});
	}

	/**
	 * Starts a thread that does not keep the JVM alive.
	 * @param what what it is for
	 * @param task what it does
	 */
	static void start(String what, Runnable task) {
		Thread thread = new Thread(task, "tcp-proxy-" + what);
		thread.setDaemon(true);
		thread.start();
	}

	private void acceptAll() {
		while (!this.closed) {
			try {
				accept(this.listener.accept());
			}
			catch (IOException ex) {
				if (this.closed) {
					return;
				}
			}
		}
	}

	private void accept(Socket client) throws IOException {
		boolean refused;
		synchronized (this.change) {
			refused = this.refusing;
		}
		if (refused) {
			ProxiedConnection.reset(client);
			return;
		}
		Socket server = new Socket();
		try {
			server.connect(this.target, 5_000);
		}
		catch (IOException ex) {
			ProxiedConnection.reset(client);
			throw ex;
		}
		ProxiedConnection connection = new ProxiedConnection(this, client, server);
		this.connections.add(connection);
		connection.begin();
		synchronized (this.change) {
			refused = this.refusing || this.closed;
		}
		if (refused) {
			connection.cut();
		}
	}

	private void change(Runnable setting) {
		synchronized (this.change) {
			setting.run();
			this.change.notifyAll();
		}
	}

	/**
	 * An interception that waits for its request.
	 *
	 * @param text what the request contains
	 * @param interception what to do with it
	 * @param done completed when it was done
	 */
	record Trap(String text, Interception interception, CompletableFuture<Void> done) {

	}

}
