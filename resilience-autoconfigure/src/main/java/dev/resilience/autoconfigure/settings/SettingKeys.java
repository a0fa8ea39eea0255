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

package dev.resilience.autoconfigure.settings;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.WindowType;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.OnDuplicate;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.OnTakeover;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.WhenAlreadyRetried;
import dev.resilience.timeout.TimeoutMode;

/**
 * The catalog: every setting that an instance, a template and the defaults may hold. What
 * is not listed here is an unknown key.
 */
public final class SettingKeys {

	static final KeyCatalog CATALOG = new KeyCatalog();

	/** The template whose settings an instance inherits. */
	public static final SettingKey<String> TEMPLATE = add("template", null, new NameType(true), Bounds.none());

	/** Longest time of a whole call. */
	public static final SettingKey<Duration> DEADLINE = add("deadline", PolicyType.DEADLINE, ScalarType.DURATION,
			Bounds.positive());

	/** Longest time of one attempt. */
	public static final SettingKey<Duration> TIMEOUT_DURATION = duration(PolicyType.TIMEOUT, "duration",
			Bounds.positive());

	/** How and how far the timeout takes effect. */
	public static final SettingKey<TimeoutMode> TIMEOUT_MODE = add("timeout.mode", PolicyType.TIMEOUT,
			ChoiceType.of(TimeoutMode.class).orSay("enforce", TimeoutMode.INTERRUPT), Bounds.none());

	/** Number of attempts, the first call included. */
	public static final SettingKey<Integer> RETRY_MAX_ATTEMPTS = count(PolicyType.RETRY, "max-attempts", 1);

	/** Longest time of all attempts and waits. */
	public static final SettingKey<Duration> RETRY_MAX_DURATION = duration(PolicyType.RETRY, "max-duration",
			Bounds.positive());

	/** The first wait. */
	public static final SettingKey<Duration> RETRY_DELAY = duration(PolicyType.RETRY, "delay", Bounds.notNegative());

	/** The longest wait. */
	public static final SettingKey<Duration> RETRY_MAX_DELAY = duration(PolicyType.RETRY, "max-delay",
			Bounds.notNegative());

	/** How waits grow. */
	public static final SettingKey<Backoff> RETRY_BACKOFF = choice(PolicyType.RETRY, "backoff", Backoff.class);

	/** Growth factor of exponential waits. */
	public static final SettingKey<Double> RETRY_MULTIPLIER = number(PolicyType.RETRY, "multiplier", Bounds.atLeast(1));

	/** Growth of linear waits. */
	public static final SettingKey<Duration> RETRY_INCREMENT = duration(PolicyType.RETRY, "increment",
			Bounds.notNegative());

	/** How waits are spread. */
	public static final SettingKey<Jitter> RETRY_JITTER = choice(PolicyType.RETRY, "jitter", Jitter.class);

	/** How far proportional jitter spreads. */
	public static final SettingKey<Double> RETRY_JITTER_FACTOR = number(PolicyType.RETRY, "jitter-factor",
			Bounds.within(0, 1));

	/** Failures that are repeated. */
	public static final SettingKey<List<ListedFailure>> RETRY_RETRY_ON = failures(PolicyType.RETRY, "retry-on",
			"Leave the key out, or name java.lang.Exception, to repeat every exception.");

	/** Failures that are never repeated. */
	public static final SettingKey<List<ListedFailure>> RETRY_ABORT_ON = failures(PolicyType.RETRY, "abort-on", "");

	/** Whether only what does no harm is repeated. */
	public static final SettingKey<Boolean> RETRY_ONLY_IF_SAFE = flag(PolicyType.RETRY, "only-if-safe");

	/** Whether the call may take effect more than once. */
	public static final SettingKey<Boolean> RETRY_REPEATABLE = flag(PolicyType.RETRY, "repeatable");

	/** What happens within a repeated attempt. */
	public static final SettingKey<WhenAlreadyRetried> RETRY_WHEN_ALREADY_RETRIED = choice(PolicyType.RETRY,
			"when-already-retried", WhenAlreadyRetried.class);

