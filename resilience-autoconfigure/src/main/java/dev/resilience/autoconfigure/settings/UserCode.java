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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.idempotency.OutcomeRecovery;
import dev.resilience.retry.AttemptAdjuster;
import dev.resilience.retry.RetryBudget;
import dev.resilience.retry.RetryBudgetConfig;
import dev.resilience.retry.RetryHook;
import dev.resilience.retry.WaitFunction;

/**
 * Makes predicates, functions and hooks of what settings name. A reference yields the
 * same object each time, so that settings that say the same are equal. Thread-safe.
 */
final class UserCode {

	private final CodeBeans beans;

	private final Map<Use, Object> made;

	/**
	 * {@code null} for judging settings on their own: every name is taken to be right.
	 */
	private final @Nullable RetryBudgets retryBudgets;

	UserCode(CodeBeans beans) {
		this(beans, new ConcurrentHashMap<>(), null);
	}

	private UserCode(CodeBeans beans, Map<Use, Object> made, @Nullable RetryBudgets retryBudgets) {
		this.beans = beans;
		this.made = made;
		this.retryBudgets = retryBudgets;
	}

	/**
	 * Returns the same code with other budgets.
	 * @param retryBudgets the budgets that settings may name
	 * @return the code
	 */
	UserCode with(RetryBudgets retryBudgets) {
		return new UserCode(this.beans, this.made, retryBudgets);
	}

	/**
	 * Returns the budgets that settings may name.
	 * @return the budgets
	 */
	RetryBudgets retryBudgets() {
		return (this.retryBudgets != null) ? this.retryBudgets : RetryBudgets.NONE;
	}

	/**
	 * Finds a budget that instances share.
	 * @param name its name
	 * @return the budget
	 * @throws UnusableValueException if there is no such budget
	 */
	RetryBudget retryBudget(String name) throws UnusableValueException {
		return (this.retryBudgets != null) ? this.retryBudgets.find(name)
				: RetryBudget.shared(name, RetryBudgetConfig.defaults());
	}

	/**
	 * Looks for the beans that settings name.
	 * @param settings the settings
	 * @return what is named and does not exist, or has another type
	 */
	List<StartupProblem> missing(Settings settings) {
		List<StartupProblem> problems = new ArrayList<>();
		for (SettingKey<?> key : settings.keys()) {
			SettingValue<?> value = settings.find(key);
			if (key.type() instanceof CodeType type && value != null
					&& value.value() instanceof CodeReference reference) {
				try {
					code(reference, type.role());
				}
				catch (UnusableValueException ex) {
					problems.add(PolicyTranslation.unusable(value, ex));
				}
			}
		}
		return problems;
	}

	@SuppressWarnings("unchecked") // the role is part of the key
	private <F> F make(CodeReference reference, CodeRole role, Function<Code, F> maker) throws UnusableValueException {
		Use use = new Use(reference, role);
		Object present = this.made.get(use);
		if (present == null) {
			F made = maker.apply(code(reference, role));
			Object earlier = this.made.putIfAbsent(use, made);
			present = (earlier != null) ? earlier : made;
		}
		return (F) present;
	}

	private Code code(CodeReference reference, CodeRole role) throws UnusableValueException {
		Object given = reference.code();
		CodeExpression expression = reference.expression();
		if (given != null) {
			return new Code(reference.text(), () -> given, Object.class, null);
		}
		return (expression != null) ? new Code(reference.text(), () -> expression, Object.class, expression)
				: this.beans.find(reference.text(), role);
	}

