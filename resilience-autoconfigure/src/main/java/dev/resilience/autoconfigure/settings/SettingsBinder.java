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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

import dev.resilience.InstanceNames;
import dev.resilience.policy.PolicyType;

/**
 * Reads everything below {@code resilience} strictly: what is not in the catalog, cannot
 * be converted or contradicts its neighbours is a problem, and all problems are reported
 * at once.
 */
public final class SettingsBinder {

	private static final String ROOT = "resilience.";

	private final @Nullable ClassLoader classLoader;

	private final StartupProblems problems = new StartupProblems();

	/** Unknown paths that were reported: one report does for everything below. */
	private final Set<String> unknown = new HashSet<>();

	private final LayerDraft globals = new LayerDraft(ROOT, "");

	private final FailureRuleKeys failureRules = new FailureRuleKeys();

	private final LayerDraft defaults = new LayerDraft(ROOT, Scope.DEFAULTS.property());

	private final Map<String, LayerDraft> templates = new LinkedHashMap<>();

	private final Map<String, LayerDraft> instances = new LinkedHashMap<>();

	private final Map<String, LayerDraft> retryBudgets = new LinkedHashMap<>();

	private SettingsBinder(@Nullable ClassLoader classLoader) {
		this.classLoader = classLoader;
	}

	/**
	 * Reads the settings of an environment.
	 * @param environment the environment
	 * @return the settings
	 * @throws InvalidSettingsException listing everything that is wrong in all sources
	 */
	public static ResilienceSettings bind(Environment environment) {
		return bind(environment, ClassUtils.getDefaultClassLoader());
	}

	/**
	 * Reads the settings of an environment.
	 * @param environment the environment
	 * @param classLoader loads the classes that settings name
	 * @return the settings
	 * @throws InvalidSettingsException listing everything that is wrong in all sources
	 */
	public static ResilienceSettings bind(Environment environment, @Nullable ClassLoader classLoader) {
		SettingsBinder binder = new SettingsBinder(classLoader);
		PropertyScan scan = new PropertyScan(environment);
		scan.list().forEach(binder::place);
		scan.ask(binder.knownPaths()).forEach(binder::place);
		return binder.settings();
	}

	/**
	 * Reads a live change of an instance as strictly as the environment.
	 * @param name the name of the instance as it is known
	 * @param text the settings below the instance as the text of a properties file
	 * @param origin where they come from
	 * @param problems takes everything that is wrong with the text
	 * @return the settings that can be read
	 */
	static Settings bindLive(String name, String text, String origin, StartupProblems problems) {
		SettingsBinder binder = new SettingsBinder(ClassUtils.getDefaultClassLoader());
		String prefix = ROOT + Scope.INSTANCES.property() + "." + name + ".";
		// Alone in its environment: what a placeholder would resolve to is nothing to
		// show to who may write settings
		new PropertyScan(PropertiesText.parse(text, prefix, binder.problems::add).environment(origin)).list()
			.forEach(binder::place);
		Settings layer = Settings.empty();
		for (LayerDraft draft : binder.instances.values()) {
			layer = layer.overlay(binder.read(draft));
		}
		problems.addAll(binder.problems.found());
		return layer;
	}

	/**
	 * Judges a live change by the layers on which it stands.
	 * @param layers the layers
	 * @param name the name of the instance
	 * @param live the live change
	 * @return what is wrong
	 */
	static List<StartupProblem> judgeLive(SettingsLayers layers, String name, Settings live) {
		SettingsBinder binder = new SettingsBinder(ClassUtils.getDefaultClassLoader());
		binder.template(live, layers.templates());
		binder.retryBudget(live, layers.code().retryBudgets());
		binder.problems.collect(() -> {
			binder.problems.addAll(Contradictions.within(live, layers.below(name, live)));
			return name;
		});
		return binder.problems.found();
	}

	private void place(FoundProperty property) {
		if (this.failureRules.takes(property)) {
			LayerDraft rule = this.failureRules.draft(property);
			if (rule != null) {
				placeKey(rule, FailureRuleKeys.CATALOG, this.failureRules.below(property), property);
			}
			return;
		}
		List<String> path = property.path();
		Scope scope = path.isEmpty() ? null : Scope.find(path.get(0)).orElse(null);
		if (scope == null) {
			placeKey(this.globals, GlobalKeys.CATALOG, path, property);
		}
		else if (!scope.isNamed()) {
			placeKey(this.defaults, SettingKeys.CATALOG, path.subList(1, path.size()), property);
		}
		else if (path.size() == 1) {
			if (!property.isBlank()) {
				noValue(ROOT + scope.property(), property, null);
			}
		}
		else {
			placeNamed(scope, property);
		}
	}