	/** Results that are repeated. */
	public static final SettingKey<CodeReference> RETRY_RETRY_ON_RESULT = code(PolicyType.RETRY, "retry-on-result",
			CodeRole.RESULT_CONDITION);

	/** What decides how long to wait. */
	public static final SettingKey<CodeReference> RETRY_WAIT_FUNCTION = code(PolicyType.RETRY, "wait-function",
			CodeRole.WAIT_FUNCTION);

	/** What is told of attempts that will be repeated. */
	public static final SettingKey<CodeReference> RETRY_BEFORE_RETRY = code(PolicyType.RETRY, "before-retry",
			CodeRole.RETRY_HOOK);

	/** What is told when no attempts or no time are left. */
	public static final SettingKey<CodeReference> RETRY_AFTER_EXHAUSTION = code(PolicyType.RETRY, "after-exhaustion",
			CodeRole.RETRY_HOOK);

	/** What the caller gets in the end. */
	public static final SettingKey<OnExhausted> RETRY_ON_EXHAUSTED = choice(PolicyType.RETRY, "on-exhausted",
			OnExhausted.class);

	/** Longest wait that a rejection may prescribe. */
	public static final SettingKey<Duration> RETRY_MAX_RETRY_AFTER = duration(PolicyType.RETRY, "max-retry-after",
			Bounds.notNegative());

	/** Whether calls that failed for good are kept. */
	public static final SettingKey<Boolean> RETRY_DEAD_LETTER = add("retry.dead-letter", PolicyType.RETRY,
			ScalarType.BOOLEAN, Bounds.none());

	/** How far the retry takes effect. */
	public static final SettingKey<PolicyMode> RETRY_MODE = mode(PolicyType.RETRY, PolicyMode.SHADOW);

	/** Consecutive failures that open the circuit. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_FAILURE_THRESHOLD = count(PolicyType.CIRCUIT_BREAKER,
			"failure-threshold", 0);

	/** Failures inside the window that open the circuit. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_FAILURE_COUNT_THRESHOLD = count(PolicyType.CIRCUIT_BREAKER,
			"failure-count-threshold", 0);

	/** Failure rate in per cent that opens the circuit. */
	public static final SettingKey<Double> CIRCUIT_BREAKER_FAILURE_RATE_THRESHOLD = number(PolicyType.CIRCUIT_BREAKER,
			"failure-rate-threshold", Bounds.within(0, 100));

	/** Time from which a call counts as slow. */
	public static final SettingKey<Duration> CIRCUIT_BREAKER_SLOW_CALL_DURATION = duration(PolicyType.CIRCUIT_BREAKER,
			"slow-call-duration", Bounds.positive());

	/** Rate of slow calls in per cent that opens the circuit. */
	public static final SettingKey<Double> CIRCUIT_BREAKER_SLOW_CALL_RATE_THRESHOLD = number(PolicyType.CIRCUIT_BREAKER,
			"slow-call-rate-threshold", Bounds.aboveUpTo(0, 100));

	/** What the window counts by. */
	public static final SettingKey<WindowType> CIRCUIT_BREAKER_WINDOW_TYPE = choice(PolicyType.CIRCUIT_BREAKER,
			"window-type", WindowType.class);

	/** Number of calls in a count window. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_WINDOW_SIZE = add("circuit-breaker.window-size",
			PolicyType.CIRCUIT_BREAKER, ScalarType.INTEGER, Bounds.within(1, 1_000_000));

	/** Length of a time window. */
	public static final SettingKey<Duration> CIRCUIT_BREAKER_WINDOW_DURATION = duration(PolicyType.CIRCUIT_BREAKER,
			"window-duration", Bounds.positive());

	/** Number of recorded calls before rates are judged. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_MINIMUM_CALLS = count(PolicyType.CIRCUIT_BREAKER,
			"minimum-calls", 1);

	/** Time the circuit stays open before it probes. */
	public static final SettingKey<Duration> CIRCUIT_BREAKER_OPEN_DURATION = duration(PolicyType.CIRCUIT_BREAKER,
			"open-duration", Bounds.positive());

