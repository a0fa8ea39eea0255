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

package dev.resilience.autoconfigure.reactive;

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.resilience.KeyedResilience;
import dev.resilience.Resilience;
import dev.resilience.pipeline.Pipeline;
import dev.resilience.policy.PolicyType;

/**
 * Protects the publishers of Reactor with the policies of an instance, each time somebody
 * subscribes: <pre>{@code
 * mono.transform(ReactiveResilience.of(payments)::protectMono)
 * }</pre> A repeated attempt subscribes again, so the work must begin with the
 * subscription. Permits are held until the source has terminated. Safe for use by many
 * threads.
 */
public final class ReactiveResilience {

	private final Supplier<Pipeline> pipeline;

	private final @Nullable String key;

	private ReactiveResilience(Supplier<Pipeline> pipeline, @Nullable String key) {
		this.pipeline = pipeline;
		this.key = key;
	}

	/**
	 * Returns the operators of an instance.
	 * @param resilience the instance
	 * @return the operators
	 */
	public static ReactiveResilience of(Resilience resilience) {
		return new ReactiveResilience(resilience::pipeline, null);
	}

	/**
	 * Returns the operators of one key of an instance.
	 * @param resilience the instance by key
	 * @param key the key whose gates calls pass; {@code null} for those of the instance
	 * itself
	 * @return the operators
	 */
	public static ReactiveResilience of(KeyedResilience resilience, @Nullable String key) {
		return new ReactiveResilience(resilience::pipeline, key);
	}

	/**
	 * Protects a {@link Mono}. Its value is passed on once it has completed, so that the
	 * value of a failed attempt is never seen.
	 * @param <T> the type of the value
	 * @param source what every attempt subscribes to
	 * @return the protected publisher
	 */
	public <T> Mono<T> protectMono(Mono<T> source) {
		return Mono.from(protect(source, false));
	}

	/**
	 * Protects a {@link Flux}. Values are passed on as they come. What fails after the
	 * first value is neither repeated nor answered by a fallback.
	 * @param <T> the type of the values
	 * @param source what every attempt subscribes to
	 * @return the protected publisher
	 */
	public <T> Flux<T> protectFlux(Flux<T> source) {
		return Flux.from(protect(source, true));
	}

	private <T> Publisher<T> protect(Publisher<T> source, boolean multiValue) {
		return new ProtectedPublisher<>(this.pipeline, () -> new Subscribing(source, this.key), multiValue);
	}

	/** A call whose attempts subscribe to the same publisher. */
	private static final class Subscribing extends ReactiveCall {

		private final Publisher<?> source;

		private final @Nullable String key;

		Subscribing(Publisher<?> source, @Nullable String key) {
			this.source = source;
			this.key = key;
		}

		@Override
		public @Nullable String key(PolicyType gate) {
			return this.key;
		}

		@Override
		protected @Nullable Object nextSource() {
			return this.source;
		}

	}

}
