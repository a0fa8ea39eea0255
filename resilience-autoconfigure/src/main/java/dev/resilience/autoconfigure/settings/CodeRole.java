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

import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.OutcomeRecovery;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.RetryHook;
import dev.resilience.retry.WaitFunction;

/**
 * What user code is for that a setting names.
 */
enum CodeRole {

	/** Tells whether a result counts. */
	RESULT_CONDITION("result", Predicate.class),

	/** Tells whether, or for how long, a result opens a circuit. */
	OPENING_RESULT("result", Predicate.class, Function.class),

	/** Tells whether, or for how long, a failure opens a circuit. */
	OPENING_FAILURE("failure", Predicate.class, Function.class),

	/** Tells how long to wait. */
	WAIT_FUNCTION(null, WaitFunction.class),

	/** Is told of failed attempts. */
	RETRY_HOOK(null, RetryHook.class),

	/** Changes the terms of further attempts. */
	ATTEMPT_ADJUSTER(null, AttemptAdjuster.class),

	/** Finds out what became of abandoned calls. */
	OUTCOME_RECOVERY(null, OutcomeRecovery.class);

	private final @Nullable String variable;

	private final List<Class<?>> types;

	CodeRole(@Nullable String variable, Class<?>... types) {
		this.variable = variable;
		this.types = List.of(types);
	}

	/**
	 * Returns the variable of expressions.
	 * @return its name without {@code #}, or {@code null} where no expression will do
	 */
	@Nullable String variable() {
		return this.variable;
	}

	/**
	 * Returns the types of which a bean must have one.
	 * @return the types
	 */
	List<Class<?>> types() {
		return this.types;
	}

	/**
	 * Returns what a bean must be, without the article.
	 * @return the names of the types
	 */
	String typeNames() {
		return this.types.stream().map(Class::getSimpleName).collect(Collectors.joining(" or "));
	}

	/**
	 * Returns what is legal.
	 * @return what a value must be
	 */
	String expected() {
		String types = typeNames();
		String article = ("AEIOU".indexOf(types.charAt(0)) >= 0) ? "an " : "a ";
		String bean = "the name of " + article + types + " bean";
		return (this.variable != null) ? bean + ", or an expression over #" + this.variable : bean;
	}

}
