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

package dev.resilience.autoconfigure.idempotency;

import java.time.Duration;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

import dev.resilience.autoconfigure.idempotency.redis.RedisStores;
import dev.resilience.idempotency.IdempotencyStore;
import dev.resilience.testsupport.RedisServer;
import dev.resilience.time.TimeSource;

/**
 * A Redis server.
 */
final class TestedRedis extends TestedStore {

	private @Nullable RedisStores stores;

	TestedRedis() {
		super("redis", EnumSet.of(Ability.SHARED, Ability.BYTES, Ability.TOKENS_BY_KEY));
	}

	@Override
	void reset() {
		close();
		this.stores = new RedisStores();
	}

	@Override
	IdempotencyStore node(TimeSource time) {
		return stores().open(RedisServer.shared().port(), time);
	}

	@Override
	void elapse(Duration duration) {
		stores().elapse(duration);
	}

	@Override
	void loseEverything() {
		RedisServer.shared().flushAll();
	}

	private RedisStores stores() {
		if (this.stores == null) {
			throw new IllegalStateException("There are no stores before the first case");
		}
		return this.stores;
	}

	@Override
	public void close() {
		if (this.stores == null) {
			return;
		}
		try {
			this.stores.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The stores cannot be closed", ex);
		}
		this.stores = null;
	}

}
