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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import dev.resilience.idempotency.Claim;
import dev.resilience.idempotency.ClaimRequest;
import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.idempotency.PolledWatches;
import dev.resilience.idempotency.RecordView;
import dev.resilience.time.TimeSource;

/**
 * Keeps records in Redis, each in one hash under one key, so a cluster will do. Every
 * operation is one script and one round trip, and time is that of the server.
 * <p>
 * <strong>Best effort under failover.</strong> Redis replicates asynchronously: when a
 * replica takes the place of its master, the last claims and results may be missing, and
 * their calls may run a second time. {@code WAIT} and {@code min-replicas-to-write} make
 * the gap smaller but do not close it. The server must not evict
 * ({@code maxmemory-policy noeviction}), or it drops claims that hold. Where one effect
 * per key must hold at any price, keep the records in the database of the business data.
 * <p>
 * A claim whose call has disappeared stays visible for a day after its lease, then the
 * key is free. Where the application uses Lettuce, the store has a connection of its own,
 * whose commands end after two seconds and are refused while the server is away: only
 * then can it say that nothing has happened. Safe for use by many threads.
 */
public final class RedisIdempotencyStore implements IdempotencyStore, AutoCloseable {

	private static final String SERVER_CLOCK = "";

	private final RedisIdempotencyOptions options;

	private final RedisLink link;

	private final RecordScan scan;

	private final PolledWatches watches;

	/** Microseconds since 1970, or nothing for the clock of the server. */
	private final Supplier<String> clock;

	/**
	 * Creates a store.
	 * @param connections the connections of the application
	 * @param options how records are kept
	 * @param time where time comes from for calls that wait
	 * @param threads runs what may block: looks at records that calls wait for
	 */
	public RedisIdempotencyStore(RedisConnectionFactory connections, RedisIdempotencyOptions options, TimeSource time,
			Executor threads) {
		this(connections, options, time, threads, () -> SERVER_CLOCK);
	}

	RedisIdempotencyStore(RedisConnectionFactory connections, RedisIdempotencyOptions options, TimeSource time,
			Executor threads, Supplier<String> clock) {
		this.options = options;
		this.link = RedisLink.to(connections, options.commandTimeout());
		this.scan = new RecordScan(this.link, options.keyPrefix());
		this.watches = new PolledWatches(time, threads, this::isFree, options.maxWaiters());
		this.clock = clock;
	}

	@Override
	public Claim claim(ClaimRequest request) {
		String fingerprint = request.fingerprint();
		List<byte[]> answer = this.link.answer(StoreScript.CLAIM, key(request.key()), clock(),
				RedisTimes.micros(request.lease()), abandonedAfter(request.lease()), RedisLink.bytes(request.owner()),
				RedisLink.bytes(request.operation()), RedisLink.bytes((fingerprint != null) ? fingerprint : ""),
				RedisLink.bytes(request.takeOver() ? "1" : "0"), nameOfRequest());
		String kind = RedisLink.text(answer.get(0));
		return switch (kind) {
			case "CLAIMED" -> new Claim.Claimed(number(answer.get(1)));
			case "TAKEN_OVER" -> new Claim.TakenOver(number(answer.get(1)));
			case "IN_FLIGHT" -> new Claim.InFlight(RedisLink.text(answer.get(1)), RedisTimes.duration(answer.get(2)));
			case "ABANDONED" -> new Claim.Abandoned(RedisLink.text(answer.get(1)));
			case "COMPLETED" -> new Claim.Completed(ending(answer.subList(1, answer.size())));
			case "MISMATCH" -> new Claim.Mismatch();
			default -> throw new IllegalStateException("Unknown answer to a claim: " + kind);
		};
	}

	@Override
	public boolean renew(IdempotencyKey key, long token, Duration lease) {
		return this.link.changes(StoreScript.RENEW, key(key), clock(), number(token), RedisTimes.micros(lease),
				abandonedAfter(lease));
	}

	@Override
	public boolean complete(IdempotencyKey key, long token, Ending ending, Duration ttl) {
		List<byte[]> arguments = new ArrayList<>(List.of(key(key), clock(), number(token), RedisTimes.micros(ttl),
				RedisTimes.expiry(ttl), RedisLink.bytes(ending.kind().name()), RedisLink.bytes(ending.codec())));
		byte[] content = ending.bytes();
		if (content != null) {
			arguments.add(content);
		}
		return ended(key, this.link.changes(StoreScript.COMPLETE, arguments.toArray(byte[][]::new)));
	}

	@Override
	public boolean release(IdempotencyKey key, long token) {
		return ended(key, this.link.changes(StoreScript.RELEASE, key(key), clock(), number(token)));
	}

	@Override
	public boolean remove(IdempotencyKey key) {
		return ended(key, this.link.changes(StoreScript.REMOVE, key(key), clock()));
	}

	private boolean ended(IdempotencyKey key, boolean changed) {
		if (changed) {
			this.watches.signal(key);
		}
		return changed;
	}

	@Override
	public @Nullable RecordView find(IdempotencyKey key) {
		List<byte[]> found = this.link.answer(StoreScript.FIND, key(key), clock());
		return found.isEmpty() ? null : RecordScan.view(key, number(found.get(0)), found.subList(1, found.size()));
	}

	/**
	 * Lists claims for an operator: an index would be a second key, on another node of a
	 * cluster, so this walks through the keys of all records, and looks at the first
	 * {@value RecordScan#MAX_RECORDS} only. Not for frequent use.
	 * @param limit how many at most, at least 1
	 * @return the claims, oldest first
	 */
	@Override
	public List<RecordView> claims(int limit) {
		return this.scan.claims(limit, this.clock.get());
	}

	@Override
	public @Nullable Watch watch(IdempotencyKey key, Runnable signal) {
		return this.watches.add(key, signal);
	}

	/**
	 * Closes the connection of the store, not those of the application.
	 */
	@Override
	public void close() {
		this.link.close();
	}

	/**
	 * Warns in the log if the server drops records to make room. Without an answer
	 * nothing is said.
	 */
	void checkServer() {
		EvictionWarning.look(this.link);
	}

	private boolean isFree(IdempotencyKey key) {
		RecordView found = find(key);
		return found == null || found.state() != RecordView.State.IN_PROGRESS;
	}

	private byte[] key(IdempotencyKey key) {
		return RedisLink.bytes(this.options.keyPrefix() + key.hex());
	}

	private byte[] clock() {
		return RedisLink.bytes(this.clock.get());
	}

	private byte[] abandonedAfter(Duration lease) {
		return RedisTimes.expiry(lease.plus(this.options.grace()));
	}

	// A request that the client sends twice, as the connection broke, must not meet
	// itself
	private static byte[] nameOfRequest() {
		return RedisLink.bytes(Long.toHexString(ThreadLocalRandom.current().nextLong()));
	}

	private static byte[] number(long value) {
		return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
	}

	private static long number(byte[] text) {
		return Long.parseLong(RedisLink.text(text));
	}

	static Ending ending(List<byte[]> parts) {
		Ending.Kind kind = Ending.Kind.valueOf(RedisLink.text(parts.get(0)));
		return new Ending(kind, RedisLink.text(parts.get(1)), (parts.size() > 2) ? parts.get(2) : null);
	}

}
