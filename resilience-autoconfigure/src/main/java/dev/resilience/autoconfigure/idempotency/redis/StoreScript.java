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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The scripts by which records change. Each works on one key, so it runs on a cluster
 * too, and decides by the clock of the server alone. Redis runs one script at a time, and
 * all of it or, where it runs out of memory, nothing: the first command that writes is
 * one that such a server refuses.
 * <p>
 * Times are microseconds since 1970. They are whole numbers below 2<sup>53</sup>, which
 * Lua counts exactly but writes in full only with a format. A connection that breaks may
 * make the client send a script once more, so claims and completions recognise
 * themselves.
 */
enum StoreScript {

	/**
	 * Arguments: clock, lease, time to live of the key (ms), owner, operation,
	 * fingerprint or nothing, 1 to take over, name of this request.
	 */
	CLAIM("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'token', 'fingerprint', 'until', 'owner', 'request',
				'kind', 'codec', 'result')
			local over = record[1] and tonumber(record[4]) <= now
			local function take(answer, token)
				local number = string.format('%.0f', token)
				redis.call('HSET', KEYS[1], 'status', 'P', 'token', number, 'owner', ARGV[4], 'operation', ARGV[5],
					'until', string.format('%.0f', now + ARGV[2]), 'claimed', string.format('%.0f', now),
					'request', ARGV[8], 'fingerprint', ARGV[6])
				redis.call('HDEL', KEYS[1], 'kind', 'codec', 'result')
				redis.call('PEXPIRE', KEYS[1], ARGV[3])
				return {answer, number}
			end
			if not record[1] then
				return take('CLAIMED', micros)
			end
			if record[1] == 'D' and over then
				return take('CLAIMED', math.max(micros, record[2] + 1))
			end
			if record[3] ~= ARGV[6] then
				return {'MISMATCH'}
			end
			if record[1] == 'D' then
				if record[9] then
					return {'COMPLETED', record[7], record[8], record[9]}
				end
				return {'COMPLETED', record[7], record[8]}
			end
			if not over then
				if record[6] == ARGV[8] then
					return {'CLAIMED', record[2]}
				end
				return {'IN_FLIGHT', record[5], string.format('%.0f', record[4] - now)}
			end
			if ARGV[7] ~= '1' then
				return {'ABANDONED', record[5]}
			end
			return take('TAKEN_OVER', record[2] + 1)
			"""),

	/** Arguments: clock, token, lease, time to live of the key (ms). */
	RENEW("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'token')
			if record[1] ~= 'P' or record[2] ~= ARGV[2] then
				return 0
			end
			redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[3]))
			redis.call('PEXPIRE', KEYS[1], ARGV[4])
			return 1
			"""),

	/**
	 * Arguments: clock, token, time to live, the same in ms, kind, codec, content if
	 * there is one.
	 */
	COMPLETE("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'token', 'kind', 'codec', 'result')
			if record[2] ~= ARGV[2] then
				return 0
			end
			if record[1] == 'D' then
				local same = record[3] == ARGV[5] and record[4] == ARGV[6] and (record[5] or nil) == ARGV[7]
				return same and 1 or 0
			end
			local ending = {'status', 'D', 'until', string.format('%.0f', now + ARGV[3]), 'kind', ARGV[5],
				'codec', ARGV[6]}
			if ARGV[7] then
				ending[9] = 'result'
				ending[10] = ARGV[7]
			end
			redis.call('HSET', KEYS[1], unpack(ending))
			redis.call('PEXPIRE', KEYS[1], ARGV[4])
			return 1
			"""),

	/** Arguments: clock, token. */
	RELEASE("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'token')
			if record[1] ~= 'P' or record[2] ~= ARGV[2] then
				return 0
			end
			return redis.call('DEL', KEYS[1])
			"""),

	/** Arguments: clock. */
	REMOVE("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'until')
			local over = record[1] == 'D' and tonumber(record[2]) <= now
			local removed = redis.call('DEL', KEYS[1])
			return over and 0 or removed
			"""),

	/** Arguments: clock. */
	FIND("""
			local record = redis.call('HMGET', KEYS[1], 'status', 'token', 'owner', 'operation', 'until', 'claimed',
				'kind', 'codec', 'result')
			if not record[1] or (record[1] == 'D' and tonumber(record[5]) <= now) then
				return {}
			end
			local found = {string.format('%.0f', now)}
			for index = 1, 9 do
				if record[index] then
					found[index + 1] = record[index]
				end
			end
			return found
			""");

	// The first argument stands in for the clock in tests; nothing means the server's
	private static final String CLOCK = """
			local time = redis.call('TIME')
			local micros = time[1] * 1000000 + time[2]
			local now = tonumber(ARGV[1]) or micros
			""";

	private final byte[] source;

	private final String hash;

	StoreScript(String body) {
		this.source = (CLOCK + body).getBytes(StandardCharsets.UTF_8);
		this.hash = sha1(this.source);
	}

	byte[] source() {
		return this.source;
	}

	// Returns the name by which a server knows the script once it has run it.
	String hash() {
		return this.hash;
	}

	private static String sha1(byte[] text) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-1", ex);
		}
	}

}
