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

package dev.resilience.autoconfigure.idempotency.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.util.ClassUtils;

import dev.resilience.idempotency.StoreUnreachableException;

/**
 * The way to the server. Tells apart what has certainly not been sent from everything
 * else that goes wrong. Safe for use by many threads.
 */
final class RedisLink implements AutoCloseable {

	private static final boolean LETTUCE = ClassUtils.isPresent("io.lettuce.core.RedisClient",
			RedisLink.class.getClassLoader());

	private final RedisConnectionFactory connections;

	private final Duration timeout;

	private final boolean ownConnections;

	/**
	 * Whoever comes while a first connection is made waits for one attempt, not for one
	 * after the other.
	 */
	private final ReentrantLock connecting = new ReentrantLock();

	private volatile boolean connected;

	private RedisLink(RedisConnectionFactory connections, Duration timeout, boolean ownConnections) {
		this.connections = connections;
		this.timeout = timeout;
		this.ownConnections = ownConnections;
	}

	static RedisLink to(RedisConnectionFactory connections, Duration timeout) {
		RedisConnectionFactory own = LETTUCE ? LettuceConnections.ownOf(connections, timeout) : null;
		return (own != null) ? new RedisLink(own, timeout, true) : new RedisLink(connections, timeout, false);
	}

	private RedisConnection open() {
		if (this.connected) {
			return connect();
		}
		if (!entersConnecting()) {
			throw new StoreUnreachableException("Redis cannot be reached", null);
		}
		try {
			RedisConnection connection = connect();
			this.connected = true;
			return connection;
		}
		finally {
			this.connecting.unlock();
		}
	}

	private boolean entersConnecting() {
		try {
			return this.connecting.tryLock(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private RedisConnection connect() {
		try {
			return this.connections.getConnection();
		}
		catch (RuntimeException ex) {
			throw new StoreUnreachableException("Redis cannot be reached", ex);
		}
	}

	boolean changes(StoreScript script, byte[]... keyAndArguments) {
		Long changed = run(script, ReturnType.INTEGER, keyAndArguments);
		return changed != 0;
	}

	List<byte[]> answer(StoreScript script, byte[]... keyAndArguments) {
		return run(script, ReturnType.MULTI, keyAndArguments);
	}

	private <T> T run(StoreScript script, ReturnType type, byte[]... keyAndArguments) {
		return ask((connection) -> run(connection, script, type, keyAndArguments));
	}

	// An interrupt must not stop what is over in a moment: a call that ends by one still
	// has to free its key. Commands have a time limit.
	<T> T ask(Function<RedisConnection, T> question) {
		boolean interrupted = Thread.interrupted();
		try (RedisConnection connection = open()) {
			return question.apply(connection);
		}
		catch (RuntimeException ex) {
			if (LETTUCE && LettuceConnections.hasSentNothing(ex)) {
				throw new StoreUnreachableException("Redis cannot be reached", ex);
			}
			throw ex;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static <T> T run(RedisConnection connection, StoreScript script, ReturnType type,
			byte[]... keyAndArguments) {
		T answer;
		try {
			answer = connection.scriptingCommands().evalSha(script.hash(), type, 1, keyAndArguments);
		}
		catch (RuntimeException ex) {
			if (!says(ex, "NOSCRIPT")) {
				throw ex;
			}
			answer = connection.scriptingCommands().eval(script.source(), type, 1, keyAndArguments);
		}
		if (answer == null) {
			throw new IllegalStateException("Redis has answered nothing to " + script);
		}
		return answer;
	}

	private static boolean says(RuntimeException failure, String code) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			String message = cause.getMessage();
			if (message != null && message.contains(code)) {
				return true;
			}
		}
		return false;
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

	@Override
	public void close() {
		if (!this.ownConnections || !(this.connections instanceof DisposableBean disposable)) {
			return;
		}
		try {
			disposable.destroy();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Connection to Redis cannot be closed", ex);
		}
	}

}
