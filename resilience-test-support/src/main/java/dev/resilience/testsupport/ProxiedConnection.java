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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

import org.jspecify.annotations.Nullable;

import dev.resilience.testsupport.TcpProxy.Trap;

/**
 * One connection through a {@link TcpProxy}: two threads, one for each direction.
 * Thread-safe.
 */
final class ProxiedConnection {

	private static final int PIECE = 64 * 1024;

	private final TcpProxy proxy;

	private final Socket client;

	private final Socket server;

	// The interception whose request was forwarded: nothing comes back on this connection
	// any more
	private volatile @Nullable Trap pending;

	private volatile boolean cut;

	/**
	 * Creates a connection that forwards nothing yet.
	 * @param proxy decides what happens
	 * @param client the side that asks
	 * @param server the side that answers
	 */
	ProxiedConnection(TcpProxy proxy, Socket client, Socket server) {
		this.proxy = proxy;
		this.client = client;
		this.server = server;
	}

	/**
	 * Begins to forward.
	 * @throws IOException if the connection is broken already
	 */
	void begin() throws IOException {
		this.client.setTcpNoDelay(true);
		this.server.setTcpNoDelay(true);
		TcpProxy.start("requests", () -> pump(this.client, this.server, false));
		TcpProxy.start("replies", () -> pump(this.server, this.client, true));
	}

	/**
	 * Breaks the connection on both sides.
	 */
	void cut() {
		this.cut = true;
		reset(this.client);
		reset(this.server);
		this.proxy.ended(this);
	}

	/**
	 * Return whether the connection is broken.
	 * @return whether it is
	 */
	boolean isCut() {
		return this.cut;
	}

	/**
	 * Closes a socket so that the other side sees a broken connection and not an orderly
	 * end.
	 * @param socket the socket
	 */
	static void reset(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// It is closed already: nothing is left to reset
		}
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void pump(Socket from, Socket to, boolean reply) {
		byte[] buffer = new byte[PIECE];
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
				this.proxy.awaitPassage(reply, this);
				if (this.cut) {
					return;
				}
				if (reply ? passesReply() : passesRequest(buffer, length)) {
					output.write(buffer, 0, length);
				}
			}
			to.shutdownOutput();
			if (reply) {
				this.proxy.ended(this);
				from.close();
				to.close();
			}
		}
		catch (IOException ex) {
			cut();
		}
	}

	private boolean passesRequest(byte[] buffer, int length) {
		Trap trap = this.proxy.spring(buffer, length);
		if (trap == null) {
			return true;
		}
		if (trap.interception() == Interception.CUT_BEFORE_REQUEST) {
			cut();
			trap.done().complete(null);
			return false;
		}
		this.pending = trap;
		return true;
	}

	private boolean passesReply() {
		Trap trap = this.pending;
		if (trap == null) {
			return true;
		}
		if (trap.interception() == Interception.CUT_BEFORE_REPLY) {
			cut();
		}
		trap.done().complete(null);
		return false;
	}

}