	/** Growth factor of the open time from one reopening to the next. */
	public static final SettingKey<Double> CIRCUIT_BREAKER_OPEN_DURATION_MULTIPLIER = number(PolicyType.CIRCUIT_BREAKER,
			"open-duration-multiplier", Bounds.atLeast(1));

	/** Longest time the circuit stays open before it probes. */
	public static final SettingKey<Duration> CIRCUIT_BREAKER_MAX_OPEN_DURATION = duration(PolicyType.CIRCUIT_BREAKER,
			"max-open-duration", Bounds.positive());

	/** Probes at a time; {@link Integer#MAX_VALUE} stands for unlimited. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_HALF_OPEN_CALLS = add("circuit-breaker.half-open-calls",
			PolicyType.CIRCUIT_BREAKER, CountOrUnlimitedType.INSTANCE, Bounds.atLeast(1));

	/** Successful probes that close the circuit. */
	public static final SettingKey<Integer> CIRCUIT_BREAKER_SUCCESS_THRESHOLD = count(PolicyType.CIRCUIT_BREAKER,
			"success-threshold", 1);

	/** Time after which a probe that does not report loses its slot. */
	public static final SettingKey<Duration> CIRCUIT_BREAKER_PROBE_TIMEOUT = duration(PolicyType.CIRCUIT_BREAKER,
			"probe-timeout", Bounds.positive());

	/** Failures that count. */
	public static final SettingKey<List<ListedFailure>> CIRCUIT_BREAKER_RECORD_ON = failures(PolicyType.CIRCUIT_BREAKER,
			"record-on", "Leave the key out, or name java.lang.Throwable, to record every failure.");

	/** Failures that do not count. */
	public static final SettingKey<List<ListedFailure>> CIRCUIT_BREAKER_IGNORE_ON = failures(PolicyType.CIRCUIT_BREAKER,
			"ignore-on", "");

	/** Results that count as failures. */
	public static final SettingKey<CodeReference> CIRCUIT_BREAKER_RECORD_ON_RESULT = code(PolicyType.CIRCUIT_BREAKER,
			"record-on-result", CodeRole.RESULT_CONDITION);

	/** Results that open the circuit at once. */
	public static final SettingKey<CodeReference> CIRCUIT_BREAKER_OPEN_ON_RESULT = code(PolicyType.CIRCUIT_BREAKER,
			"open-on-result", CodeRole.OPENING_RESULT);

	/** Failures that open the circuit at once. */
	public static final SettingKey<CodeReference> CIRCUIT_BREAKER_OPEN_ON_FAILURE = code(PolicyType.CIRCUIT_BREAKER,
			"open-on-failure", CodeRole.OPENING_FAILURE);

	/** State in which the breaker begins. */
	public static final SettingKey<CircuitBreakerState> CIRCUIT_BREAKER_INITIAL_STATE = choice(
			PolicyType.CIRCUIT_BREAKER, "initial-state", CircuitBreakerState.class);

	/** How far the breaker takes effect. */
	public static final SettingKey<PolicyMode> CIRCUIT_BREAKER_MODE = mode(PolicyType.CIRCUIT_BREAKER);

	/** Calls that may run at the same time. */
	public static final SettingKey<Integer> BULKHEAD_MAX_CONCURRENT = count(PolicyType.BULKHEAD, "max-concurrent", 0);

	/** Calls that may wait for a permit. */
	public static final SettingKey<Integer> BULKHEAD_QUEUE_SIZE = count(PolicyType.BULKHEAD, "queue-size", 0);

	/** Longest wait in the queue. */
	public static final SettingKey<Duration> BULKHEAD_MAX_WAIT = duration(PolicyType.BULKHEAD, "max-wait",
			Bounds.notNegative());

	/** How far the bulkhead takes effect. */
	public static final SettingKey<PolicyMode> BULKHEAD_MODE = mode(PolicyType.BULKHEAD);

	/** Permits per period. */
	public static final SettingKey<Integer> RATE_LIMITER_PERMITS = count(PolicyType.RATE_LIMITER, "permits", 1);

	/** Period in which the permits are granted. */
	public static final SettingKey<Duration> RATE_LIMITER_PERIOD = duration(PolicyType.RATE_LIMITER, "period",
			Bounds.positive());

