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

package dev.resilience.diagnosis;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.Impact;
import dev.resilience.redaction.Redactor;

/**
 * Diagnoses by what the classifier says, by the pattern that fits best, and by what
 * happened to the instance lately.
 */
final class StandardDiagnoser implements Diagnoser {

	private static final Logger logger = LoggerFactory.getLogger(Diagnoser.class);

	private static final int MAX_TEXT = 16 * 1024;

	private static final int MAX_ALTERNATIVES = 5;

	private final FailureClassifier classifier;

	private final Supplier<KnowledgeBase> knowledge;

	private final @Nullable RecentEvents recentEvents;

	private final @Nullable DiagnosisHistory history;

	private final Redactor redactor;

	private final InstantSource clock;

	StandardDiagnoser(DiagnoserBuilder builder) {
		this.classifier = builder.classifier();
		this.knowledge = builder.knowledge();
		this.recentEvents = builder.recentEvents();
		this.history = builder.history();
		this.redactor = builder.redactor();
		this.clock = builder.clock();
	}

	@Override
	public Diagnosis diagnose(Throwable failure, DiagnosisContext context) {
		return diagnose(FailureFacts.of(failure, this.classifier, context.subject()), context);
	}

	@Override
	public Diagnosis diagnose(String text, DiagnosisContext context) {
		String looked = text.substring(0, Math.min(MAX_TEXT, text.length()));
		return diagnose(FailureFacts.of(looked, this.classifier, context.subject()), context);
	}

	@Override
	public Optional<Diagnosis> diagnoseInstance(String instance) {
		return (this.recentEvents != null) ? this.recentEvents.lastFailure(instance)
			.map((facts) -> diagnose(facts, DiagnosisContext.of(facts.instance()))) : Optional.empty();
	}

	private Diagnosis diagnose(FailureFacts facts, DiagnosisContext context) {
		Diagnosis diagnosis = examine(facts, context);
		if (this.history != null) {
			this.history.add(diagnosis);
		}
		return diagnosis;
	}

	private Diagnosis examine(FailureFacts facts, DiagnosisContext context) {
		Optional<InstanceActivity> activity = activity(context.subject());
		// That a circuit refused is known; what is looked for is why it opened
		Optional<FailureFacts> behind = behindRefusal(facts);
		FailureFacts examined = behind.orElse(facts);
		Classification classification = facts.classification();
		List<KnowledgeBase.Match> matches = matches(examined);
		Placeholders placeholders = Placeholders.of(context.subject(), examined);
		Advice advice = matches.isEmpty() ? Advice.of(examined.classification())
				: Advice.of(matches.get(0), examined.classification());
		List<Finding> findings = new ArrayList<>(FailureFindings.of(facts, this.redactor));
		behind.ifPresent((failure) -> findings.add(new Finding(Finding.Kind.FAILURE,
				"The last failure of the target: " + FailureFindings.describe(failure, this.redactor))));
		if (!matches.isEmpty()) {
			findings.add(new Finding(Finding.Kind.PATTERN,
					"The known pattern '" + matches.get(0).pattern().id() + "' fits"));
		}
		activity.ifPresent((known) -> findings.addAll(ActivityFindings.of(known)));
		List<String> related = related(context.subject());
		if (!related.isEmpty()) {
			findings.add(new Finding(Finding.Kind.RELATED,
					"The circuits of " + quoted(related) + " are open, too: the cause may be one that they share"));
		}
		if (examined.classification().category() == FailureCategory.RESOURCE) {
			findings.addAll(ResourceReadings.findings());
		}
		findings.addAll(seenBefore(facts.signature()));
		List<RecoveryStep> steps = advice.steps().stream().map((step) -> placeholders.in(step, this.redactor)).toList();
		String id = Diagnosis.ID_PREFIX + UUID.randomUUID();
		return new Diagnosis(id, now(), context.subject(), FailureFindings.describe(facts, this.redactor),
				classification, facts.signature(), matches.isEmpty() ? "" : matches.get(0).pattern().id(),
				cause(advice, placeholders, behind.isPresent()), findings, impact(advice, activity),
				affected(context.subject(), related), isUserVisible(classification, activity), advice.confidence(),
				steps, alternatives(matches, placeholders), redacted(context.attributes()));
	}

