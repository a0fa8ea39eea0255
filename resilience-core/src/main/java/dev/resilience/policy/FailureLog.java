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

package dev.resilience.policy;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.Failures;
import dev.resilience.redaction.Redactor;
import dev.resilience.time.TimeSource;

/**
 * Writes one line for each failed call before its caller learns of the failure, as text
 * and as key-value pairs for structured logs. Of failures of one kind (instance, type and
 * rule of classification) only the first few of an interval are written; the rest is
 * counted, and the count is written when the interval is over. A failure that passes
 * through several instances is written for the innermost alone, cancelled calls not at
 * all.
 * <p>
 * Safe for use by many threads; takes no lock. At most 1,000 kinds are told apart at a
 * time, the others count as one.
 */
public final class FailureLog implements CallFailures {

	/** The name of the logger to which the lines go. */
	public static final String LOGGER = "dev.resilience.failures";

	/** How many lines there are for failures of one kind within an interval. */
	public static final int DEFAULT_BURST = 5;

	/** The length of an interval. */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);

	private static final int MAX_MESSAGE = 300;

	private static final Logger logger = LoggerFactory.getLogger(LOGGER);

	private final FailureClassifier classifier;

	private final Redactor redactor;

	private final Level level;

	private final FailureStorms storms;

	private final SeenFailures seen = new SeenFailures();

	/**
	 * Creates a log.
	 * @param classifier says what failures mean
	 * @param redactor takes out of messages what must not be logged
	 * @param level the level of the lines
	 * @param burst how many lines there are for failures of one kind within an interval,
	 * 1 or more
	 * @param interval the length of an interval, longer than zero
	 * @param time where time comes from
	 * @param executor writes the counts of what was left out; must not refuse
	 */
	public FailureLog(FailureClassifier classifier, Redactor redactor, Level level, int burst, Duration interval,
			TimeSource time, Executor executor) {
		this.classifier = classifier;
		this.redactor = Redactor.guarded(redactor);
		this.level = level;
		this.storms = new FailureStorms(burst, interval, time, executor, this::leftOut);
	}

	/**
	 * Creates a log at level WARN with the default burst and interval.
	 * @param classifier says what failures mean
	 * @param redactor takes out of messages what must not be logged
	 * @param time where time comes from
	 */
	public FailureLog(FailureClassifier classifier, Redactor redactor, TimeSource time) {
		this(classifier, redactor, Level.WARN, DEFAULT_BURST, DEFAULT_INTERVAL, time,
				PolicyContext.sharedContinuations());
	}

	@Override
	public void failed(String instance, Throwable failure, OutcomeKind kind, int attempts, long nanos) {
		if (kind == OutcomeKind.IGNORED || !logger.isEnabledForLevel(this.level)) {
			return;
		}
		Throwable actual = Failures.unwrap(failure);
		if (this.seen.isKnownFromElsewhere(actual, instance)) {
			return;
		}
		Classification meaning = this.classifier.classify(failure, ClassificationContext.of(instance));
		if (this.storms.admits(new FailureKind(instance, actual.getClass(), meaning.ruleId()))) {
			write(instance, actual, kind, attempts, nanos, meaning);
		}
	}

	private void write(String instance, Throwable failure, OutcomeKind kind, int attempts, long nanos,
			Classification meaning) {
		Line line = new Line("Call of '" + instance + "' failed:", logger.atLevel(this.level));
		line.addPair("instance", instance);
		line.add("kind", kind);
		line.add("attempt", attempts);
		line.add("category", meaning.category());
		line.add("confidence", meaning.confidence());
		line.add("rule", meaning.ruleId());
		line.add("effect", meaning.effect());
		if (nanos >= 0) {
			line.add("durationMs", nanos / 1_000_000);
		}
		String trace = MDC.get("traceId");
		if (trace != null) {
			line.add("trace", trace);
		}
		line.add("type", failure.getClass().getName());
		String message = message(failure);
		if (!message.isEmpty()) {
			line.add("message", '"' + message + '"');
		}
		line.write();
	}

	private String message(Throwable failure) {
		String redacted = this.redactor.redact(Failures.messageOf(failure));
		StringBuilder text = new StringBuilder(Math.min(redacted.length(), MAX_MESSAGE + 3));
		for (int i = 0; i < redacted.length() && i < MAX_MESSAGE; i++) {
			char character = redacted.charAt(i);
			// One line stays one line, whatever a remote side has put into a message
			text.append(Character.isISOControl(character) ? ' ' : character);
		}
		return (redacted.length() > MAX_MESSAGE) ? text.append("...").toString() : text.toString();
	}

	private void leftOut(FailureKind kind, long count) {
		Line line = new Line("Further calls of '" + kind.instance() + "' failed in the same way:",
				logger.atLevel(this.level));
		line.addPair("instance", kind.instance());
		line.add("suppressed", count);
		line.add("rule", kind.ruleId());
		Class<?> type = kind.type();
		if (type != null) {
			line.add("type", type.getName());
		}
		line.write();
	}

	/**
	 * Failures that share an allowance.
	 *
	 * @param instance the name of the instance
	 * @param type the type of the failure, or {@code null} for all that are not told
	 * apart
	 * @param ruleId the rule that classified it
	 */
	record FailureKind(String instance, @Nullable Class<?> type, String ruleId) {

	}

	/** The same facts as text and as pairs. */
	private static final class Line {

		private final StringBuilder text;

		private LoggingEventBuilder event;

		Line(String beginning, LoggingEventBuilder event) {
			this.text = new StringBuilder(beginning);
			this.event = event;
		}

		void add(String key, Object value) {
			this.text.append(' ').append(key).append('=').append(value);
			addPair(key, value);
		}

		// The pair alone: the text says it already
		void addPair(String key, Object value) {
			this.event = this.event.addKeyValue(key, value);
		}

		void write() {
			this.event.log(this.text.toString());
		}

	}

}
