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

package dev.resilience.autoconfigure.diagnosis;

import java.io.Reader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.Impact;
import dev.resilience.classification.RecoveryStrategy;
import dev.resilience.diagnosis.FailureCondition;
import dev.resilience.diagnosis.FailurePattern;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * Reads one file of known patterns, and collects everything that is wrong with it. The
 * file is never turned into objects, so that no tag of it loads a class.
 */
final class KnowledgeReader {

	private static final List<String> ENTRY = List.of("id", "match", "cause", "confidence", "impact", "steps",
			"alternatives", "runbook");

	private static final List<String> MATCH = List.of("signature", "rule", "code", "type", "message", "instance",
			"category");

	private static final List<String> STEP = List.of("strategy", "action", "action-id", "automatic", "precondition",
			"expected-effect", "runbook");

	private static final double DEFAULT_CONFIDENCE = 0.8;

	private final YamlPlace file;

	private final Set<String> ids = new HashSet<>();

	KnowledgeReader(String location, String name, StartupProblems problems) {
		this.file = new YamlPlace(location, name, "", problems);
	}

	List<FailurePattern> read(Reader reader) {
		Node root;
		try {
			root = new Yaml(new SafeConstructor(new LoaderOptions())).compose(reader);
		}
		catch (MarkedYAMLException ex) {
			this.file.report(ex.getProblemMark(), "is no YAML: " + ex.getProblem(), null);
			return List.of();
		}
		if (root == null) {
			return List.of();
		}
		if (!(root instanceof SequenceNode entries)) {
			this.file.report(root.getStartMark(), "must be a list of entries, each beginning with '- id:'", null);
			return List.of();
		}
		List<FailurePattern> patterns = new ArrayList<>();
		for (int i = 0; i < entries.getValue().size(); i++) {
			FailurePattern pattern = pattern(entries.getValue().get(i), i + 1);
			if (pattern != null) {
				patterns.add(pattern);
			}
		}
		return patterns;
	}

	private @Nullable FailurePattern pattern(Node node, int number) {
		String name = idOf(node);
		YamlPlace place = this.file.withEntry((name != null) ? "'" + name + "'" : String.valueOf(number));
		YamlFields fields = YamlFields.of(node, place, ENTRY);
		if (fields == null) {
			return null;
		}
		String id = fields.required("id");
		if (id != null && !this.ids.add(id)) {
			fields.report(fields.node("id"), "has the id of an entry before it", null);
		}
		String cause = fields.required("cause");
		List<FailureCondition> conditions = conditions(fields, place);
		List<RecoveryStep> steps = steps(fields, place);
		double confidence = fields.number("confidence", DEFAULT_CONFIDENCE, 0, 1);
		Impact impact = fields.choice("impact", Impact.class);
		return (id != null && cause != null && !conditions.isEmpty() && !steps.isEmpty()) ? new FailurePattern(id,
				conditions, cause, confidence, impact, steps, fields.texts("alternatives"), fields.text("runbook"))
				: null;
	}

	private static @Nullable String idOf(Node node) {
		YamlFields silent = YamlFields.of(node, new YamlPlace("", "", "", new StartupProblems()), ENTRY);
		return (silent != null) ? silent.text("id") : null;
	}

	private static List<FailureCondition> conditions(YamlFields entry, YamlPlace place) {
		if (entry.node("match") == null) {
			entry.report(null, "has no 'match', so it would never fit", null);
			return List.of();
		}
		List<FailureCondition> conditions = new ArrayList<>();
		for (Node element : entry.elements("match")) {
			YamlFields fields = YamlFields.of(element, place, MATCH);
			FailureCondition condition = (fields != null) ? condition(fields) : null;
			if (condition != null) {
				conditions.add(condition);
			}
		}
		return conditions;
	}

	private static @Nullable FailureCondition condition(YamlFields fields) {
		if (MATCH.stream().allMatch((key) -> fields.node(key) == null)) {
			fields.report(null, "has a match without a condition", null);
			return null;
		}
		List<FailureCategory> categories = fields.choices("category", FailureCategory.class);
		try {
			return new FailureCondition(fields.texts("signature"), fields.texts("rule"), fields.texts("code"),
					fields.texts("type"), fields.texts("message"), fields.texts("instance"), categories);
		}
		catch (IllegalArgumentException ex) {
			// What could not be read is reported already
			return null;
		}
	}

	private static List<RecoveryStep> steps(YamlFields entry, YamlPlace place) {
		if (entry.node("steps") == null) {
			entry.report(null, "has no 'steps'", null);
			return List.of();
		}
		List<RecoveryStep> read = new ArrayList<>();
		for (Node element : entry.elements("steps")) {
			YamlFields fields = YamlFields.of(element, place, STEP);
			RecoveryStep step = (fields != null) ? step(fields, read.size() + 1) : null;
			if (step != null) {
				read.add(step);
			}
		}
		return read;
	}

	private static @Nullable RecoveryStep step(YamlFields fields, int order) {
		if (fields.node("strategy") == null) {
			fields.report(null, "has a step without a 'strategy'", null);
		}
		RecoveryStrategy strategy = fields.choice("strategy", RecoveryStrategy.class);
		String action = fields.required("action");
		String actionId = fields.textOrEmpty("action-id");
		boolean automatic = fields.flag("automatic", !actionId.isEmpty());
		String precondition = fields.textOrEmpty("precondition");
		String effect = fields.textOrEmpty("expected-effect");
		return (strategy != null && action != null) ? new RecoveryStep(order, strategy, action, actionId, automatic,
				precondition, effect, fields.text("runbook")) : null;
	}

}
