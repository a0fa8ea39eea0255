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

package dev.resilience.fallback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;
import dev.resilience.time.Deadline;
import dev.resilience.time.TimeSource;

/**
 * Answers in place of a call that failed or was rejected, by a chain of options tried in
 * order. The first option whose conditions the failure meets and that returns answers the
 * call. If none does, the caller gets the failure of the target, with the failures of the
 * options suppressed on it; only an {@link Error} of an option takes precedence. Costs
 * nothing while calls succeed. Safe for use by many threads.
 */
public final class Fallback implements Strategy {

	private static final Logger logger = LoggerFactory.getLogger(Fallback.class);

	private final String instance;

	private final FallbackConfig config;

	private final List<FallbackOption> chain;

	private final FallbackCounters counters;

	private final List<FallbackCounters.Option> counts;

	private final PolicyContext context;

	private Fallback(String instance, FallbackConfig config, List<FallbackOption> chain, FallbackCounters counters,
			PolicyContext context) {
		this.instance = instance;
		this.config = config;
		this.chain = List.copyOf(chain);
		this.counters = counters;
		this.counts = this.chain.stream().map((option) -> counters.register(option.name())).toList();
		this.context = context;
	}

	/**
	 * Creates a fallback and registers its options with the counters.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param chain the options in the order in which they are tried; must not be empty
	 * @param counters the counters of the instance, shared by all its chains
	 * @param context what all policies share
	 * @return the fallback
	 * @throws IllegalArgumentException if the chain is empty
	 */
	public static Fallback of(String instance, FallbackConfig config, List<FallbackOption> chain,
			FallbackCounters counters, PolicyContext context) {
		if (chain.isEmpty()) {
			throw new IllegalArgumentException("A fallback of '" + instance + "' needs at least one option");
		}
		return new Fallback(instance, config, chain, counters, context);
	}

	@Override
	public PolicyType type() {
		return PolicyType.FALLBACK;
	}

	@Override
	public PolicyMode mode() {
		return this.config.mode();
	}

	/**
	 * Returns the name of the instance.
	 * @return the name of the instance
	 */
	public String instance() {
		return this.instance;
	}

	/**
	 * Returns the settings.
	 * @return the settings
	 */
	public FallbackConfig config() {
		return this.config;
	}

	/**
	 * Returns the options in the order in which they are tried.
	 * @return the chain
	 */
	public List<FallbackOption> chain() {
		return this.chain;
	}

	/**
	 * Returns what monitoring reads.
	 * @return the settings and the counts of all options of the instance
	 */
	public FallbackSnapshot snapshot() {
		return new FallbackSnapshot(this.instance, this.config.mode(), this.config.minQuality(),
				this.counters.options());
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		try {
			return next.proceed(work, call, now);
		}
		catch (Throwable failure) {
			if (this.config.mode() == PolicyMode.OFF) {
				throw failure;
			}
			return answer(call, failure);
		}
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (this.config.mode() == PolicyMode.OFF) {
			next.proceedAsync(work, call, now, completion);
			return;
		}
		next.proceedAsync(work, call, now, new Completion() {

			@Override
			public void succeeded(@Nullable Object result) {
				completion.succeeded(result);
			}

			@Override
			public void failed(Throwable failure) {
				// What has been delivered already cannot be taken back.
				if (call.hasEmitted()) {
					completion.failed(failure);
				}
				else {
					new AsyncAnswer(Fallback.this, work, call, failure, completion).begin();
				}
			}

			@Override
			public void withdrawn() {
				completion.withdrawn();
			}

		});
	}