	private String cause(Advice advice, Placeholders placeholders, boolean refused) {
		String cause = this.redactor.redact(placeholders.in(advice.cause()));
		return refused ? cause + " Calls are refused meanwhile." : cause;
	}

	private Optional<FailureFacts> behindRefusal(FailureFacts facts) {
		return (this.recentEvents != null && !facts.isText()
				&& facts.classification().category() == FailureCategory.REJECTED)
						? this.recentEvents.lastFailure(facts.instance()) : Optional.empty();
	}

	private Optional<InstanceActivity> activity(String subject) {
		return (this.recentEvents != null && !subject.isEmpty()) ? this.recentEvents.activity(subject)
				: Optional.empty();
	}

	private List<KnowledgeBase.Match> matches(FailureFacts facts) {
		try {
			return this.knowledge.get().ranked(facts);
		}
		catch (Throwable ex) {
			logger.warn("The known patterns cannot be asked; the diagnosis goes without", ex);
			return List.of();
		}
	}

	private List<String> related(String subject) {
		return (this.recentEvents != null)
				? this.recentEvents.openCircuits().stream().filter((name) -> !name.equals(subject)).sorted().toList()
				: List.of();
	}

	private List<Finding> seenBefore(String signature) {
		List<Diagnosis> earlier = (this.history != null) ? this.history.bySignature(signature) : List.of();
		return earlier.isEmpty() ? List.of()
				: List.of(new Finding(Finding.Kind.HISTORY, "Failures of this signature were diagnosed "
						+ earlier.size() + " times before, last at " + earlier.get(0).at()));
	}

	private static Impact impact(Advice advice, Optional<InstanceActivity> activity) {
		boolean open = activity.filter(InstanceActivity::isCircuitOpen)
			.filter((known) -> known.fallbackAnswers() == 0)
			.isPresent();
		return (open && advice.impact().compareTo(Impact.MEDIUM) <= 0 && advice.impact() != Impact.NONE) ? Impact.HIGH
				: advice.impact();
	}

	private static boolean isUserVisible(Classification classification, Optional<InstanceActivity> activity) {
		return classification.category() != FailureCategory.CANCELLED
				&& activity.filter((known) -> known.fallbackAnswers() > 0).isEmpty();
	}

	private static List<String> affected(String subject, List<String> related) {
		Set<String> affected = new LinkedHashSet<>();
		if (!subject.isEmpty()) {
			affected.add(subject);
		}
		affected.addAll(related);
		return List.copyOf(affected);
	}

	private List<String> alternatives(List<KnowledgeBase.Match> matches, Placeholders placeholders) {
		Set<String> alternatives = new LinkedHashSet<>();
		for (int i = 0; i < matches.size(); i++) {
			FailurePattern pattern = matches.get(i).pattern();
			if (i > 0) {
				alternatives.add(this.redactor.redact(placeholders.in(pattern.cause())));
			}
			if (i == 0) {
				pattern.alternatives().forEach((text) -> alternatives.add(this.redactor.redact(placeholders.in(text))));
			}
		}
		return alternatives.stream().limit(MAX_ALTERNATIVES).toList();
	}

	private Map<String, String> redacted(Map<String, String> attributes) {
		Map<String, String> redacted = new LinkedHashMap<>();
		attributes.forEach((name, value) -> redacted.put(name, String.valueOf(this.redactor.redactValue(name, value))));
		return redacted;
	}

	private static String quoted(List<String> names) {
		return "'" + String.join("', '", names) + "'";
	}

	private Instant now() {
		return this.clock.instant();
	}

}
