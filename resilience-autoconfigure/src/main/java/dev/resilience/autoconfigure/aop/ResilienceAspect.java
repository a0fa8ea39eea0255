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

import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.DeclarePrecedence;
import org.jspecify.annotations.Nullable;

/**
 * What AspectJ weaves into annotated methods, at build time or when their classes are
 * loaded. It takes part in no decision: calls are handed to the application context that
 * is up. Among other woven aspects it stands where our advice stands among proxies,
 * behind security and asynchronous execution and in front of transactions and caches.
 * <p>
 * The pointcut binds no annotation, which AspectJ cannot do in an alternative, and leaves
 * what it means to the plan of the method. It finds annotations on methods, on the class
 * that declares a public method, and meta-annotations up to two levels deep.
 */
@Aspect
@DeclarePrecedence("org.springframework.security..*, org.springframework.scheduling.aspectj..*, "
		+ "dev.resilience.autoconfigure.aop.ResilienceAspect, "
		+ "org.springframework.transaction.aspectj..*, org.springframework.cache.aspectj..*")
public final class ResilienceAspect {

	private static final String OURS = "(dev.resilience.annotation.Resilient || dev.resilience.annotation.Fallback"
			+ " || dev.resilience.annotation.DeadLetter"
			+ " || dev.resilience.annotation.Idempotent || dev.resilience.annotation.Retry"
			+ " || dev.resilience.annotation.CircuitBreaker || dev.resilience.annotation.RateLimiter"
			+ " || dev.resilience.annotation.Timeout || dev.resilience.annotation.Bulkhead)";

	private static final String META = "(@" + OURS + " *)";

	private static final String META_OF_META = "(@" + META + " *)";

	private static final String ON_METHOD = "execution(@" + OURS + " * *(..)) || execution(@" + META + " * *(..))"
			+ " || execution(@" + META_OF_META + " * *(..))";

	private static final String ON_CLASS = "execution(public !static * *(..)) && (within(@" + OURS + " *)"
			+ " || within(@" + META + " *) || within(@" + META_OF_META + " *))";

	private static final ResilienceAspect INSTANCE = new ResilienceAspect();

	private ResilienceAspect() {
	}

	/**
	 * Returns the one instance. Woven code calls this method; that it is written here,
	 * and not left to the weaver, lets classes be woven at build time against the
	 * published jar.
	 * @return the aspect
	 */
	public static ResilienceAspect aspectOf() {
		return INSTANCE;
	}

	/**
	 * Returns whether there is an instance, as the weaver expects it of every aspect.
	 * @return {@code true}
	 */
	public static boolean hasAspect() {
		return true;
	}

	/**
	 * Protects a call.
	 * @param call the call
	 * @return what the method returns, or what stands in for it
	 * @throws Throwable what the method throws, or a rejection
	 */
	@Around("(" + ON_METHOD + ") || (" + ON_CLASS + ")")
	public @Nullable Object protect(ProceedingJoinPoint call) throws Throwable {
		return WovenCalls.run(call);
	}

}