	/** Permits that may be spent at once. */
	public static final SettingKey<Integer> RATE_LIMITER_BURST = count(PolicyType.RATE_LIMITER, "burst", 1);

	/** Longest wait for a permit. */
	public static final SettingKey<Duration> RATE_LIMITER_MAX_WAIT = duration(PolicyType.RATE_LIMITER, "max-wait",
			Bounds.notNegative());

	/** How far the rate limiter takes effect. */
	public static final SettingKey<PolicyMode> RATE_LIMITER_MODE = mode(PolicyType.RATE_LIMITER);

	/** Keys that have gates of their own at a time. */
	public static final SettingKey<Integer> KEYED_MAX_KEYS = add("keyed.max-keys", null, ScalarType.INTEGER,
			Bounds.atLeast(1));

	/** Time for which a key is unused before it may be forgotten. */
	public static final SettingKey<Duration> KEYED_IDLE = add("keyed.idle", null, ScalarType.DURATION,
			Bounds.positive());

	/** Quality below which fallback options are skipped. */
	public static final SettingKey<Double> FALLBACK_MIN_QUALITY = number(PolicyType.FALLBACK, "min-quality",
			Bounds.within(0, 1));

	/** How far fallbacks take effect. */
	public static final SettingKey<PolicyMode> FALLBACK_MODE = mode(PolicyType.FALLBACK, PolicyMode.SHADOW);

	/** Failures whose calls are kept. */
	public static final SettingKey<List<ListedFailure>> DEAD_LETTER_ON = failures(PolicyType.DEAD_LETTER, "on",
			"Leave the key out to keep every call that failed for good.");

	/** Failures whose calls are not kept. */
	public static final SettingKey<List<ListedFailure>> DEAD_LETTER_SKIP_ON = failures(PolicyType.DEAD_LETTER,
			"skip-on", "");

	/** Size of arguments beyond which letters are kept without them. */
	public static final SettingKey<DataSize> DEAD_LETTER_MAX_PAYLOAD = add("dead-letter.max-payload",
			PolicyType.DEAD_LETTER, ScalarType.DATA_SIZE, Bounds.size());

	/** How far dead letters take effect. */
	public static final SettingKey<PolicyMode> DEAD_LETTER_MODE = mode(PolicyType.DEAD_LETTER, PolicyMode.SHADOW);

	/** Where records are kept. */
	public static final SettingKey<String> IDEMPOTENCY_STORE = add("idempotency.store", PolicyType.IDEMPOTENCY,
			new NameType(false), Bounds.none());

	/** What is promised about the effect. */
	public static final SettingKey<Guarantee> IDEMPOTENCY_GUARANTEE = choice(PolicyType.IDEMPOTENCY, "guarantee",
			Guarantee.class);

	/** Time for which a result is replayed. */
	public static final SettingKey<Duration> IDEMPOTENCY_TTL = duration(PolicyType.IDEMPOTENCY, "ttl",
			Bounds.positive());

	/** Time after which a claim that is no longer renewed may be taken over. */
	public static final SettingKey<Duration> IDEMPOTENCY_LEASE = duration(PolicyType.IDEMPOTENCY, "lease",
			Bounds.positive());

	/** Time for which the claim of a running call is renewed. */
	public static final SettingKey<Duration> IDEMPOTENCY_MAX_RUN = duration(PolicyType.IDEMPOTENCY, "max-run",
			Bounds.notNegative());

	/** What a call does while another one runs under the same key. */
	public static final SettingKey<OnDuplicate> IDEMPOTENCY_ON_DUPLICATE = choice(PolicyType.IDEMPOTENCY,
			"on-duplicate", OnDuplicate.class);

	/** Longest wait for a call in flight. */
	public static final SettingKey<Duration> IDEMPOTENCY_MAX_WAIT = duration(PolicyType.IDEMPOTENCY, "max-wait",
			Bounds.notNegative());

	/** What happens to a claim whose owner disappeared. */
	public static final SettingKey<OnTakeover> IDEMPOTENCY_ON_TAKEOVER = choice(PolicyType.IDEMPOTENCY, "on-takeover",
			OnTakeover.class);

