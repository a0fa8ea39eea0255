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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.resilience.autoconfigure.settings.AopMode;
import dev.resilience.autoconfigure.settings.HealingProperties;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.BodyFingerprint;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.RequestMethod;
import dev.resilience.autoconfigure.settings.IdempotencyProperties.SchemaInitialization;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.WindowType;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;
import dev.resilience.healing.HealingMode;
import dev.resilience.idempotency.Guarantee;
import dev.resilience.idempotency.OnDuplicate;
import dev.resilience.idempotency.OnStoreError;
import dev.resilience.idempotency.OnTakeover;
import dev.resilience.policy.PolicyMode;
import dev.resilience.retry.Backoff;
import dev.resilience.retry.Jitter;
import dev.resilience.retry.OnExhausted;
import dev.resilience.retry.RetryBudgetType;
import dev.resilience.retry.WhenAlreadyRetried;
import dev.resilience.timeout.TimeoutMode;

/**
 * Everything that can be configured, described for editors: the source of the
 * configuration metadata. It is never bound, as Spring Boot would stop at the first
 * mistake and could not tell a set value from a default; values come from
 * {@link dev.resilience.autoconfigure.settings.SettingsBinder}.
 *
 * @param enabled Whether annotated methods are protected. Otherwise every call passes
 * through.
 * @param rejectionStackTraces Whether exceptions of rejected calls carry a stack trace,
 * which makes a rejection about a hundred times as expensive.
 * @param maxDynamicInstances Number of instances that may be created by name in code;
 * calls beyond share one.
 * @param events Events that are kept.
 * @param aop Advice around annotated methods.
 * @param offload Threads of offloaded calls.
 * @param health Health of the application.
 * @param metrics Meters.
 * @param http What is spoken with the other side of HTTP requests.
 * @param idempotency What holds for all idempotent methods.
 * @param classification What failures mean.
 * @param deadLetters Calls that failed for good.
 * @param failureLog Lines about failed calls.
 * @param redaction What is secret beside what the library knows.
 * @param diagnosis Diagnoses of failures.
 * @param healing Actions that follow from diagnoses.
 * @param defaults Values for every instance that sets nothing else; they switch no policy
 * on.
 * @param templates Settings that instances inherit by naming the template.
 * @param instances Settings of single instances by their name.
 * @param retryBudgets Retry budgets that instances share by naming them.
 */
