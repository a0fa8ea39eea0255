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

package dev.resilience.autoconfigure.aop;

import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.aspectj.lang.ProceedingJoinPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads from woven methods, which know no application context, to the context that
 * protects them. Where several are up, it is the one that came up last. Where none is, as
 * in a unit test or after the application has stopped, calls go through unprotected and
 * one warning says so. Safe for use by many threads.
 */
final class WovenCalls {

	private static final Logger logger = LoggerFactory.getLogger(WovenCalls.class);

	private static final CopyOnWriteArrayList<WovenProtection> UP = new CopyOnWriteArrayList<>();

	private static final AtomicBoolean WARNED = new AtomicBoolean();

	private static volatile @Nullable WovenProtection current;

	private WovenCalls() {
	}

	static @Nullable Object run(ProceedingJoinPoint call) throws Throwable {
		WovenProtection protection = current;
		if (protection != null) {
			return protection.run(call);
		}
		if (WARNED.compareAndSet(false, true)) {
			logger.warn("{} is called while no application context is up to protect it: "
					+ "such calls of annotated methods run unprotected", call.getSignature().toShortString());
		}
		return call.proceed();
	}

	static synchronized void begin(WovenProtection protection) {
		UP.add(protection);
		current = protection;
	}

	static synchronized void end(WovenProtection protection) {
		if (UP.remove(protection)) {
			current = UP.isEmpty() ? null : UP.get(UP.size() - 1);
			WARNED.set(false);
		}
	}

}
