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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;
import dev.resilience.retry.RetryBudget;
import dev.resilience.retry.RetryBudgetConfig;

/**
 * The budgets that instances may share, with the settings that each is to have.
 * Immutable; the budgets themselves keep what is left of them, whatever settings say.
 */
final class RetryBudgets {

	static final RetryBudgets NONE = new RetryBudgets(Map.of());

	/** By the uniform form of names. */
	private final Map<String, Shared> byName;

	private RetryBudgets(Map<String, Shared> byName) {
		this.byName = Collections.unmodifiableMap(byName);
	}

	/**
	 * Creates budgets.
	 * @param layers what stands under {@code resilience.retry-budgets}, by the uniform
	 * form of names
	 * @return new budgets
	 */
	static RetryBudgets of(Map<String, Layer> layers) {
		Map<String, Shared> byName = new LinkedHashMap<>();
		layers.forEach((uniform, layer) -> {
			RetryBudgetConfig config = RetryBudgetKeys.shared(layer.settings());
			byName.put(uniform, new Shared(layer.name(), RetryBudget.shared(layer.name(), config), config));
		});
		return new RetryBudgets(byName);
	}

	/**
	 * Returns the budgets of other settings, among them those of these settings that are
	 * still there.
	 * @param other the budgets of the other settings
	 * @return the budgets, which have other settings only when they are
	 * {@linkplain #follow() told so}
	 */
	RetryBudgets replacedBy(RetryBudgets other) {
		Map<String, Shared> kept = new LinkedHashMap<>();
		other.byName.forEach((uniform, shared) -> {
			Shared present = this.byName.get(uniform);
			kept.put(uniform,
					(present != null) ? new Shared(shared.name(), present.budget(), shared.config()) : shared);
		});
		return new RetryBudgets(kept);
	}

	/**
	 * Lets all budgets follow their settings.
	 */
	void follow() {
		this.byName.values().forEach((shared) -> shared.budget().reconfigure(shared.config()));
	}

	/**
	 * Finds a budget.
	 * @param name its name in any spelling
	 * @return the budget
	 * @throws UnusableValueException if there is none
	 */
	RetryBudget find(String name) throws UnusableValueException {
		Shared shared = this.byName.get(InstanceNames.uniform(name));
		if (shared != null) {
			return shared.budget();
		}
		List<String> names = this.byName.values().stream().map(Shared::name).toList();
		throw new UnusableValueException(
				names.isEmpty() ? "names a retry budget, but resilience.retry-budgets holds none"
						: "names none of those under resilience.retry-budgets, which holds " + String.join(", ", names),
				NearestSpelling.of(name, names).map(Remedies::didYouMean).orElse(null));
	}

	/**
	 * Judges whether the budget that settings name is there.
	 * @param settings the settings
	 * @return what is wrong, or {@code null}
	 */
	@Nullable StartupProblem missing(Settings settings) {
		SettingValue<String> name = settings.find(RetryBudgetKeys.NAME);
		if (name == null) {
			return null;
		}
		try {
			find(name.value());
			return null;
		}
		catch (UnusableValueException ex) {
			return PolicyTranslation.unusable(name, ex);
		}
	}

	/**
	 * A budget.
	 *
	 * @param name its name as written
	 * @param budget the budget
	 * @param config the settings that it is to have
	 */
	private record Shared(String name, RetryBudget budget, RetryBudgetConfig config) {

	}

}