	/** What finds out what became of a call whose process disappeared. */
	public static final SettingKey<CodeReference> IDEMPOTENCY_RECOVER = code(PolicyType.IDEMPOTENCY, "recover",
			CodeRole.OUTCOME_RECOVERY);

	/** What a call does when the store cannot be reached. */
	public static final SettingKey<OnStoreError> IDEMPOTENCY_ON_STORE_ERROR = choice(PolicyType.IDEMPOTENCY,
			"on-store-error", OnStoreError.class);

	/** Failures that are replayed like results, each matched exactly. */
	public static final SettingKey<List<Class<? extends Throwable>>> IDEMPOTENCY_STORE_FAILURES = add(
			"idempotency.store-failures", PolicyType.IDEMPOTENCY, new ListType<>(ThrowableType.INSTANCE, ""),
			Bounds.exactTypes());

	/** Whether keys of different principals are different. */
	public static final SettingKey<Boolean> IDEMPOTENCY_PER_PRINCIPAL = add("idempotency.per-principal",
			PolicyType.IDEMPOTENCY, ScalarType.BOOLEAN, Bounds.none());

	/** How far idempotency takes effect. */
	public static final SettingKey<PolicyMode> IDEMPOTENCY_MODE = mode(PolicyType.IDEMPOTENCY, PolicyMode.SHADOW);

	static {
		RetryBudgetKeys.addTo(CATALOG);
		AdjustmentKeys.addTo(CATALOG);
	}

	static {
		// YAML 1.1 takes a plain "on" for a boolean
		CATALOG.addAlias("dead-letter.true", DEAD_LETTER_ON);
	}

	private SettingKeys() {
	}

	/**
	 * Returns every setting.
	 * @return the keys in the order of the documentation
	 */
	public static List<SettingKey<?>> all() {
		return CATALOG.keys();
	}

	/**
	 * Finds a setting.
	 * @param path its path in any case, with or without dashes and underscores
	 * @return the key, or nothing where there is none
	 */
	public static Optional<SettingKey<?>> find(String path) {
		return CATALOG.find(path);
	}

	private static SettingKey<Boolean> flag(PolicyType policy, String name) {
		return add(policy.property() + "." + name, policy, ScalarType.BOOLEAN, Bounds.none());
	}

	private static SettingKey<Integer> count(PolicyType policy, String name, int minimum) {
		return add(policy.property() + "." + name, policy, ScalarType.INTEGER, Bounds.atLeast(minimum));
	}

	private static SettingKey<Double> number(PolicyType policy, String name, Bounds<? super Double> bounds) {
		return add(policy.property() + "." + name, policy, ScalarType.DOUBLE, bounds);
	}

	private static SettingKey<Duration> duration(PolicyType policy, String name, Bounds<? super Duration> bounds) {
		return add(policy.property() + "." + name, policy, ScalarType.DURATION, bounds);
	}

	private static <E extends Enum<E>> SettingKey<E> choice(PolicyType policy, String name, Class<E> type) {
		return add(policy.property() + "." + name, policy, ChoiceType.of(type), Bounds.none());
	}

	private static SettingKey<PolicyMode> mode(PolicyType policy, PolicyMode... excluded) {
		return add(policy.property() + ".mode", policy, ChoiceType.without(PolicyMode.class, Set.of(excluded)),
				Bounds.none());
	}

	private static SettingKey<List<ListedFailure>> failures(PolicyType policy, String name, String ifEmpty) {
		return add(policy.property() + "." + name, policy, new ListType<>(ListedFailureType.INSTANCE, ifEmpty),
				Bounds.none());
	}

	private static SettingKey<CodeReference> code(PolicyType policy, String name, CodeRole role) {
		return add(policy.property() + "." + name, policy, new CodeType(role), Bounds.none());
	}

	private static <T> SettingKey<T> add(String path, @Nullable PolicyType policy, SettingType<T> type,
			Bounds<? super T> bounds) {
		return CATALOG.add(new SettingKey<>(path, policy, type, bounds));
	}

}
