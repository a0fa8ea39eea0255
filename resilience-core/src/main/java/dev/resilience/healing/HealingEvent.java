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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.resilience.classification.FailureCategory;

/**
 * One line of the healing journal: a diagnosis, the action that followed from it, and
 * what became of it. Immutable; texts are bounded, and everything can be written as JSON.
 *
 * @param id what tells events apart, such as {@code heal-…}
 * @param at when it ended, wall-clock time
 * @param subject what was ill, usually the name of an instance; may be empty
 * @param category the kind of failure that was diagnosed
 * @param fingerprint what failures of one kind share, or empty
 * @param diagnosisId what events of one diagnosis share, or empty
 * @param diagnosis the root cause in words, or empty
 * @param action the id of the action, or empty where none fits
 * @param mode how far healing was allowed to go
 * @param outcome what became of the action
 * @param verification what was seen afterwards
 * @param since when the subject was found ill, or {@code null} if that is not known
 * @param duration how long the action and the look at its result took, at least 0
 * @param actor who has acted, {@value #AUTOMATIC} for the library itself
 * @param note what else is to be said, or empty
 * @param metadata further facts: texts, numbers, booleans, lists and maps of these
 */
public record HealingEvent(String id, Instant at, String subject, FailureCategory category, String fingerprint,
		String diagnosisId, String diagnosis, String action, HealingMode mode, HealingOutcome outcome,
		Verification verification, @Nullable Instant since, Duration duration, String actor, String note,
		Map<String, Object> metadata) {

	/** With what every id begins that was made here. */
	public static final String ID_PREFIX = "heal-";

	/** The actor of what healing does by itself. */
	public static final String AUTOMATIC = "healer";

	/** The version of the fields in JSON. */
	public static final int SCHEMA = 1;

	/** The longest name, in characters; longer ones are cut. */
	static final int MAX_NAME = 200;

	/** The longest text, in characters; longer ones are cut. */
	static final int MAX_TEXT = 2000;

	/**
	 * Creates an event. Texts that are too long are cut; values of the metadata that JSON
	 * does not know become text.
	 * @param id what tells events apart
	 * @param at when it ended
	 * @param subject what was ill
	 * @param category the kind of failure
	 * @param fingerprint what failures of one kind share, or empty
	 * @param diagnosisId what events of one diagnosis share, or empty
	 * @param diagnosis the root cause in words, or empty
	 * @param action the id of the action, or empty
	 * @param mode how far healing was allowed to go
	 * @param outcome what became of the action
	 * @param verification what was seen afterwards
	 * @param since when the subject was found ill, or {@code null}
	 * @param duration how long it took
	 * @param actor who has acted
	 * @param note what else is to be said, or empty
	 * @param metadata further facts
	 * @throws IllegalArgumentException if the id is blank or the duration negative
	 */
	public HealingEvent {
		if (id.isBlank()) {
			throw new IllegalArgumentException("id must not be blank");
		}
		if (duration.isNegative()) {
			throw new IllegalArgumentException("duration must not be negative, but is " + duration);
		}
		Objects.requireNonNull(at, "at");
		Objects.requireNonNull(category, "category");
		Objects.requireNonNull(mode, "mode");
		Objects.requireNonNull(outcome, "outcome");
		Objects.requireNonNull(verification, "verification");
		id = JsonText.cut(id, MAX_NAME);
		subject = JsonText.cut(subject, MAX_NAME);
		fingerprint = JsonText.cut(fingerprint, MAX_NAME);
		diagnosisId = JsonText.cut(diagnosisId, MAX_NAME);
		diagnosis = JsonText.cut(diagnosis, MAX_TEXT);
		action = JsonText.cut(action, MAX_NAME);
		actor = JsonText.cut(actor, MAX_NAME);
		note = JsonText.cut(note, MAX_TEXT);
		metadata = JsonText.plain(metadata);
	}

	/**
	 * Begins an event that has an id of its own, happens now and says nothing but its
	 * category.
	 * @param category the kind of failure
	 * @return a new builder
	 */
	public static Builder builder(FailureCategory category) {
		return new Builder(category);
	}

	/**
	 * Begins an event that differs from this one, under the same id.
	 * @return a new builder with everything that this one says
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Returns whether the action ran, so that it counts for success rates.
	 * @return whether it succeeded or failed
	 */
	public boolean isAttempt() {
		return this.outcome == HealingOutcome.SUCCEEDED || this.outcome == HealingOutcome.FAILED;
	}

	/**
	 * Returns the event as values that any JSON library can write, under the names of the
	 * journal's lines.
	 * @return a new map, in the order of the lines
	 */
	public Map<String, Object> toMap() {
		Map<String, Object> map = new LinkedHashMap<>();
		map.put("schema", SCHEMA);
		map.put("event_id", this.id);
		map.put("timestamp", this.at.toString());
		map.put("subject", this.subject);
		map.put("error_category", HealingEventFields.name(this.category));
		map.put("fingerprint", this.fingerprint);
		map.put("diagnosis_id", this.diagnosisId);
		map.put("diagnosis", this.diagnosis);
		map.put("recovery_action", this.action);
		map.put("mode", HealingEventFields.name(this.mode));
		map.put("outcome", this.outcome.id());
		map.put("verification", HealingEventFields.name(this.verification));
		if (this.since != null) {
			map.put("since", this.since.toString());
		}
		map.put("duration_ms", this.duration.toMillis());
		map.put("actor", this.actor);
		map.put("note", this.note);
		map.put("metadata", this.metadata);
		return map;
	}

	/**
	 * Returns the event as one line of JSON.
	 * @return the line, without an end of line
	 */
	public String toJson() {
		return JsonText.write(toMap());
	}

	/**
	 * Reads what {@link #toMap()} has written. Fields that are missing are empty, unknown
	 * ones are left out, and a category that this version does not know is
	 * {@link FailureCategory#UNKNOWN}.
	 * @param map the fields
	 * @return the event
	 * @throws IllegalArgumentException if the fields do not tell id, time or outcome
	 */
	public static HealingEvent fromMap(Map<String, ?> map) {
		return HealingEventFields.read(map);
	}

	/**
	 * Collects what is said of a healing. Not safe for use by many threads.
	 */
	public static final class Builder {

		private @Nullable String id;

		private @Nullable Instant at;

		private String subject = "";

		private FailureCategory category;

		private String fingerprint = "";

		private String diagnosisId = "";

		private String diagnosis = "";

		private String action = "";

		private HealingMode mode = HealingMode.ACT;

		private HealingOutcome outcome = HealingOutcome.SUCCEEDED;

		private Verification verification = Verification.NONE;

		private @Nullable Instant since;

		private Duration duration = Duration.ZERO;

		private String actor = AUTOMATIC;

		private String note = "";

		private Map<String, Object> metadata = Map.of();

		private Builder(FailureCategory category) {
			this.category = category;
		}

		private Builder(HealingEvent template) {
			this.id = template.id();
			this.at = template.at();
			this.subject = template.subject();
			this.category = template.category();
			this.fingerprint = template.fingerprint();
			this.diagnosisId = template.diagnosisId();
			this.diagnosis = template.diagnosis();
			this.action = template.action();
			this.mode = template.mode();
			this.outcome = template.outcome();
			this.verification = template.verification();
			this.since = template.since();
			this.duration = template.duration();
			this.actor = template.actor();
			this.note = template.note();
			this.metadata = template.metadata();
		}

		/**
		 * Sets what tells events apart; a new one is made where nothing is set.
		 * @param id the id, not blank
		 * @return this builder
		 */
		public Builder id(String id) {
			this.id = id;
			return this;
		}

		/**
		 * Sets when it ended; now where nothing is set.
		 * @param at the time
		 * @return this builder
		 */
		public Builder at(Instant at) {
			this.at = at;
			return this;
		}

		/**
		 * Sets what was ill.
		 * @param subject the name of an instance, or another name
		 * @return this builder
		 */
		public Builder subject(String subject) {
			this.subject = subject;
			return this;
		}

		/**
		 * Sets the kind of failure.
		 * @param category the kind
		 * @return this builder
		 */
		public Builder category(FailureCategory category) {
			this.category = category;
			return this;
		}

		/**
		 * Sets what failures of one kind share.
		 * @param fingerprint the fingerprint, or empty
		 * @return this builder
		 */
		public Builder fingerprint(String fingerprint) {
			this.fingerprint = fingerprint;
			return this;
		}

		/**
		 * Sets what events of one diagnosis share.
		 * @param diagnosisId the id of the diagnosis, or empty
		 * @return this builder
		 */
		public Builder diagnosisId(String diagnosisId) {
			this.diagnosisId = diagnosisId;
			return this;
		}

		/**
		 * Sets the root cause in words.
		 * @param diagnosis the root cause, or empty
		 * @return this builder
		 */
		public Builder diagnosis(String diagnosis) {
			this.diagnosis = diagnosis;
			return this;
		}

		/**
		 * Sets which action it was.
		 * @param action the id of the action, or empty
		 * @return this builder
		 */
		public Builder action(String action) {
			this.action = action;
			return this;
		}

		/**
		 * Sets how far healing was allowed to go.
		 * @param mode the mode, {@link HealingMode#ACT} where nothing is set
		 * @return this builder
		 */
		public Builder mode(HealingMode mode) {
			this.mode = mode;
			return this;
		}

		/**
		 * Sets what became of the action.
		 * @param outcome the outcome, {@link HealingOutcome#SUCCEEDED} where nothing is
		 * set
		 * @return this builder
		 */
		public Builder outcome(HealingOutcome outcome) {
			this.outcome = outcome;
			return this;
		}

		/**
		 * Sets what was seen afterwards.
		 * @param verification what was seen
		 * @return this builder
		 */
		public Builder verification(Verification verification) {
			this.verification = verification;
			return this;
		}

		/**
		 * Sets when the subject was found ill.
		 * @param since the time, or {@code null}
		 * @return this builder
		 */
		public Builder since(@Nullable Instant since) {
			this.since = since;
			return this;
		}

		/**
		 * Sets how long it took.
		 * @param duration the time, at least 0
		 * @return this builder
		 */
		public Builder duration(Duration duration) {
			this.duration = duration;
			return this;
		}

		/**
		 * Sets who has acted.
		 * @param actor the actor
		 * @return this builder
		 */
		public Builder actor(String actor) {
			this.actor = actor;
			return this;
		}

		/**
		 * Sets what else is to be said.
		 * @param note the note, or empty
		 * @return this builder
		 */
		public Builder note(String note) {
			this.note = note;
			return this;
		}

		/**
		 * Sets further facts.
		 * @param metadata the facts by name
		 * @return this builder
		 */
		public Builder metadata(Map<String, ?> metadata) {
			this.metadata = new LinkedHashMap<>(metadata);
			return this;
		}

		/**
		 * Builds the event.
		 * @return the event
		 * @throws IllegalArgumentException if the id is blank or the duration negative
		 */
		public HealingEvent build() {
			String ownId = (this.id != null) ? this.id : ID_PREFIX + UUID.randomUUID();
			return new HealingEvent(ownId, (this.at != null) ? this.at : Instant.now(), this.subject, this.category,
					this.fingerprint, this.diagnosisId, this.diagnosis, this.action, this.mode, this.outcome,
					this.verification, this.since, this.duration, this.actor, this.note, this.metadata);
		}

	}

}