	private void placeNamed(Scope scope, FoundProperty property) {
		List<String> path = property.path();
		int keyAt = property.environmentVariable() ? keyAt(scope.catalog(), path) : 2;
		String name = String.join("-", path.subList(1, keyAt));
		if (!InstanceNames.isLegal(name)) {
			unknown(ROOT + scope.property() + "." + name, null, property.origin(), NameType.ILLEGAL, null);
			return;
		}
		LayerDraft draft = drafts(scope).computeIfAbsent(InstanceNames.uniform(name),
				(unknown) -> new LayerDraft(ROOT + scope.property() + ".", name));
		draft.spelled(name, property.environmentVariable());
		placeKey(draft, scope.catalog(), path.subList(keyAt, path.size()), property);
	}

	/**
	 * Returns where the name of an instance ends in an environment variable, which spells
	 * dots and dashes alike.
	 * @param catalog the keys that may follow
	 * @param path the elements of the variable
	 * @return the index of the first element of the key
	 */
	private static int keyAt(KeyCatalog catalog, List<String> path) {
		for (int i = 2; i < path.size(); i++) {
			if (catalog.find(String.join("", path.subList(i, path.size()))).isPresent()) {
				return i;
			}
		}
		for (int i = 2; i < path.size(); i++) {
			if (catalog.nearestKey(String.join("", path.subList(i, path.size()))).isPresent()) {
				return i;
			}
		}
		return 2;
	}

	private void placeKey(LayerDraft draft, KeyCatalog catalog, List<String> path, FoundProperty property) {
		Optional<SettingKey<?>> key = catalog.find(String.join(".", path));
		if (key.isPresent()) {
			StartupProblem problem = draft.add(key.get(), property);
			if (problem != null) {
				this.problems.add(problem);
			}
		}
		else if (path.isEmpty() || catalog.isGroup(path)) {
			placeGroup(draft, catalog, path, property);
		}
		else if (property.environmentVariable()) {
			String suggestion = catalog.nearestKey(String.join("", path))
				.map((nearest) -> Remedies.didYouMean(variable(draft.prefix() + nearest.path())))
				.orElse(null);
			unknown(draft.prefix() + String.join(".", path), property.text(), property.origin(), "is no known setting",
					suggestion);
		}
		else {
			int length = catalog.unknownLength(path);
			unknown(draft.prefix() + String.join(".", path.subList(0, length)),
					(length == path.size()) ? property.text() : null, property.origin(), "is no known setting",
					Remedies.forUnknown(draft, catalog, path));
		}
	}

	private void placeGroup(LayerDraft draft, KeyCatalog catalog, List<String> path, FoundProperty property) {
		if (!property.isBlank()) {
			noValue(path.isEmpty() ? draft.prefix().substring(0, draft.prefix().length() - 1)
					: draft.prefix() + String.join(".", path), property, Remedies.forGroup(catalog, path));
			return;
		}
		// A block may stand empty, which switches its policy on with nothing but defaults
		for (PolicyType policy : PolicyType.values()) {
			if (SettingKey.uniform(policy.property()).equals(SettingKey.uniform(String.join(".", path)))) {
				draft.block(policy);
			}
		}
	}

	private void noValue(String place, FoundProperty property, @Nullable String suggestion) {
		this.problems.add(new StartupProblem(place, property.text(), property.origin(),
				"is a group of settings and has no value of its own", suggestion));
	}

	private void unknown(String place, @Nullable String value, String origin, String reason,
			@Nullable String suggestion) {
		if (this.unknown.add(place)) {
			this.problems.add(new StartupProblem(place, value, origin, reason, suggestion));
		}
	}

