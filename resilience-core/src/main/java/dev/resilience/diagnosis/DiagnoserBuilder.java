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

import java.time.InstantSource;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureClassifier;
import dev.resilience.redaction.Redactor;

/**
 * Collects what a diagnoser asks. Not safe for use by many threads.
 */
public final class DiagnoserBuilder {

	private FailureClassifier classifier = FailureClassifier.standard();

	private Supplier<KnowledgeBase> knowledge = () -> KnowledgeBase.EMPTY;

	private @Nullable RecentEvents recentEvents;

	private @Nullable DiagnosisHistory history;

	private Redactor redactor = Redactor.standard();

	private InstantSource clock = InstantSource.system();

	DiagnoserBuilder() {
	}

	/**
	 * Sets what failures mean.
	 * @param classifier the classifier, the library's own by default
	 * @return this builder
	 */
	public DiagnoserBuilder classifier(FailureClassifier classifier) {
		this.classifier = classifier;
		return this;
	}

	/**
	 * Sets the known patterns.
	 * @param knowledge the patterns, none by default
	 * @return this builder
	 */
	public DiagnoserBuilder knowledge(KnowledgeBase knowledge) {
		return knowledge(() -> knowledge);
	}

	/**
	 * Sets patterns that may change.
	 * @param knowledge gives the patterns that hold at the moment; asked once for each
	 * diagnosis
	 * @return this builder
	 */
	public DiagnoserBuilder knowledge(Supplier<KnowledgeBase> knowledge) {
		this.knowledge = knowledge;
		return this;
	}

	/**
	 * Sets who remembers what happened to instances.
	 * @param recentEvents the recent events; nobody remembers by default
	 * @return this builder
	 */
	public DiagnoserBuilder recentEvents(RecentEvents recentEvents) {
		this.recentEvents = recentEvents;
		return this;
	}

	/**
	 * Sets where diagnoses are kept, which are then also looked up there.
	 * @param history the history; none is kept by default
	 * @return this builder
	 */
	public DiagnoserBuilder history(DiagnosisHistory history) {
		this.history = history;
		return this;
	}

	/**
	 * Sets what takes secrets out of texts.
	 * @param redactor the redactor, the standard one by default
	 * @return this builder
	 */
	public DiagnoserBuilder redactor(Redactor redactor) {
		this.redactor = Redactor.guarded(redactor);
		return this;
	}

	/**
	 * Sets the clock.
	 * @param clock gives the time of diagnoses, that of the system by default
	 * @return this builder
	 */
	public DiagnoserBuilder clock(InstantSource clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Builds the diagnoser.
	 * @return a new diagnoser
	 */
	public Diagnoser build() {
		return new StandardDiagnoser(this);
	}

	FailureClassifier classifier() {
		return this.classifier;
	}

	Supplier<KnowledgeBase> knowledge() {
		return this.knowledge;
	}

	@Nullable RecentEvents recentEvents() {
		return this.recentEvents;
	}

	@Nullable DiagnosisHistory history() {
		return this.history;
	}

	Redactor redactor() {
		return this.redactor;
	}

	InstantSource clock() {
		return this.clock;
	}

}
