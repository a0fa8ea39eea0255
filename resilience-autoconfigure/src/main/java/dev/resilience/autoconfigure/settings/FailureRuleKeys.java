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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationRule;
import dev.resilience.classification.Effect;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Retryable;

/**
 * The settings of the rules below {@code resilience.classification.rules}, a list whose
 * entries have settings of their own. The list of the strongest source counts as a whole.
 */
final class FailureRuleKeys {

	static final KeyCatalog CATALOG = new KeyCatalog();

	private static final String PARENT = "resilience.classification.";

	private static final List<String> PATH = List.of("classification", "rules");

	private static final SettingKey<String> MATCH = add("match",
			TextType.any("the name of a class, a code such as SQLSTATE 40001 or HTTP 429, or keyword:..."),
			Bounds.none());

	private static final SettingKey<FailureCategory> CATEGORY = add("category", ChoiceType.of(FailureCategory.class),
			Bounds.none());

	private static final SettingKey<String> SUBTYPE = add("subtype", TextType.any("a name"), Bounds.none());

	// In YAML yes and no are truth values
	private static final SettingKey<Retryable> RETRYABLE = add("retryable",
			ChoiceType.of(Retryable.class).orSay("true", Retryable.YES).orSay("false", Retryable.NO), Bounds.none());

	private static final SettingKey<Effect> EFFECT = add("effect", ChoiceType.of(Effect.class), Bounds.none());

	private static final SettingKey<Boolean> SPEAKS_AGAINST_TARGET = add("speaks-against-target", ScalarType.BOOLEAN,
			Bounds.none());

	private static final SettingKey<Duration> RETRY_AFTER = add("retry-after", ScalarType.DURATION,
			Bounds.notNegative());

	private static final SettingKey<Double> CONFIDENCE = add("confidence", ScalarType.DOUBLE, Bounds.within(0, 1));

	private final SortedMap<Integer, LayerDraft> drafts = new TreeMap<>();

	private int source = Integer.MAX_VALUE;

	/**
	 * Returns the path of the list below {@code resilience}.
	 * @return the path
	 */
	static String path() {
		return String.join(".", PATH);
	}

	/**
	 * Returns whether a property is about these rules.
	 * @param property the property
	 * @return whether it stands in the list, or is the list and empty
	 */
	boolean takes(FoundProperty property) {
		List<String> path = property.path();
		boolean below = path.size() >= PATH.size() && PATH.equals(uniform(path.subList(0, PATH.size())));
		return below && ((path.size() == PATH.size()) ? property.isBlank() : isNumber(path.get(PATH.size())));
	}

	/**
	 * Returns the draft of the rule to which a property belongs.
	 * @param property a property that {@link #takes} has taken
	 * @return the draft, or {@code null} if the property says nothing
	 */
	@Nullable LayerDraft draft(FoundProperty property) {
		if (property.path().size() == PATH.size() || property.source() > this.source) {
			return null;
		}
		if (property.source() < this.source) {
			this.drafts.clear();
			this.source = property.source();
		}
		int index = Integer.parseInt(property.path().get(PATH.size()));
		return this.drafts.computeIfAbsent(index, (unknown) -> new LayerDraft(PARENT, "rules[" + index + "]"));
	}

	/**
	 * Returns the path of a property below its rule.
	 * @param property a property that {@link #takes} has taken
	 * @return the path
	 */
	List<String> below(FoundProperty property) {
		return property.path().subList(PATH.size() + 1, property.path().size());
	}

	/**
	 * Reads the rules.
	 * @param reader reads the values of a draft
	 * @param problems takes what is wrong
	 * @return the legal rules
	 */
	FailureRuleProperties properties(Function<LayerDraft, Settings> reader, Consumer<StartupProblem> problems) {
		List<FailureRuleProperties.Rule> rules = new ArrayList<>();
		this.drafts.values().forEach((draft) -> {
			String place = draft.prefix().substring(0, draft.prefix().length() - 1);
			List<StartupProblem> found = new ArrayList<>();
			FailureRuleProperties.Rule rule = rule(place, reader.apply(draft), draft, found);
			found.forEach(problems);
			if (rule != null) {
				rules.add(rule);
			}
		});
		return new FailureRuleProperties(rules);
	}

	private static FailureRuleProperties.@Nullable Rule rule(String place, Settings settings, LayerDraft draft,
			List<StartupProblem> problems) {
		SettingValue<String> match = settings.find(MATCH);
		SettingValue<FailureCategory> category = settings.find(CATEGORY);
		if (match == null && !draft.mentions(MATCH)) {
			problems.add(StartupProblem.at(place, "has no match",
					"Say what it matches: the name of a class, a code such as SQLSTATE 40001, or keyword:..."));
		}
		if (category == null && !draft.mentions(CATEGORY)) {
			problems.add(StartupProblem.at(place, "has no category",
					"Say what kind of failure it is, such as category: unavailable."));
		}
		if (match == null || category == null) {
			return null;
		}
		Classification meaning = meaning(place, category.value(), settings);
		try {
			ClassificationRule.of(match.value(), meaning);
		}
		catch (IllegalArgumentException ex) {
			problems.add(new StartupProblem(match.property(), match.text(), match.origin(),
					"is neither the name of a class nor a code nor a keyword",
					"Write com.acme.BusyException, SQLSTATE 40001, SQLSTATE 08xxx, HTTP 429, HTTP 5xx, GRPC ABORTED,"
							+ " MYSQL 1205 or keyword:overloaded."));
			return null;
		}
		return new FailureRuleProperties.Rule(match.value(), meaning, match.origin());
	}

	private static Classification meaning(String place, FailureCategory category, Settings settings) {
		Classification.Builder meaning = Classification.builder(category)
			.ruleId(place.substring(PARENT.length()))
			.retryAfter(settings.get(RETRY_AFTER));
		apply(settings, SUBTYPE, meaning::subtype);
		apply(settings, RETRYABLE, meaning::retryable);
		apply(settings, EFFECT, meaning::effect);
		apply(settings, SPEAKS_AGAINST_TARGET, meaning::speaksAgainstTarget);
		apply(settings, CONFIDENCE, meaning::confidence);
		return meaning.build();
	}

	private static <T> void apply(Settings settings, SettingKey<T> key, Consumer<T> setter) {
		T value = settings.get(key);
		if (value != null) {
			setter.accept(value);
		}
	}

	private static List<String> uniform(List<String> path) {
		return path.stream().map(SettingKey::uniform).toList();
	}

	private static boolean isNumber(String element) {
		return element.length() <= 4 && element.chars().allMatch(Character::isDigit);
	}

	private static <T> SettingKey<T> add(String path, SettingType<T> type, Bounds<? super T> bounds) {
		return CATALOG.add(new SettingKey<>(path, null, type, bounds));
	}

}
