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

package dev.resilience.autoconfigure.idempotency.http;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import dev.resilience.autoconfigure.aop.ExchangeIdempotency;
import dev.resilience.autoconfigure.http.DeadlineAccessor;
import dev.resilience.autoconfigure.http.ExchangeClaims;
import dev.resilience.autoconfigure.http.IdempotencyAccessor;
import dev.resilience.idempotency.IdempotencyContext;
import dev.resilience.idempotency.IdempotentRequest;
import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncWork;
import dev.resilience.policy.Call;
import dev.resilience.policy.Completion;
import dev.resilience.policy.Outcome;
import dev.resilience.policy.PolicyContext;
import dev.resilience.time.Deadline;

/**
 * A reactive exchange that runs under its claim, or is answered from its record. No
 * thread waits for either.
 */
final class ReactiveExchange {

	private final ExchangeIdempotency idempotency;

	private final PolicyContext context;

	private final ExchangeRules rules;

	private final ExchangeClaims claims;

	private final BufferedServerResponse response;

	/** Whether the handler has been called, which counts the call itself. */
	private volatile boolean begun;

	ReactiveExchange(ExchangeIdempotency idempotency, PolicyContext context, ExchangeRules rules, ExchangeClaims claims,
			BufferedServerResponse response) {
		this.idempotency = idempotency;
		this.context = context;
		this.rules = rules;
		this.claims = claims;
		this.response = response;
	}

	/**
	 * Serves the request.
	 * @param request operation, principal, key and fingerprint
	 * @param work the rest of the way to the handler, which writes into the buffered
	 * response
	 * @param replay sends an earlier response
	 * @return completed when the response has left
	 */
	Mono<Void> serve(IdempotentRequest request, Mono<Void> work, Function<StoredExchange, Mono<Void>> replay) {
		return Mono.<Mono<Void>>create((sink) -> {
			AsyncCall call = call(sink.contextView());
			sink.onCancel(call::cancel);
			this.idempotency.policy()
				.executeAsync(request, this.rules.codec(), new Work(work, sink.contextView()), call,
						new End(sink, call, replay));
		}).flatMap((response) -> response);
	}

	private AsyncCall call(ContextView subscriber) {
		Deadline limit = subscriber.<Deadline>getOrEmpty(DeadlineAccessor.KEY).orElse(null);
		if (limit == null) {
			return new AsyncCall(new Call(), this.context);
		}
		Deadline previous = Deadline.adopt(limit);
		try {
			return new AsyncCall(new Call(), this.context);
		}
		finally {
			Deadline.adopt(previous);
		}
	}

	/** The handling of the request. */
	private final class Work implements AsyncWork {

		private final Mono<Void> handling;

		private final ContextView subscriber;

		Work(Mono<Void> handling, ContextView subscriber) {
			this.handling = handling;
			this.subscriber = subscriber;
		}

		@Override
		public void begin(AsyncCall call, Completion completion) {
			Completion once = Completion.once(completion);
			ReactiveExchange outer = ReactiveExchange.this;
			outer.begun = true;
			IdempotencyContext claim = IdempotencyContext.current().orElse(null);
			Disposable running = this.handling.contextWrite((context) -> inExchange(context, claim))
				.subscribe((nothing) -> {
				}, once::failed, () -> once.succeeded(outer.response.snapshot(outer.rules)));
			call.onCancel(() -> {
				running.dispose();
				once.failed(AsyncCall.cancellation());
			});
		}

		private Context inExchange(Context context, @Nullable IdempotencyContext claim) {
			Context known = context.putAll(this.subscriber).put(ExchangeClaims.KEY, ReactiveExchange.this.claims);
			return (claim != null) ? known.put(IdempotencyAccessor.KEY, claim) : known;
		}

	}

	/** What the client is told, after the record has been written. */
	private final class End implements Completion {

		private final MonoSink<Mono<Void>> sink;

		private final AsyncCall call;

		private final Function<StoredExchange, Mono<Void>> replay;

		End(MonoSink<Mono<Void>> sink, AsyncCall call, Function<StoredExchange, Mono<Void>> replay) {
			this.sink = sink;
			this.call = call;
			this.replay = replay;
		}

		@Override
		public void succeeded(@Nullable Object result) {
			ReactiveExchange outer = ReactiveExchange.this;
			if (this.call.facts().source().equals(Outcome.Source.REPLAY) && result instanceof StoredExchange stored) {
				outer.idempotency.replayed();
				this.sink.success(this.replay.apply(stored));
			}
			else {
				this.sink.success(outer.response.send());
			}
		}

		@Override
		public void failed(Throwable failure) {
			if (!ReactiveExchange.this.begun) {
				ReactiveExchange.this.idempotency.refused();
			}
			this.sink.error(failure);
		}

	}

}