@ConfigurationProperties("resilience")
record ResilienceProperties(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean rejectionStackTraces,
		@DefaultValue("1000") int maxDynamicInstances, Events events, Aop aop, Offload offload, Health health,
		Metrics metrics, Http http, IdempotencyOfAll idempotency, Classification classification,
		DeadLetters deadLetters, FailureLog failureLog, Redaction redaction, Diagnosis diagnosis, Healing healing,
		Instance defaults, Map<String, Instance> templates, Map<String, Instance> instances,
		Map<String, Budget> retryBudgets) {

	/**
	 * Events that are kept.
	 *
	 * @param bufferSize Number of events that are kept for the actuator, oldest dropped
	 * first.
	 */
	record Events(@DefaultValue("1000") int bufferSize) {

	}

	/**
	 * Advice around annotated methods.
	 *
	 * @param mode How calls of annotated methods are noticed: by proxies of Spring, or by
	 * an aspect that AspectJ weaves into their classes.
	 * @param order Order of the advice among others; lower values are further outside.
	 */
	record Aop(@DefaultValue("proxy") AopMode mode, @DefaultValue("2147483547") int order) {

	}

	/**
	 * Threads of offloaded calls.
	 *
	 * @param executor Name of the Executor bean that runs calls whose timeout is
	 * offloaded.
	 */
	record Offload(@Nullable String executor) {

	}

	/**
	 * Health of the application.
	 *
	 * @param failOnOpen Comma-separated list of instances whose open circuit makes the
	 * application unhealthy.
	 */
	record Health(@Nullable List<String> failOnOpen) {

	}

	/**
	 * Meters.
	 *
	 * @param histogram Whether durations of calls are measured by a timer with a
	 * histogram.
	 */
	record Metrics(@DefaultValue("false") boolean histogram) {

	}

	/**
	 * What failures mean.
	 *
	 * @param rules Rules that are asked before those of the library, in order; each says
	 * by match and category what failures mean.
	 */
	record Classification(@Nullable List<Rule> rules) {

		/**
		 * What failures mean that share a type, a code or a word.
		 *
		 * @param match Name of a class, which stands for its subtypes; code such as
		 * SQLSTATE 40001, SQLSTATE 08xxx, HTTP 429 or MYSQL 1205; or keyword: and a
		 * phrase in the message.
		 * @param category Kind of failure.
		 * @param subtype Finer name within the kind.
		 * @param retryable Whether a repeat is worth it; that of the kind if not set.
		 * @param effect What happened at the target; that of the kind if not set.
		 * @param speaksAgainstTarget Whether circuit breakers record the failure; as for
		 * the kind if not set.
		 * @param retryAfter Shortest wait before a repeat.
		 * @param confidence How sure the rule is; from 0.85 on policies obey it.
		 */
		record Rule(String match, FailureCategory category, @Nullable String subtype, @Nullable Retryable retryable,
				@Nullable Effect effect, @Nullable Boolean speaksAgainstTarget, @Nullable Duration retryAfter,
				@DefaultValue("1") double confidence) {

		}

	}

	/**
	 * Calls that failed for good.
	 *
	 * @param store Where they are kept: memory, jdbc or the name of a bean. The only
	 * DeadLetterStore bean of the application, else memory, if not set.
	 * @param memory Calls in the memory of one process.
	 * @param jdbc Calls in a database.
	 * @param replayLease Time for which a replay keeps others away if it disappears.
	 * @param editablePayloads Whether work may be done again with another payload than
	 * its own.
	 */
	record DeadLetters(@Nullable String store, DeadLetterMemory memory, DeadLetterJdbc jdbc,
			@DefaultValue("1h") Duration replayLease, @DefaultValue("false") boolean editablePayloads) {

	}

	/**
	 * Calls in the memory of one process.
	 *
	 * @param maxEntries Number of calls that are kept in memory.
	 */
	record DeadLetterMemory(@DefaultValue("10000") int maxEntries) {

	}

	/**
	 * Calls in a database.
	 *
	 * @param tableName Name of the table.
	 * @param initializeSchema When the table is created.
	 * @param schema Location of the script that creates the table, in which
	 * '@@platform@@' stands for the database; that of the library if not set.
	 * @param platform Name of the database in the location of the script; asked of the
	 * database if not set.
	 * @param queryTimeout Longest time of one statement.
	 * @param retention Time for which calls are kept that were made again or discarded;
	 * others are kept until then.
	 * @param cleanupInterval Time between two removals of these.
	 */
	record DeadLetterJdbc(@DefaultValue("resilience_dead_letter") String tableName,
			@DefaultValue("embedded") SchemaInitialization initializeSchema, @Nullable String schema,
			@Nullable String platform, @DefaultValue("2s") Duration queryTimeout,
			@DefaultValue("30d") Duration retention, @DefaultValue("1h") Duration cleanupInterval) {

	}

	/**
	 * Lines about failed calls.
	 *
	 * @param enabled Whether each failed call is logged.
	 * @param level Level of the lines.
	 * @param burst Number of lines for failures of one kind within an interval; the rest
	 * is counted.
	 * @param interval Length of an interval.
	 */
	record FailureLog(@DefaultValue("true") boolean enabled, @DefaultValue("warn") Level level,
			@DefaultValue("5") int burst, @DefaultValue("10s") Duration interval) {

	}

	/**
	 * What is secret beside what the library knows.
	 *
	 * @param names Comma-separated list of names whose values are masked, also as part of
	 * longer names.
	 * @param patterns Comma-separated list of regular expressions whose matches, or first
	 * groups, are masked.
	 */
	record Redaction(@Nullable List<String> names, @Nullable List<String> patterns) {

	}

	/**
	 * Diagnoses of failures.
	 *
	 * @param enabled Whether failures can be diagnosed.
	 * @param knowledge Comma-separated list of locations of YAML files with known
	 * patterns of failures, asked before those of the library.
	 * @param historySize Number of diagnoses that are kept.
	 */
	record Diagnosis(@DefaultValue("true") boolean enabled, @Nullable List<String> knowledge,
			@DefaultValue("100") int historySize) {

	}

	/**
	 * Actions that follow from diagnoses.
	 *
	 * @param mode How far healing may go where an action has no mode of its own: an
	 * action of high risk is off without one.
	 * @param actions Actions that have a mode of their own.
	 * @param caches Comma-separated list of caches that may be cleared.
	 * @param cooldown Time for which an action does not run again on what was ill. It
	 * doubles each time that the action fails.
	 * @param maxCooldown Longest cooldown; 10 minutes or the cooldown if not set.
	 * @param maxPerSubject Number of actions that may run on one instance in any hour.
	 * @param maxPerHour Number of actions that may run in any hour.
	 * @param maxIllShare Share of instances in per cent that may be ill at once for
	 * actions to run; a single one is never too much.
	 * @param verifyAfter Time after which the result of an action is looked at first; 10
	 * seconds or less if not set.
	 * @param verifyWithin Time within which an action must have helped.
	 * @param actionTimeout Time after which an action is interrupted.
	 * @param journal Journal of what was done.
	 */
	record Healing(@DefaultValue("dry-run") HealingMode mode, HealingActions actions, @Nullable List<String> caches,
			@DefaultValue("60s") Duration cooldown, @Nullable Duration maxCooldown,
			@DefaultValue("3") int maxPerSubject, @DefaultValue("10") int maxPerHour,
			@DefaultValue("40") int maxIllShare, @Nullable Duration verifyAfter,
			@DefaultValue("60s") Duration verifyWithin, @DefaultValue("30s") Duration actionTimeout,
			HealingJournal journal) {

	}

	/**
	 * Actions that have a mode of their own.
	 *
	 * @param act Comma-separated list of actions that run.
	 * @param dryRun Comma-separated list of actions that are written down but do not run.
	 * @param off Comma-separated list of actions that are left out.
	 */
	record HealingActions(@Nullable List<String> act, @Nullable List<String> dryRun, @Nullable List<String> off) {

	}

	/**
	 * Journal of what was done.
	 *
	 * @param type Where events are written.
	 * @param memory Journal in memory.
	 * @param file Journal in files.
	 * @param jdbc Journal in a database.
	 */
	record HealingJournal(@DefaultValue("memory") HealingProperties.JournalType type, HealingJournalMemory memory,
			HealingJournalFile file, HealingJournalJdbc jdbc) {

	}

	/**
	 * Journal in memory.
	 *
	 * @param maxEvents Number of events that are kept in memory.
	 */
	record HealingJournalMemory(@DefaultValue("1000") int maxEvents) {

	}

	/**
	 * Journal in a database.
	 *
	 * @param tableName Name of the table.
	 * @param initializeSchema When the table is created.
	 * @param schema Location of the script that creates the table, in which
	 * '@@platform@@' stands for the database; that of the library if not set.
	 * @param platform Name of the database in the location of the script; asked of the
	 * database if not set.
	 * @param queryTimeout Longest time of one statement.
	 * @param retention Time for which events are kept.
	 * @param cleanupInterval Time between two removals of older ones.
	 */
	record HealingJournalJdbc(@DefaultValue("resilience_healing_event") String tableName,
			@DefaultValue("embedded") SchemaInitialization initializeSchema, @Nullable String schema,
			@Nullable String platform, @DefaultValue("2s") Duration queryTimeout,
			@DefaultValue("30d") Duration retention, @DefaultValue("1h") Duration cleanupInterval) {

	}

	/**
	 * Journal in files.
	 *
	 * @param path Path of the current file; older ones get a number.
	 * @param maxSize Size from which a new file begins.
	 * @param maxFiles Number of files that are kept, the current one included.
	 * @param sync Whether each event is on the disk before healing goes on.
	 */
	record HealingJournalFile(@DefaultValue("healing.jsonl") String path, @DefaultValue("10MB") DataSize maxSize,
			@DefaultValue("5") int maxFiles, @DefaultValue("false") boolean sync) {

	}

	/**
	 * What is spoken with the other side of HTTP requests.
	 *
	 * @param problemDetails Whether exceptions of the library become RFC 9457 problem
	 * details.
	 * @param rateLimitHeaders Whether responses of handlers behind a rate limiter carry
	 * its state in X-RateLimit headers.
	 * @param deadlines Whether requests carry the remaining time of the calls that make
	 * them and the number of a repeated attempt, and those that come in bound the calls
	 * that serve them.
	 * @param maxDeadline Longest time that a request that comes in may ask for.
	 */
	record Http(@DefaultValue("true") boolean problemDetails, @DefaultValue("false") boolean rateLimitHeaders,
			@DefaultValue("true") boolean deadlines, @DefaultValue("60s") Duration maxDeadline) {

	}

	/**
	 * What holds for all idempotent methods.
	 *
	 * @param namespace Name that keeps the keys of applications apart that share a store;
	 * that of the application if not set.
	 * @param pepper Secret without which nobody can guess keys from their hashes.
	 * Applications that share records need the same one.
	 * @param maxResultSize Largest result that a record keeps as bytes; a larger one is
	 * returned once and not replayed.
	 * @param verifyRoundTrip Whether results are read back when they are kept, to find
	 * those that are not replayed as they were. For tests.
	 * @param maxWaiters Number of calls that may wait for others in one process.
	 * @param memory Records in the memory of one process.
	 * @param jdbc Records in a database.
	 * @param redis Records in Redis.
	 * @param http Keys of HTTP requests.
	 */
	record IdempotencyOfAll(@Nullable String namespace, @Nullable String pepper,
			@DefaultValue("256KB") DataSize maxResultSize, @DefaultValue("false") boolean verifyRoundTrip,
			@DefaultValue("1000") int maxWaiters, IdempotencyMemory memory, IdempotencyJdbc jdbc,
			IdempotencyRedis redis, IdempotencyHttp http) {

	}

	/**
	 * Records in the memory of one process.
	 *
	 * @param maxEntries Number of records that are kept in memory.
	 */
	record IdempotencyMemory(@DefaultValue("100000") int maxEntries) {

	}

	/**
	 * Records in a database.
	 *
	 * @param tableName Name of the table.
	 * @param initializeSchema When the table is created.
	 * @param schema Location of the script that creates the table, in which
	 * '@@platform@@' stands for the database; that of the library if not set.
	 * @param platform Name of the database in the location of the script; asked of the
	 * database if not set.
	 * @param cleanupInterval Time between two removals of expired records.
	 * @param cleanupBatch Number of expired records that are removed at a time.
	 * @param queryTimeout Longest time of one statement.
	 */
	record IdempotencyJdbc(@DefaultValue("resilience_idempotency") String tableName,
			@DefaultValue("embedded") SchemaInitialization initializeSchema, @Nullable String schema,
			@Nullable String platform, @DefaultValue("1m") Duration cleanupInterval,
			@DefaultValue("1000") int cleanupBatch, @DefaultValue("2s") Duration queryTimeout) {

	}

	/**
	 * Records in Redis.
	 *
	 * @param keyPrefix Text with which every key begins.
	 */
	record IdempotencyRedis(@DefaultValue("resilience:idempotency:") String keyPrefix) {

	}

	/**
	 * Keys of HTTP requests.
	 *
	 * @param enabled Whether handler methods without a key expression take their key from
	 * the request.
	 * @param header Header that carries the key.
	 * @param replayedHeader Header that marks responses from a record.
	 * @param required Whether a request without a key is refused.
	 * @param methods Comma-separated list of the methods of requests whose keys count.
	 * @param maxKeyLength Number of characters of the longest key.
	 * @param maxBodySize Largest body of a request with a key.
	 * @param fingerprint How the bodies of two requests under one key are compared.
	 * @param storeClientErrors Whether responses are kept that blame the client and will
	 * not change.
	 * @param replayedHeaders Comma-separated list of headers that are replayed beside the
	 * usual ones.
	 * @param mismatchStatus Status of responses to a key that belongs to another request.
	 * @param propagate Whether calls by RestClient and WebClient carry a key derived from
	 * that of the idempotent call that makes them.
	 */
	record IdempotencyHttp(@DefaultValue("true") boolean enabled, @DefaultValue("Idempotency-Key") String header,
			@DefaultValue("Idempotency-Replayed") String replayedHeader, @DefaultValue("true") boolean required,
			@DefaultValue("post,patch") List<RequestMethod> methods, @DefaultValue("255") int maxKeyLength,
			@DefaultValue("1MB") DataSize maxBodySize, @DefaultValue("raw") BodyFingerprint fingerprint,
			@DefaultValue("false") boolean storeClientErrors, @Nullable List<String> replayedHeaders,
			@DefaultValue("422") int mismatchStatus, @DefaultValue("false") boolean propagate) {

	}

	/**
	 * Which calls that failed for good are kept.
	 *
	 * @param on Comma-separated list of exceptions and categories, such as
	 * 'category:TIMEOUT', whose calls are kept; every call if not set.
	 * @param skipOn Comma-separated list of exceptions and categories whose calls are not
	 * kept.
	 * @param maxPayload Size of arguments beyond which a call is kept without them.
	 * @param mode Whether calls are kept.
	 */
	record DeadLetter(@Nullable List<String> on, @Nullable List<String> skipOn,
			@DefaultValue("64KB") DataSize maxPayload, @DefaultValue("enforce") StrategyMode mode) {

	}

	/**
	 * Settings of an instance, of a template or of all instances.
	 *
	 * @param template Name of the template under 'resilience.templates' whose settings
	 * are inherited.
	 * @param deadline Longest time of a whole call: all attempts, waits and queueing.
	 * @param timeout Limit of a single attempt.
	 * @param retry Repeated attempts.
	 * @param circuitBreaker Protection of and from a failing target.
	 * @param bulkhead Limit of concurrent calls.
	 * @param rateLimiter Limit of calls per time.
	 * @param keyed Circuit breakers, bulkheads and rate limiters of keys.
	 * @param fallback Answers in place of failures.
	 * @param deadLetter Which calls that failed for good are kept.
	 * @param idempotency One effect per key.
	 */
	record Instance(@Nullable String template, @Nullable Duration deadline, Timeout timeout, Retry retry,
			CircuitBreaker circuitBreaker, Bulkhead bulkhead, RateLimiter rateLimiter, Keyed keyed, Fallback fallback,
			DeadLetter deadLetter, Idempotency idempotency) {

	}

	/**
	 * Limit of a single attempt.
	 *
	 * @param duration Longest time of one attempt, waiting for a permit of the bulkhead
	 * included.
	 * @param mode How the limit is enforced: on the caller's thread, on another one, only
	 * counted, or not at all.
	 */
	record Timeout(@Nullable Duration duration, @DefaultValue("interrupt") TimeoutMode mode) {

	}

	/**
	 * Repeated attempts.
	 *
	 * @param maxAttempts Number of attempts, the first call included.
	 * @param maxDuration Longest time that attempts and waits may take together.
	 * @param delay Wait before the second attempt.
	 * @param maxDelay Longest single wait.
	 * @param backoff How waits grow from attempt to attempt.
	 * @param multiplier Growth factor of exponential waits.
	 * @param increment Growth of linear waits.
	 * @param jitter How waits are spread at random.
	 * @param jitterFactor How far proportional jitter spreads, 0 to 1.
	 * @param retryOn Comma-separated list of exceptions that are repeated: classes, or
	 * kinds such as 'category:RATE_LIMIT'; every exception but those that are permanent
	 * for certain if not set.
	 * @param abortOn Comma-separated list of exceptions that are never repeated: classes,
	 * or kinds such as 'category:QUOTA'.
	 * @param onlyIfSafe Whether only what does no harm is repeated: what has certainly
	 * not begun at the target, what was rolled back as a whole, and what is declared
	 * repeatable.
	 * @param repeatable Whether calls may take effect more than once.
	 * @param whenAlreadyRetried What happens within a repeated attempt of an enclosing
	 * call or of the caller: one attempt, or as many as ever.
	 * @param retryOnResult Results that are repeated: an expression over '#result', or
	 * the name of a Predicate bean.
	 * @param waitFunction Name of the WaitFunction bean that decides how long to wait, or
	 * to stop.
	 * @param beforeRetry Name of the RetryHook bean that is told of attempts that will be
	 * repeated.
	 * @param afterExhaustion Name of the RetryHook bean that is told when no attempts or
	 * no time are left.
	 * @param onExhausted What the caller gets in the end: the last failure itself or
	 * wrapped.
	 * @param maxRetryAfter Longest wait that the target or a rejection may ask for; a
	 * longer one ends the attempts.
	 * @param budget Limit of repeated attempts in all calls together.
	 * @param adjust What changes for further attempts after failures of a category.
	 * @param deadLetter Whether calls of annotated methods that fail for good are kept.
	 * @param mode Whether the retry takes effect.
	 */
	record Retry(@DefaultValue("3") int maxAttempts, @Nullable Duration maxDuration,
			@DefaultValue("200ms") Duration delay, @DefaultValue("10s") Duration maxDelay,
			@DefaultValue("exponential") Backoff backoff, @DefaultValue("2") double multiplier,
			@DefaultValue("200ms") Duration increment, @DefaultValue("proportional") Jitter jitter,
			@DefaultValue("0.5") double jitterFactor, @Nullable List<String> retryOn, @Nullable List<String> abortOn,
			@DefaultValue("false") boolean onlyIfSafe, @DefaultValue("false") boolean repeatable,
			@DefaultValue("once") WhenAlreadyRetried whenAlreadyRetried, @Nullable String retryOnResult,
			@Nullable String waitFunction, @Nullable String beforeRetry, @Nullable String afterExhaustion,
			@DefaultValue("rethrow") OnExhausted onExhausted, @DefaultValue("60s") Duration maxRetryAfter,
			InstanceBudget budget, @Nullable Map<FailureCategory, Adjustment> adjust,
			@DefaultValue("false") boolean deadLetter, @DefaultValue("enforce") StrategyMode mode) {

	}

	/**
	 * Limit of repeated attempts in all calls of an instance together.
	 *
	 * @param type What limits them: a ratio of calls, a bucket of tokens, a number at a
	 * time, or nothing.
	 * @param ratio Attempts that may be repeated for each call, 0 to 1000; for the type
	 * 'ratio'.
	 * @param minPerSecond Attempts per second that may be repeated however few calls are
	 * made; for the type 'ratio'.
	 * @param ttl Time for which a call counts, 1s to 60s; for the type 'ratio'.
	 * @param maxTokens Tokens of the full bucket, of which more than half must be left;
	 * for the type 'token-bucket'.
	 * @param tokenRatio Share of a token that a success adds, while a failure takes one;
	 * for the type 'token-bucket'.
	 * @param maxConcurrent Attempts that may be repeated at a time, their waits included;
	 * for the type 'concurrent'.
	 * @param name Name of the budget under 'resilience.retry-budgets' that is shared
	 * instead.
	 */
	record InstanceBudget(@DefaultValue("ratio") RetryBudgetType type, @DefaultValue("0.2") double ratio,
			@DefaultValue("10") int minPerSecond, @DefaultValue("10s") Duration ttl, @DefaultValue("100") int maxTokens,
			@DefaultValue("0.1") double tokenRatio, @DefaultValue("3") int maxConcurrent, @Nullable String name) {

	}

	/**
	 * Limit of repeated attempts in all calls of several instances together.
	 *
	 * @param type What limits them: a ratio of calls, a bucket of tokens, a number at a
	 * time, or nothing.
	 * @param ratio Attempts that may be repeated for each call, 0 to 1000; for the type
	 * 'ratio'.
	 * @param minPerSecond Attempts per second that may be repeated however few calls are
	 * made; for the type 'ratio'.
	 * @param ttl Time for which a call counts, 1s to 60s; for the type 'ratio'.
	 * @param maxTokens Tokens of the full bucket, of which more than half must be left;
	 * for the type 'token-bucket'.
	 * @param tokenRatio Share of a token that a success adds, while a failure takes one;
	 * for the type 'token-bucket'.
	 * @param maxConcurrent Attempts that may be repeated at a time, their waits included;
	 * for the type 'concurrent'.
	 */
	record Budget(@DefaultValue("ratio") RetryBudgetType type, @DefaultValue("0.2") double ratio,
			@DefaultValue("10") int minPerSecond, @DefaultValue("10s") Duration ttl, @DefaultValue("100") int maxTokens,
			@DefaultValue("0.1") double tokenRatio, @DefaultValue("3") int maxConcurrent) {

	}

	/**
	 * What changes for further attempts after failures of a category.
	 *
	 * @param timeoutMultiplier Growth factor of the limit of each further attempt.
	 * @param maxTimeout Longest limit that comes of the factor.
	 * @param delayMultiplier Factor of the wait before the next attempt.
	 * @param maxAttempts Number of attempts in all, if lower than the usual one.
	 * @param adjuster Name of the AttemptAdjuster bean that is asked as well.
	 */
	record Adjustment(@Nullable Double timeoutMultiplier, @Nullable Duration maxTimeout,
			@Nullable Double delayMultiplier, @Nullable Integer maxAttempts, @Nullable String adjuster) {

	}

	/**
	 * Protection of and from a failing target.
	 *
	 * @param failureThreshold Consecutive failures that open the circuit; 0 switches the
	 * rule off.
	 * @param failureCountThreshold Failures inside the window that open the circuit; 0
	 * switches the rule off.
	 * @param failureRateThreshold Failure rate in per cent that opens the circuit; 0
	 * switches the rule off.
	 * @param slowCallDuration Time from which a call counts as slow.
	 * @param slowCallRateThreshold Rate of slow calls in per cent that opens the circuit.
	 * @param windowType Whether the window holds a number of calls or the calls of a
	 * time.
	 * @param windowSize Number of calls in a count window.
	 * @param windowDuration Length of a time window.
	 * @param minimumCalls Number of recorded calls before rates are judged.
	 * @param openDuration Time the circuit stays open before it probes.
	 * @param openDurationMultiplier Growth factor of the open time each time a probe
	 * fails.
	 * @param maxOpenDuration Longest time the circuit stays open before it probes.
	 * @param halfOpenCalls Number of probes admitted at a time, or 'unlimited'.
	 * @param successThreshold Number of successful probes that close the circuit.
	 * @param probeTimeout Time after which a probe that has not reported loses its slot.
	 * @param recordOn Comma-separated list of exceptions that count: classes, or kinds
	 * such as 'category:UNAVAILABLE'; all but cancellations and what certainly does not
	 * speak against the target if not set.
	 * @param ignoreOn Comma-separated list of exceptions that do not count: classes, or
	 * kinds such as 'category:RATE_LIMIT'.
	 * @param recordOnResult Results that count as failures: an expression over '#result',
	 * or the name of a Predicate bean.
	 * @param openOnResult Results that open the circuit at once: an expression over
	 * '#result' that is true or tells for how long, or the name of a Predicate or
	 * Function bean.
	 * @param openOnFailure Failures that open the circuit at once: an expression over
	 * '#failure' that is true or tells for how long, or the name of a Predicate or
	 * Function bean.
	 * @param initialState State in which the circuit breaker begins.
	 * @param mode Whether the circuit breaker refuses calls, only counts what it would
	 * have refused, or is skipped.
	 */
	record CircuitBreaker(@DefaultValue("5") int failureThreshold, @DefaultValue("0") int failureCountThreshold,
			@DefaultValue("0") double failureRateThreshold, @Nullable Duration slowCallDuration,
			@DefaultValue("100") double slowCallRateThreshold, @DefaultValue("count") WindowType windowType,
			@DefaultValue("100") int windowSize, @DefaultValue("60s") Duration windowDuration,
			@DefaultValue("20") int minimumCalls, @DefaultValue("30s") Duration openDuration,
			@DefaultValue("1") double openDurationMultiplier, @DefaultValue("5m") Duration maxOpenDuration,
			@DefaultValue("3") String halfOpenCalls, @DefaultValue("2") int successThreshold,
			@DefaultValue("60s") Duration probeTimeout, @Nullable List<String> recordOn,
			@Nullable List<String> ignoreOn, @Nullable String recordOnResult, @Nullable String openOnResult,
			@Nullable String openOnFailure, @DefaultValue("closed") CircuitBreakerState initialState,
			@DefaultValue("enforce") PolicyMode mode) {

	}

	/**
	 * Limit of concurrent calls.
	 *
	 * @param maxConcurrent Number of calls that may run at the same time.
	 * @param queueSize Number of calls that may wait for a permit.
	 * @param maxWait Longest wait in the queue; as long as timeout and deadline allow if
	 * not set.
	 * @param mode Whether the bulkhead refuses calls, only counts what it would have
	 * refused, or is skipped.
	 */
	record Bulkhead(@DefaultValue("25") int maxConcurrent, @DefaultValue("0") int queueSize, @Nullable Duration maxWait,
			@DefaultValue("enforce") PolicyMode mode) {

	}

	/**
	 * Limit of calls per time.
	 *
	 * @param permits Number of permits per period.
	 * @param period Period in which the permits are granted, evenly spread.
	 * @param burst Number of permits that may be spent at once.
	 * @param maxWait Longest wait for a permit.
	 * @param mode Whether the rate limiter refuses calls, only counts what it would have
	 * refused, or is skipped.
	 */
	record RateLimiter(@DefaultValue("50") int permits, @DefaultValue("1s") Duration period,
			@DefaultValue("50") int burst, @DefaultValue("0s") Duration maxWait,
			@DefaultValue("enforce") PolicyMode mode) {

	}

	/**
	 * Circuit breakers, bulkheads and rate limiters of keys.
	 *
	 * @param maxKeys Number of keys that have gates of their own at a time; further keys
	 * share one.
	 * @param idle Time for which a key is unused before it may be forgotten.
	 */
	record Keyed(@DefaultValue("10000") int maxKeys, @DefaultValue("1h") Duration idle) {

	}

	/**
	 * Answers in place of failures.
	 *
	 * @param minQuality Quality from 0 to 1 below which fallback options are skipped.
	 * @param mode Whether fallbacks answer.
	 */
	record Fallback(@DefaultValue("0") double minQuality, @DefaultValue("enforce") StrategyMode mode) {

	}

	/**
	 * One effect per key.
	 *
	 * @param store Where records are kept: 'memory', 'jdbc', 'redis' or the name of an
	 * IdempotencyStore bean.
	 * @param guarantee What is promised about the effect.
	 * @param ttl Time for which a result is replayed, from the end of the call on.
	 * @param lease Time after which a claim that is no longer renewed counts as
	 * abandoned.
	 * @param maxRun Time for which the claim of a running call is renewed; 0s renews
	 * none.
	 * @param onDuplicate What a call does while another one runs under the same key.
	 * @param maxWait Longest wait for a call in flight.
	 * @param onTakeover What a call does with an abandoned claim.
	 * @param recover Name of the OutcomeRecovery bean that finds out what became of an
	 * abandoned call.
	 * @param onStoreError What a call does when the store cannot be reached.
	 * @param storeFailures Comma-separated list of exceptions that are replayed like
	 * results, each matched exactly.
	 * @param perPrincipal Whether keys of different principals are different; a call
	 * without a principal is refused.
	 * @param mode Whether idempotency takes effect.
	 */
	record Idempotency(@DefaultValue("memory") String store, @DefaultValue("lease") Guarantee guarantee,
			@DefaultValue("24h") Duration ttl, @DefaultValue("30s") Duration lease,
			@DefaultValue("15m") Duration maxRun, @DefaultValue("reject") OnDuplicate onDuplicate,
			@DefaultValue("10s") Duration maxWait, @DefaultValue("rerun") OnTakeover onTakeover,
			@Nullable String recover, @DefaultValue("fail") OnStoreError onStoreError,
			@Nullable List<Class<? extends Throwable>> storeFailures, @DefaultValue("false") boolean perPrincipal,
			@DefaultValue("enforce") StrategyMode mode) {

	}

	/**
	 * Modes of a policy that refuses no calls and so has nothing to count in shadow.
	 */
	enum StrategyMode {

		/** The policy acts. */
		ENFORCE,

		/** The policy is skipped. */
		OFF

	}

}
