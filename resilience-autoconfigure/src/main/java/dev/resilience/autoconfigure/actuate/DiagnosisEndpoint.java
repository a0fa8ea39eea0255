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

package dev.resilience.autoconfigure.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import dev.resilience.InstanceNames;
import dev.resilience.autoconfigure.diagnosis.LiveKnowledge;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.DiagnosisContext;
import dev.resilience.diagnosis.DiagnosisHistory;
import dev.resilience.diagnosis.FailurePattern;

/**
 * {@link Endpoint @Endpoint} that shows the last diagnoses and the known patterns, and
 * diagnoses texts and instances on request.
 */
@Endpoint(id = "diagnosis", defaultAccess = Access.READ_ONLY)
public class DiagnosisEndpoint {

	/** Stands where the id of a diagnosis stands otherwise. */
	static final String KNOWLEDGE = "knowledge";

	private static final int MAX_TEXT = 64 * 1024;

	private final Diagnoser diagnoser;

	private final DiagnosisHistory history;

	private final LiveKnowledge knowledge;

	/**
	 * Creates an endpoint.
	 * @param diagnoser diagnoses on request
	 * @param history the last diagnoses
	 * @param knowledge the known patterns
	 */
	public DiagnosisEndpoint(Diagnoser diagnoser, DiagnosisHistory history, LiveKnowledge knowledge) {
		this.diagnoser = diagnoser;
		this.history = history;
		this.knowledge = knowledge;
	}

	/**
	 * Returns the last diagnoses.
	 * @param subject only those of this instance, or {@code null} for all
	 * @param signature only those of failures with this signature, or {@code null} for
	 * all
	 * @param limit the number of diagnoses at most, or {@code null} for all that are kept
	 * @return the diagnoses, newest first
	 * @throws InvalidEndpointRequestException if the limit is negative
	 */
	@ReadOperation
	public DiagnosesDescriptor diagnoses(@Nullable String subject, @Nullable String signature,
			@Nullable Integer limit) {
		if (limit != null && limit < 0) {
			throw new InvalidEndpointRequestException("'limit' must not be negative",
					"'limit' must not be negative but is " + limit);
		}
		return new DiagnosesDescriptor(this.history.latest()
			.stream()
			.filter((diagnosis) -> subject == null
					|| InstanceNames.uniform(subject).equals(InstanceNames.uniform(diagnosis.subject())))
			.filter((diagnosis) -> signature == null || signature.equals(diagnosis.signature()))
			.limit((limit != null) ? limit : Integer.MAX_VALUE)
			.map(DiagnosisDescriptor::of)
			.toList());
	}

	/**
	 * Returns one diagnosis, or the known patterns.
	 * @param id the id of the diagnosis, or {@code knowledge}
	 * @return the description, or {@code null} if the diagnosis is not kept
	 */
	@ReadOperation
	public @Nullable OperationResponseBody diagnosis(@Selector String id) {
		if (id.equals(KNOWLEDGE)) {
			return new KnowledgeDescriptor(
					this.knowledge.get().patterns().stream().map(PatternDescriptor::of).toList());
		}
		return this.history.find(id).map(DiagnosisDescriptor::of).orElse(null);
	}

	/**
	 * Diagnoses a text, or an instance by the last failure of its target.
	 * @param text the text, such as a line of a log, or {@code null}
	 * @param instance the name of the instance, or {@code null}; beside a text it says
	 * where that comes from
	 * @return the diagnosis, or {@code null} if no failure of the instance was seen
	 * @throws InvalidEndpointRequestException if both are missing, or the text is too
	 * long
	 */
	@WriteOperation
	public @Nullable OperationResponseBody diagnose(@Nullable String text, @Nullable String instance) {
		if (text != null) {
			if (text.length() > MAX_TEXT) {
				throw new InvalidEndpointRequestException("'text' must not be longer than " + MAX_TEXT + " characters",
						"text too long");
			}
			Diagnosis diagnosis = this.diagnoser.diagnose(text,
					DiagnosisContext.of((instance != null) ? instance : ""));
			return DiagnosisDescriptor.of(diagnosis);
		}
		if (instance == null) {
			throw new InvalidEndpointRequestException("Say the 'text' or the 'instance' to diagnose",
					"text and instance missing");
		}
		return this.diagnoser.diagnoseInstance(instance).map(DiagnosisDescriptor::of).orElse(null);
	}

	// What is wrong; empty if the files were read
	List<String> reload() {
		return this.knowledge.reload().stream().map(StartupProblem::toString).toList();
	}

	/**
	 * Description of the last diagnoses.
	 *
	 * @param diagnoses the diagnoses, newest first
	 */
	public record DiagnosesDescriptor(List<DiagnosisDescriptor> diagnoses) implements OperationResponseBody {

	}

	/**
	 * Description of the known patterns.
	 *
	 * @param patterns the patterns, those that count first in front
	 */
	public record KnowledgeDescriptor(List<PatternDescriptor> patterns) implements OperationResponseBody {

	}

	/**
	 * Description of a known pattern.
	 *
	 * @param id the id
	 * @param cause the cause in one sentence
	 * @param confidence how sure the cause is where the pattern fits
	 * @param steps what to do, in order
	 */
	public record PatternDescriptor(String id, String cause, double confidence, List<String> steps) {

		static PatternDescriptor of(FailurePattern pattern) {
			return new PatternDescriptor(pattern.id(), pattern.cause(), pattern.confidence(),
					pattern.steps().stream().map((step) -> step.strategy().id() + ": " + step.action()).toList());
		}

	}

}
