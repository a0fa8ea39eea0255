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

package dev.resilience.deadletter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Failures;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyMode;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.Strategy;
import dev.resilience.policy.ThrowingSupplier;

/**
 * Keeps calls that failed for good as dead letters. The caller gets its failure all the
 * same, whatever becomes of the letter; a fallback that answers in its place does not
 * unmake it. Costs nothing while calls succeed. Safe for use by many threads.
 * <p>
 * Every failed call is kept, one that was refused included, except for those that were
 * cancelled, that others have done or are doing already, and that are replays themselves:
 * these update the letter that they came from. The letter of a blocking call is kept
 * before its caller gets the failure; that of an asynchronous one may be kept a moment
 * later where the store blocks.
 */
public final class DeadLetterPolicy implements Strategy {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterPolicy.class);

	private final String instance;

	private final DeadLetterConfig config;

	private final DeadLetterOperation operation;

	private final DeadLetters letters;

	private final List<Class<? extends Throwable>> neverKept;

	private final PolicyContext context;

	private DeadLetterPolicy(String instance, DeadLetterConfig config, DeadLetterOperation operation,
			DeadLetters letters, List<Class<? extends Throwable>> neverKept, PolicyContext context) {
		this.instance = instance;
		this.config = config;
		this.operation = operation;
		this.letters = letters;
		this.neverKept = List.copyOf(neverKept);
		this.context = context;
	}

	/**
	 * Creates the policy.
	 * @param instance the name of the instance
	 * @param config the settings
	 * @param operation what letters say about calls
	 * @param letters where letters are kept
	 * @param neverKept types of failures that say that the work is done elsewhere
	 * @param context what all policies share
	 * @return the policy
	 */
	public static DeadLetterPolicy of(String instance, DeadLetterConfig config, DeadLetterOperation operation,
			DeadLetters letters, List<Class<? extends Throwable>> neverKept, PolicyContext context) {
		return new DeadLetterPolicy(instance, config, operation, letters, neverKept, context);
	}

	@Override
	public PolicyType type() {
		return PolicyType.DEAD_LETTER;
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
	public DeadLetterConfig config() {
		return this.config;
	}

	/**
	 * Returns what letters say about calls.
	 * @return the operation
	 */
	public DeadLetterOperation operation() {
		return this.operation;
	}

	@Override
	public @Nullable Object execute(ThrowingSupplier<?, ?> work, Call call, long now, Next next) throws Throwable {
		try {
			return next.proceed(work, call, now);
		}
		catch (Throwable failure) {
			if (!CurrentReplay.isOf(this.operation.name())
					&& isKept(failure, OutcomeKind.of(failure, this.instance), call)) {
				DeadLetterRequest request = request(failure, call);
				// An interrupted thread might not reach the store
				boolean interrupted = Thread.interrupted();
				this.letters.add(request);
				if (interrupted) {
					Thread.currentThread().interrupt();
				}
			}
			throw failure;
		}
	}

	@Override
	public void executeAsync(AsyncWork work, AsyncCall call, long now, Next next, Completion completion) {
		if (CurrentReplay.isOf(this.operation.name())) {
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
				keep(failure, call);
				completion.failed(failure);
			}

			@Override
			public void withdrawn() {
				completion.withdrawn();
			}

		});
	}

	// Whoever ends an asynchronous call must not be held up by a store that blocks.
	private void keep(Throwable failure, AsyncCall call) {
		if (!isKept(failure, call.outcome(failure, this.instance), call.facts())) {
			return;
		}
		DeadLetterRequest request = request(failure, call.facts());
		if (this.letters.store().blocking()) {
			try {
				this.context.continuations().execute(() -> this.letters.add(request));
				return;
			}
			catch (Throwable ex) {
				logger.debug("No thread keeps the dead letter of '{}'", this.operation.name(), ex);
			}
		}
		this.letters.add(request);
	}

	private boolean isKept(Throwable failure, OutcomeKind kind, Call call) {
		if (this.config.mode() == PolicyMode.OFF || kind == OutcomeKind.IGNORED
				|| call.source().type() == Outcome.Source.Type.REPLAY) {
			return false;
		}
		Throwable actual = Failures.unwrap(failure);
		return this.neverKept.stream().noneMatch((type) -> type.isInstance(actual))
				&& this.letters.keeps(this.config, failure, this.instance);
	}

	private DeadLetterRequest request(Throwable failure, Call call) {
		return new DeadLetterRequest(DeadLetter.CALL, this.operation.name(), this.instance, payload(call),
				headers(call), Failures.unwrap(failure), call.attempt());
	}

	private DeadLetterPayload payload(Call call) {
		try {
			return this.operation.payload(call, this.config.maxPayload());
		}
		catch (Throwable ex) {
			logger.warn("The arguments of '{}' cannot be written; its dead letter is kept without them",
					this.operation.name(), ex);
			return DeadLetterPayload.missing("", DeadLetterPayload.State.UNWRITABLE);
		}
	}

	// What is bound to this thread is not known to the one that keeps the letter
	private Map<String, String> headers(Call call) {
		Map<String, String> headers = new HashMap<>(LetterWriter.trace());
		try {
			headers.putAll(this.operation.headers(call));
		}
		catch (Throwable ex) {
			logger.warn("The headers of '{}' cannot be told; its dead letter is kept without them",
					this.operation.name(), ex);
		}
		return headers;
	}

}
