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

package dev.resilience.healing;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of healing, which is there while there is something to do.
 */
final class HealingThread implements Executor, AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(HealingThread.class);

	private static final int MAX_WAITING = 10_000;

	private static final int IDLE_SECONDS = 30;

	private final ThreadPoolExecutor thread;

	HealingThread() {
		this.thread = new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), (work) -> {
					Thread created = new Thread(work, "resilience-healing");
					created.setDaemon(true);
					return created;
				}, (work, pool) -> {
					if (!pool.isShutdown()) {
						logger.warn("Healing has {} things to do and drops one more", MAX_WAITING);
					}
				});
		this.thread.allowCoreThreadTimeOut(true);
	}

	@Override
	public void execute(Runnable work) {
		this.thread.execute(work);
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
	}

}
