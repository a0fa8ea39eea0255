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

/**
 * A JVM that starts servers and takes care of nothing.
 */
public final class Landlord {

	private Landlord() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		if (arguments.length > 0) {
			ChildJvm child = ChildJvm.of(Echo.class).start();
			System.out.println("child=" + child.awaitLine("port=(\\d+)", Waiting.START).group(1));
			return;
		}
		PostgresServer postgres = PostgresServer.start();
		RedisServer redis = RedisServer.start();
		System.out.println("postgres=" + postgres.port() + " redis=" + redis.port() + " directory="
				+ Reaper.get().newDirectory("landlord-").getParent());
		Thread.currentThread().join();
	}

}