	private @Nullable Object answer(Call call, Throwable failure) throws Throwable {
		OutcomeKind kind = OutcomeKind.of(failure, this.instance);
		Supplier<Classification> meaning = meaningOf(failure);
		List<String> tried = new ArrayList<>(this.chain.size());
		for (int index = 0; index < this.chain.size(); index++) {
			FallbackOption option = this.chain.get(index);
			FallbackCounters.Option count = this.counts.get(index);
			if (!canAnswer(index, failure, kind, meaning)) {
				continue;
			}
			tried.add(option.name());
			Object answer;
			try {
				answer = tryOption(option, call, failure);
			}
			catch (Throwable ex) {
				count.countFailed();
				if (ex instanceof InterruptedException) {
					Thread.currentThread().interrupt();
				}
				if (goOnAfter(option, ex, failure, Deadline.current())) {
					continue;
				}
				break;
			}
			count.countAnswered();
			if (failure instanceof InterruptedException) {
				// The exception consumed the flag; an answer must not hide the
				// interruption.
				Thread.currentThread().interrupt();
			}
			answered(option, tried, call, failure);
			return answer;
		}
		throw failure;
	}

	// Whether an option takes part; one that does not is counted as skipped.
	boolean canAnswer(int index, Throwable failure, OutcomeKind kind, Supplier<Classification> meaning) {
		FallbackOption option = this.chain.get(index);
		boolean takesPart = option.quality() >= this.config.minQuality() && option.answers(failure, kind, meaning);
		if (!takesPart) {
			this.counts.get(index).countSkipped();
		}
		return takesPart;
	}

	Supplier<Classification> meaningOf(Throwable failure) {
		return this.context.meaningOf(failure, this.instance);
	}

	FallbackCounters.Option count(int index) {
		return this.counts.get(index);
	}

	PolicyContext context() {
		return this.context;
	}

	private @Nullable Object tryOption(FallbackOption option, Call call, Throwable failure) throws Throwable {
		Duration timeout = option.timeout();
		if (timeout == null) {
			return option.answer().answer(call, failure);
		}
		TimeSource time = this.context.time();
		Deadline deadline = Deadline.begin(time, this.instance, time.nanoTime(), ConfigCheck.nanos(timeout));
		Object answer = null;
		Throwable thrown = null;
		try {
			answer = option.answer().answer(call, failure);
		}
		catch (Throwable ex) {
			thrown = ex;
		}
		if (deadline.end()) {
			throw new FallbackTimeoutException(this.instance, option.name(), timeout, thrown);
		}
		if (thrown != null) {
			throw thrown;
		}
		return answer;
	}

	void answered(FallbackOption option, List<String> tried, Call call, Throwable failure) {
		call.answeredBy(Outcome.Source.fallback(option.name()), option.quality());
		logger.debug("Fallback '{}' of '{}' answered in place of {}", option, this.instance, failure.toString());
		if (this.context.events().wanted(FallbackAnswered.class)) {
			this.context.events()
				.publish(new FallbackAnswered(this.instance, this.context.time().wallClock().instant(), option.name(),
						List.copyOf(tried), option.quality(), failure));
		}
	}

	// Keeps the failure of an option and returns whether the next one may be tried: not
	// if the caller was cancelled or the time of an enclosing call is over, since
	// nobody waits for an answer any more.
	boolean goOnAfter(FallbackOption option, Throwable thrown, Throwable failure, @Nullable Deadline limits)
			throws Throwable {
		if (thrown instanceof Error && thrown != failure) {
			suppress(option, failure, thrown);
			throw thrown;
		}
		logger.debug("Fallback '{}' of '{}' failed", option, this.instance, thrown);
		suppress(option, thrown, failure);
		return OutcomeKind.of(thrown, this.instance, limits) != OutcomeKind.IGNORED;
	}

	private void suppress(FallbackOption option, Throwable suppressed, Throwable failure) {
		if (suppressed == failure) {
			return;
		}
		int before = failure.getSuppressed().length;
		failure.addSuppressed(suppressed);
		if (failure.getSuppressed().length == before) {
			// The exception was created without suppression: do not lose the other one.
			logger.warn("Fallback '{}' of '{}': {} cannot carry a second failure", option, this.instance,
					failure.toString(), suppressed);
		}
	}

}
