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

package dev.resilience.autoconfigure.soak;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import dev.resilience.ResilientExecutor;
import dev.resilience.autoconfigure.reactive.ReactiveResilience;

/**
 * The ways to call something that is protected.
 */
enum SoakShape {

	BLOCKING {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> instance.target().blocking(task));
		}
	},
	STAGE {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) throws Exception {
			return instance.target().stage(task).toCompletableFuture();
		}
	},
	FUTURE {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) throws Exception {
			Future<String> future = instance.target().future(task);
			return (CompletableFuture<String>) future;
		}
	},
	MONO {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) throws Exception {
			return instance.target().mono(task).toFuture();
		}
	},
	FLUX {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) throws Exception {
			return joined(instance.target().flux(task).limitRate(1));
		}
	},
	UNDECIDED {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			Object result;
			try {
				result = instance.target().undecided(task);
			}
			catch (Exception ex) {
				return CompletableFuture.failedFuture(ex);
			}
			if (result instanceof CompletionStage<?> stage) {
				return stage.toCompletableFuture();
			}
			return (result instanceof Mono<?> mono) ? mono.toFuture() : CompletableFuture.completedFuture(result);
		}
	},
	CALL {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> instance.resilience().call(task::blocking));
		}
	},
	CALL_ASYNC {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return instance.resilience().callAsync(task::stage);
		}
	},
	ATTEMPT {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> instance.resilience().attempt(task::blocking));
		}
	},
	ATTEMPT_ASYNC {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return instance.resilience().attemptAsync(task::stage);
		}
	},
	EXECUTOR {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> executor.execute(instance.name(), task::blocking));
		}
	},
	EXECUTOR_ASYNC {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return executor.executeAsync(instance.name(), task::stage);
		}
	},
	PROTECTED_MONO {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			Mono<String> source = Mono.defer(() -> published(task::mono));
			return ReactiveResilience.of(instance.resilience()).protectMono(source).toFuture();
		}
	},
	PROTECTED_FLUX {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			Flux<String> source = Flux.defer(() -> published(task::flux));
			return joined(ReactiveResilience.of(instance.resilience()).protectFlux(source));
		}
	},
	KEYED {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> instance.resilience().keyed().call(task.key(), task::blocking));
		}
	},
	KEYED_ASYNC {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return instance.resilience().keyed().callAsync(task.key(), task::stage);
		}
	},
	KEYED_ATTEMPT {
		@Override
		CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor) {
			return ended(() -> instance.resilience().keyed().attempt(task.key(), task::blocking));
		}
	};

	/** Methods with annotations. */
	static final Set<SoakShape> ANNOTATED = EnumSet.range(BLOCKING, UNDECIDED);

	/** Annotated methods that return one value, as idempotent ones must. */
	static final Set<SoakShape> OF_ONE_VALUE = EnumSet.of(BLOCKING, STAGE, FUTURE, MONO, UNDECIDED);

	/** Calls of an instance that is named in code. */
	static final Set<SoakShape> BY_NAME = EnumSet.range(CALL, PROTECTED_FLUX);

	/** Calls of an instance that keeps gates by key. */
	static final Set<SoakShape> BY_KEY = EnumSet.range(KEYED, KEYED_ATTEMPT);

	/** Calls by the executor alone. */
	static final Set<SoakShape> BY_EXECUTOR = EnumSet.of(EXECUTOR, EXECUTOR_ASYNC);

	/**
	 * Makes one call.
	 * @param instance what is called
	 * @param task what the target does
	 * @param executor calls instances by their names
	 * @return the call, which can be cancelled
	 * @throws Exception if the call throws where it should return something that fails
	 */
	abstract CompletableFuture<?> call(SoakInstance instance, SoakTask task, ResilientExecutor executor)
			throws Exception;

	private static CompletableFuture<?> joined(Flux<String> parts) {
		return parts.collectList().map((all) -> String.join("", all)).toFuture();
	}

	private static <P> P published(Callable<P> source) {
		try {
			return source.call();
		}
		catch (Exception ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw Exceptions.propagate(ex);
		}
	}

	private static CompletableFuture<?> ended(Blocking call) {
		try {
			return CompletableFuture.completedFuture(call.run());
		}
		catch (Exception ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** A call that has ended when it returns. */
	private interface Blocking {

		Object run() throws Exception;

	}

}
