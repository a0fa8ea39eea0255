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

package dev.resilience.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;

import dev.resilience.InstanceRemoved;
import dev.resilience.SettingsChanged;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.deadletter.DeadLetterDiscarded;
import dev.resilience.deadletter.DeadLetterLost;
import dev.resilience.deadletter.DeadLetterReplayed;
import dev.resilience.deadletter.DeadLettered;
import dev.resilience.event.ResilienceEvent;
import dev.resilience.fallback.FallbackAnswered;
import dev.resilience.healing.HealingEscalated;
import dev.resilience.healing.HealingRecorded;
import dev.resilience.idempotency.CallReplayed;
import dev.resilience.idempotency.ClaimTakenOver;
import dev.resilience.idempotency.LateCompletion;
import dev.resilience.idempotency.LeaseLost;
import dev.resilience.idempotency.StaleCompletion;
import dev.resilience.policy.CallRejected;
import dev.resilience.retry.AttemptFailed;
import dev.resilience.retry.RetryBudgetExhausted;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.retry.RetryWithheld;
import dev.resilience.timeout.CallTimedOut;

/**
 * What is reached by reflection in every application, for those that are processed ahead
 * of time: the attributes of annotations, the components of events that the actuator
 * shows, and the advice of an invocation.
 */
final class ResilienceRuntimeHints implements RuntimeHintsRegistrar {

	private static final List<Class<?>> ANNOTATIONS = List.of(Resilient.class, Fallback.class, FallbackOption.class,
			DeadLetter.class, Idempotent.class, Retry.class, CircuitBreaker.class, RateLimiter.class, Timeout.class,
			Bulkhead.class);

	private static final List<Class<? extends ResilienceEvent>> EVENTS = List.of(AttemptFailed.class,
			CallRejected.class, CallReplayed.class, CallTimedOut.class, CircuitBreakerTransition.class,
			ClaimTakenOver.class, DeadLetterDiscarded.class, DeadLetterLost.class, DeadLetterReplayed.class,
			DeadLettered.class, FallbackAnswered.class, HealingEscalated.class, HealingRecorded.class,
			InstanceRemoved.class, LateCompletion.class, LeaseLost.class, RetryBudgetExhausted.class,
			RetryExhausted.class, RetryWithheld.class, SettingsChanged.class, StaleCompletion.class);

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		for (Class<?> annotation : ANNOTATIONS) {
			hints.reflection().registerType(annotation, MemberCategory.INVOKE_DECLARED_METHODS);
			// Annotations that are merged of several are proxies
			hints.proxies().registerJdkProxy(annotation);
		}
		hints.reflection()
			.registerType(TypeReference.of("org.springframework.aop.framework.ReflectiveMethodInvocation"),
					(invocation) -> invocation.withField("interceptorsAndDynamicMethodMatchers"));
		hints.resources().registerPattern("dev/resilience/knowledge/*.yml");
		EVENTS.forEach((event) -> hints.reflection().registerType(event, MemberCategory.INVOKE_PUBLIC_METHODS));
	}

}
