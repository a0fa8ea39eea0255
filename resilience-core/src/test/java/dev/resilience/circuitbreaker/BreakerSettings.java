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

package dev.resilience.circuitbreaker;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.CallRejectedException;

/**
 * Settings of a circuit breaker under test, and what outcomes mean by them, written
 * straight from the rules.
 *
 * @param config the settings without functions
 * @param recordFailure which failures count, or {@code null}
 * @param recordOnResult which results count, or {@code null}
 * @param opening for how long {@link Ending#STOP_RESULT} and {@link Ending#STOP_FAILURE}
 * open the circuit, or {@code null}
 */
record BreakerSettings(CircuitBreakerConfig config, @Nullable FailureRule recordFailure,
		@Nullable ResultRule recordOnResult, @Nullable Duration opening) {

	CircuitBreakerConfig complete() {
		CircuitBreakerConfig.Builder builder = this.config.toBuilder();
		if (this.recordFailure != null) {
			builder.recordFailure(this.recordFailure);
		}
		if (this.recordOnResult != null) {
			builder.recordOnResult(this.recordOnResult);
		}
		if (this.opening != null) {
			Duration duration = this.opening;
			Function<@Nullable Object, @Nullable Duration> function = (result) -> openFor("stop".equals(result),
					duration);
			builder.openForResult(function);
			builder.openForFailure((failure) -> openFor(failure == Ending.STOP_FAILURE.thrown, duration));
		}
		return builder.build();
	}

	private static @Nullable Duration openFor(boolean stops, Duration duration) {
		return stops ? duration : null;
	}

	CircuitBreakerModel.Verdict judge(Ending ending) {
		Throwable thrown = ending.thrown;
		if (thrown == null) {
			return judgeResult(ending);
		}
		Throwable cause = (thrown instanceof CompletionException && thrown.getCause() != null) ? thrown.getCause()
				: thrown;
		if (cause instanceof CancellationException || cause instanceof InterruptedException) {
			return CircuitBreakerModel.Verdict.IGNORED;
		}
		List<Class<? extends Throwable>> recorded = this.config.recordOn();
		if (names(this.config.ignoreOn(), thrown, cause)) {
			return CircuitBreakerModel.Verdict.IGNORED;
		}
		if (cause instanceof CallRejectedException) {
			return verdict(recorded != null && names(recorded, thrown, cause));
		}
		if (this.opening != null && ending == Ending.STOP_FAILURE) {
			return new CircuitBreakerModel.Verdict(false, true, this.opening);
		}
		if (recorded != null && names(recorded, thrown, cause)) {
			return CircuitBreakerModel.Verdict.FAILURE;
		}
		return verdict((this.recordFailure != null) ? this.recordFailure.counts(thrown) : recorded == null);
	}

	private CircuitBreakerModel.Verdict judgeResult(Ending ending) {
		if (ending == Ending.UNSAID) {
			return CircuitBreakerModel.Verdict.SUCCESS;
		}
		if (this.opening != null && ending == Ending.STOP_RESULT) {
			return new CircuitBreakerModel.Verdict(false, true, this.opening);
		}
		return (this.recordOnResult != null && this.recordOnResult.counts(ending.value))
				? CircuitBreakerModel.Verdict.FAILURE : CircuitBreakerModel.Verdict.SUCCESS;
	}

	// A list may name what is wrapped, or the wrapper by its own type
	private static boolean names(List<Class<? extends Throwable>> types, Throwable thrown, Throwable cause) {
		return names(types, cause) || (thrown != cause && types.contains(thrown.getClass()));
	}

	// Supertypes do not reach our own rejections
	private static boolean names(List<Class<? extends Throwable>> types, Throwable cause) {
		return types.stream()
			.anyMatch((type) -> type.isInstance(cause) && (!(cause instanceof CallRejectedException)
					|| CallRejectedException.class.isAssignableFrom(type)));
	}

	private static CircuitBreakerModel.Verdict verdict(boolean counts) {
		return counts ? CircuitBreakerModel.Verdict.FAILURE : CircuitBreakerModel.Verdict.IGNORED;
	}

	@Override
	public String toString() {
		CircuitBreakerConfig c = this.config;
		return "[consecutive=" + c.failureThreshold() + " count=" + c.failureCountThreshold() + " rate="
				+ c.failureRateThreshold() + " slow=" + c.slowCallDuration() + "/" + c.slowCallRateThreshold()
				+ " window=" + c.windowType() + "/" + c.windowSize() + "/" + c.windowDuration() + " minimum="
				+ c.minimumCalls() + " open=" + c.openDuration() + "*" + c.openDurationMultiplier() + "<="
				+ c.maxOpenDuration() + " probes=" + c.halfOpenCalls() + "/" + c.successThreshold() + "/"
				+ c.probeTimeout() + " initial=" + c.initialState() + " mode=" + c.mode() + " recordOn=" + c.recordOn()
				+ " ignoreOn=" + c.ignoreOn() + " recordFailure=" + this.recordFailure + " recordOnResult="
				+ this.recordOnResult + " opening=" + this.opening + "]";
	}

	/**
	 * How a call ends.
	 */
	enum Ending {

		RESULT("fine", null), NO_RESULT(null, null), UNSAID(null, null), BAD_RESULT("bad", null),
		STOP_RESULT("stop", null), STATE(null, new IllegalStateException("broken")),
		ARGUMENT(null, new IllegalArgumentException("wrong")), IO(null, new IOException("gone")),
		ERROR(null, new LinkageError("missing")), WRAPPED_IO(null, new CompletionException(new IOException("gone"))),
		STOP_FAILURE(null, new UnsupportedOperationException("stop")),
		CANCELLED(null, new CancellationException("enough")), INTERRUPTED(null, new InterruptedException("enough")),
		WRAPPED_CANCELLED(null, new CompletionException(new CancellationException("enough"))),
		REJECTED(null, Bench.rejection());

		final @Nullable Object value;

		final @Nullable Throwable thrown;

		Ending(@Nullable Object value, @Nullable Throwable thrown) {
			this.value = value;
			this.thrown = thrown;
		}

	}

	/**
	 * Says which failures count; what it throws counts as well.
	 */
	enum FailureRule implements Predicate<Throwable> {

		ONLY_STATE, THROWS_ON_ARGUMENT;

		boolean counts(Throwable failure) {
			return failure instanceof IllegalStateException
					|| (this == THROWS_ON_ARGUMENT && failure instanceof IllegalArgumentException);
		}

		@Override
		public boolean test(Throwable failure) {
			if (this == THROWS_ON_ARGUMENT && failure instanceof IllegalArgumentException) {
				throw new IllegalStateException("rule");
			}
			return counts(failure);
		}

	}

	/**
	 * Says which results count; what it throws counts as well.
	 */
	enum ResultRule implements Predicate<@Nullable Object> {

		BAD, BAD_AND_NOTHING, THROWS_ON_NOTHING;

		boolean counts(@Nullable Object result) {
			return "bad".equals(result) || (this != BAD && result == null);
		}

		@Override
		public boolean test(@Nullable Object result) {
			if (this == THROWS_ON_NOTHING) {
				return result.equals("bad");
			}
			return counts(result);
		}

	}

}