	/**
	 * Makes a condition for results.
	 * @param reference names it
	 * @return the condition
	 * @throws UnusableValueException if there is no such bean
	 */
	Predicate<@Nullable Object> resultCondition(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.RESULT_CONDITION, (code) -> code::holds);
	}

	/**
	 * Makes a rule by which results open a circuit.
	 * @param reference names it
	 * @return for how long a result opens the circuit
	 * @throws UnusableValueException if there is no such bean
	 */
	Function<@Nullable Object, @Nullable Duration> openingResult(CodeReference reference)
			throws UnusableValueException {
		return make(reference, CodeRole.OPENING_RESULT, (code) -> code::opening);
	}

	/**
	 * Makes a rule by which failures open a circuit.
	 * @param reference names it
	 * @return for how long a failure opens the circuit
	 * @throws UnusableValueException if there is no such bean
	 */
	Function<Throwable, @Nullable Duration> openingFailure(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.OPENING_FAILURE, (code) -> code::opening);
	}

	/**
	 * Makes a function that decides how long to wait.
	 * @param reference names it
	 * @return the function
	 * @throws UnusableValueException if there is no such bean
	 */
	WaitFunction waitFunction(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.WAIT_FUNCTION, (code) -> (attempt, result, failure,
				computed) -> ((WaitFunction) code.target().get()).waitAfter(attempt, result, failure, computed));
	}

	/**
	 * Makes a hook.
	 * @param reference names it
	 * @return the hook
	 * @throws UnusableValueException if there is no such bean
	 */
	RetryHook retryHook(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.RETRY_HOOK, (code) -> (attempt, failure,
				wait) -> ((RetryHook) code.target().get()).attemptFailed(attempt, failure, wait));
	}

	/**
	 * Makes what changes the terms of further attempts.
	 * @param reference names it
	 * @return the adjuster
	 * @throws UnusableValueException if there is no such bean
	 */
	AttemptAdjuster attemptAdjuster(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.ATTEMPT_ADJUSTER,
				(code) -> (request) -> ((AttemptAdjuster) code.target().get()).adjust(request));
	}

	/**
	 * Makes what finds out what became of abandoned calls.
	 * @param reference names it
	 * @return the recovery
	 * @throws UnusableValueException if there is no such bean
	 */
	OutcomeRecovery outcomeRecovery(CodeReference reference) throws UnusableValueException {
		return make(reference, CodeRole.OUTCOME_RECOVERY,
				(code) -> (abandoned) -> ((OutcomeRecovery) code.target().get()).recover(abandoned));
	}

	/**
	 * Code that judges outcomes, or is told of them.
	 *
	 * @param text how settings name it
	 * @param target fetches it
	 * @param takes the type of outcomes that it takes
	 * @param expression the expression that it is, or {@code null} if it is none
	 */
	record Code(String text, Supplier<?> target, Class<?> takes, @Nullable CodeExpression expression) {

		boolean holds(@Nullable Object outcome) {
			Object answer = answer(outcome);
			if (answer instanceof Boolean holds) {
				return holds;
			}
			throw new IllegalStateException(this.text + " yields " + described(answer) + ", must be true or false");
		}

		@Nullable Duration opening(@Nullable Object outcome) {
			Object answer = answer(outcome);
			if (answer == null || answer instanceof Duration) {
				return (Duration) answer;
			}
			if (answer instanceof Boolean opens) {
				return opens ? Duration.ZERO : null;
			}
			throw new IllegalStateException(
					this.text + " yields " + described(answer) + ", must be true, false, a duration or nothing");
		}

		// An instance may serve methods of other types than the code was written for
		@SuppressWarnings("unchecked")
		private @Nullable Object answer(@Nullable Object outcome) {
			if (this.expression != null) {
				return this.expression.valueFor(outcome);
			}
			if (outcome != null && !this.takes.isInstance(outcome)) {
				return false;
			}
			Object code = this.target.get();
			return (code instanceof Predicate<?>) ? ((Predicate<@Nullable Object>) code).test(outcome)
					: ((Function<@Nullable Object, @Nullable Object>) code).apply(outcome);
		}

		private static String described(@Nullable Object answer) {
			return (answer != null) ? "a " + answer.getClass().getName() : "nothing";
		}

	}

	/**
	 * A reference in one of its roles.
	 *
	 * @param reference the reference
	 * @param role the role
	 */
	private record Use(CodeReference reference, CodeRole role) {

	}

}