	private List<String> knownPaths() {
		List<String> paths = new ArrayList<>();
		GlobalKeys.CATALOG.keys().forEach((key) -> paths.add(key.path()));
		List<LayerDraft> drafts = new ArrayList<>(List.of(this.defaults));
		drafts.addAll(this.templates.values());
		drafts.addAll(this.instances.values());
		drafts.forEach((draft) -> addPaths(draft, SettingKeys.CATALOG, paths));
		this.retryBudgets.values().forEach((draft) -> addPaths(draft, RetryBudgetKeys.SHARED, paths));
		return paths;
	}

	private static void addPaths(LayerDraft draft, KeyCatalog catalog, List<String> paths) {
		String prefix = InstanceNames.uniform(draft.prefix().substring(ROOT.length()));
		catalog.keys().forEach((key) -> paths.add(prefix + key.path()));
	}

	private ResilienceSettings settings() {
		Settings globalSettings = read(this.globals);
		Settings defaultSettings = read(this.defaults);
		FailureRuleProperties rules = this.failureRules.properties(this::read, this.problems::add);
		Map<String, Layer> templateLayers = layers(this.templates);
		Map<String, Layer> instanceLayers = layers(this.instances);
		RetryBudgets budgets = RetryBudgets.of(layers(this.retryBudgets));
		retryBudget(defaultSettings, budgets);
		noTemplate(defaultSettings, "Only an instance can name a template.");
		this.problems.addAll(Contradictions.within(defaultSettings, Settings.empty()));
		for (Layer template : templateLayers.values()) {
			noTemplate(template.settings(), "Templates do not nest.");
			retryBudget(template.settings(), budgets);
			this.problems.addAll(Contradictions.within(template.settings(), defaultSettings));
		}
		for (Layer instance : instanceLayers.values()) {
			retryBudget(instance.settings(), budgets);
			Settings template = template(instance.settings(), templateLayers);
			this.problems.addAll(Contradictions.within(instance.settings(), defaultSettings.overlay(template)));
		}
		throwIfAny();
		return new ResilienceSettings(new SettingsLayers(GlobalKeys.globals(globalSettings).with(rules),
				defaultSettings, templateLayers, instanceLayers, new CustomLayers(this.classLoader, List::of),
				new UserCode(CodeBeans.UNKNOWN).with(budgets), Map.of()));
	}

	private void throwIfAny() {
		List<StartupProblem> found = this.problems.found();
		if (!found.isEmpty()) {
			throw new InvalidSettingsException(found);
		}
	}

	private Map<String, Layer> layers(Map<String, LayerDraft> drafts) {
		Map<String, Layer> layers = new LinkedHashMap<>();
		drafts.forEach((uniform, draft) -> layers.put(uniform, new Layer(draft.name(), read(draft))));
		return layers;
	}

	private Settings read(LayerDraft draft) {
		return draft.settings(this.classLoader, this.problems::add);
	}

	private void noTemplate(Settings settings, String suggestion) {
		SettingValue<String> template = settings.find(SettingKeys.TEMPLATE);
		if (template != null) {
			this.problems.add(new StartupProblem(template.property(), template.text(), template.origin(),
					"cannot be set here", suggestion));
		}
	}

	private void retryBudget(Settings settings, RetryBudgets budgets) {
		StartupProblem missing = budgets.missing(settings);
		if (missing != null) {
			this.problems.add(missing);
		}
	}

	private Settings template(Settings instance, Map<String, Layer> templateLayers) {
		SettingValue<String> name = instance.find(SettingKeys.TEMPLATE);
		if (name == null) {
			return Settings.empty();
		}
		Layer template = templateLayers.get(InstanceNames.uniform(name.value()));
		if (template != null) {
			return template.settings();
		}
		List<String> names = templateLayers.values().stream().map(Layer::name).toList();
		this.problems.add(new StartupProblem(name.property(), name.text(), name.origin(),
				names.isEmpty() ? "names a template, but resilience.templates holds none"
						: "names no template under resilience.templates, which holds " + String.join(", ", names),
				NearestSpelling.of(name.value(), names).map(Remedies::didYouMean).orElse(null)));
		return Settings.empty();
	}

	private Map<String, LayerDraft> drafts(Scope scope) {
		return switch (scope) {
			case TEMPLATES -> this.templates;
			case RETRY_BUDGETS -> this.retryBudgets;
			case INSTANCES, DEFAULTS -> this.instances;
		};
	}

	private static String variable(String property) {
		return property.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT);
	}

}
