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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import dev.resilience.time.ManualTime;
import dev.resilience.time.TimeSource;

/**
 * Stores for one test, each with connections and, unless told otherwise, with keys of its
 * own. Their clock stands still until it is advanced.
 */
public final class RedisStores implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final String prefix = "test:" + UUID.randomUUID() + ":";

	private final AtomicLong micros = new AtomicLong(System.currentTimeMillis() * 1000);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<AutoCloseable> opened = new ArrayList<>();

	private final ManualTime time = ManualTime.stopped();

	/**
	 * Lets time pass by the clock of the stores.
	 * @param duration how much
	 */
	public void elapse(Duration duration) {
		this.micros.addAndGet(duration.toNanos() / 1000);
	}

	/**
	 * Opens a store whose clock is that of these stores.
	 * @param port the port of the server at 127.0.0.1
	 * @return the store
	 */
	public RedisIdempotencyStore open(int port) {
		return open(port, this.time);
	}

	/**
	 * Opens a store whose clock is that of these stores, and that looks at records by
	 * another one.
	 * @param port the port of the server at 127.0.0.1
	 * @param polls times the looks at records that calls wait for
	 * @return the store
	 */
	public RedisIdempotencyStore open(int port, TimeSource polls) {
		RedisIdempotencyStore store = new RedisIdempotencyStore(connections(port), options(), polls, this.threads,
				() -> Long.toString(this.micros.get()));
		this.opened.add(store);
		return store;
	}

	RedisIdempotencyStore openWithServerClock(int port) {
		return open(connections(port), options(), () -> "");
	}

	RedisIdempotencyStore open(RedisConnectionFactory connections, RedisIdempotencyOptions options) {
		return open(connections, options, () -> "");
	}

	private RedisIdempotencyStore open(RedisConnectionFactory connections, RedisIdempotencyOptions options,
			Supplier<String> clock) {
		RedisIdempotencyStore store = new RedisIdempotencyStore(connections, options, this.time, this.threads, clock);
		this.opened.add(store);
		return store;
	}

	// A busy machine may hold a command up for longer than the usual time limit.
	RedisIdempotencyOptions options() {
		return RedisIdempotencyOptions.defaults().withKeyPrefix(this.prefix).withCommandTimeout(PATIENCE);
	}

	LettuceConnectionFactory connections(int port) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(
				new RedisStandaloneConfiguration("127.0.0.1", port));
		return started(connections);
	}

	LettuceConnectionFactory started(LettuceConnectionFactory connections) {
		connections.afterPropertiesSet();
		connections.start();
		this.opened.add(connections::destroy);
		return connections;
	}

	static <T> T ask(RedisConnectionFactory connections, Function<RedisConnection, T> question) {
		try (RedisConnection connection = connections.getConnection()) {
			return question.apply(connection);
		}
	}

	@Override
	public void close() throws Exception {
		for (int index = this.opened.size() - 1; index >= 0; index--) {
			this.opened.get(index).close();
		}
		this.threads.shutdownNow();
	}

}
