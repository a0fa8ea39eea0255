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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

import dev.resilience.idempotency.Ending;
import dev.resilience.idempotency.IdempotencyKey;
import dev.resilience.idempotency.RecordView;

/**
 * Reads records to show them. Looking for claims walks through the keys of every record,
 * a few at a time, so that the server answers others in between, and looks at a bounded
 * number of records. They change meanwhile: what is listed is no snapshot.
 */
final class RecordScan {

	static final int MAX_RECORDS = 10_000;

	private static final int BATCH = 500;

	private static final byte[][] FIELDS = fields("status", "token", "owner", "operation", "until", "claimed");

	private static final String CLAIM = "P";

	private final RedisLink link;

	private final String prefix;

	RecordScan(RedisLink link, String prefix) {
		this.link = link;
		this.prefix = prefix;
	}

	// A walk through keys closes its connection
	List<RecordView> claims(int limit, String clock) {
		List<IdempotencyKey> keys = List.copyOf(this.link.ask(this::keys));
		List<RecordView> claims = this.link.ask((connection) -> claims(connection, keys, clock));
		return claims.stream().sorted(Comparator.comparing(RecordView::age).reversed()).limit(limit).toList();
	}

	private List<RecordView> claims(RedisConnection connection, List<IdempotencyKey> keys, String clock) {
		long now = clock.isEmpty() ? now(connection) : Long.parseLong(clock);
		List<RecordView> claims = new ArrayList<>();
		for (int from = 0; from < keys.size(); from += BATCH) {
			List<IdempotencyKey> batch = keys.subList(from, Math.min(keys.size(), from + BATCH));
			int index = 0;
			for (List<byte[]> fields : read(connection, batch)) {
				if (fields != null && isClaim(fields)) {
					claims.add(view(batch.get(index), now, fields));
				}
				index++;
			}
		}
		return claims;
	}

	// Redis may name a key more than once
	private Set<IdempotencyKey> keys(RedisConnection connection) {
		ScanOptions options = ScanOptions.scanOptions().match(escaped(this.prefix) + "*").count(BATCH).build();
		Set<IdempotencyKey> keys = new LinkedHashSet<>();
		if (!(connection instanceof RedisClusterConnection cluster)) {
			addKeys(keys, connection.keyCommands().scan(options));
			return keys;
		}
		for (RedisClusterNode node : cluster.clusterGetNodes()) {
			if (node.isMaster()) {
				addKeys(keys, cluster.scan(node, options));
			}
		}
		return keys;
	}

	private void addKeys(Set<IdempotencyKey> keys, Cursor<byte[]> found) {
		try (found) {
			while (keys.size() < MAX_RECORDS && found.hasNext()) {
				IdempotencyKey key = key(RedisLink.text(found.next()));
				if (key != null) {
					keys.add(key);
				}
			}
		}
	}

	// Something else may live under the same prefix
	private @Nullable IdempotencyKey key(String name) {
		try {
			return IdempotencyKey.ofHex(name.substring(this.prefix.length()));
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	private static String escaped(String prefix) {
		return prefix.replaceAll("([\\\\*?\\[\\]])", "\\\\$1");
	}

	private static long now(RedisConnection connection) {
		Long time = connection.serverCommands().time(TimeUnit.MICROSECONDS);
		if (time == null) {
			throw new IllegalStateException("Redis does not tell its time");
		}
		return time;
	}

	// On one server all in one round trip; keys of a cluster are on different nodes
	@SuppressWarnings("unchecked")
	private List<@Nullable List<byte[]>> read(RedisConnection connection, List<IdempotencyKey> keys) {
		List<@Nullable List<byte[]>> records = new ArrayList<>(keys.size());
		boolean together = !(connection instanceof RedisClusterConnection);
		if (together) {
			connection.openPipeline();
		}
		for (IdempotencyKey key : keys) {
			byte[] name = RedisLink.bytes(this.prefix + key.hex());
			List<byte[]> fields = connection.hashCommands().hMGet(name, FIELDS);
			if (!together) {
				records.add(fields);
			}
		}
		if (together) {
			connection.closePipeline().forEach((fields) -> records.add((List<byte[]>) fields));
		}
		return records;
	}

	private static boolean isClaim(List<byte[]> fields) {
		return fields.stream().allMatch((field) -> field != null) && CLAIM.equals(RedisLink.text(fields.get(0)));
	}

	/**
	 * Returns what a record shows.
	 * @param key the key
	 * @param now the time of the server
	 * @param fields the fields, and after them kind, codec and content if the call has
	 * ended
	 * @return what monitoring sees
	 */
	static RecordView view(IdempotencyKey key, long now, List<byte[]> fields) {
		Ending ending = (fields.size() > FIELDS.length)
				? RedisIdempotencyStore.ending(fields.subList(FIELDS.length, fields.size())) : null;
		long until = number(fields.get(4));
		return new RecordView(key, RedisLink.text(fields.get(3)), state(ending, until <= now), number(fields.get(1)),
				RedisLink.text(fields.get(2)), RedisTimes.between(number(fields.get(5)), now),
				RedisTimes.between(now, until), ending);
	}

	private static RecordView.State state(@Nullable Ending ending, boolean over) {
		if (ending == null) {
			return over ? RecordView.State.ABANDONED : RecordView.State.IN_PROGRESS;
		}
		return (ending.kind() != Ending.Kind.NOT_RETAINED) ? RecordView.State.COMPLETED : RecordView.State.NOT_RETAINED;
	}

	private static long number(byte[] text) {
		return Long.parseLong(RedisLink.text(text));
	}

	private static byte[][] fields(String... names) {
		byte[][] fields = new byte[names.length][];
		for (int index = 0; index < names.length; index++) {
			fields[index] = names[index].getBytes(StandardCharsets.US_ASCII);
		}
		return fields;
	}

}
