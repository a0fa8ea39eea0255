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

package dev.resilience.autoconfigure.deadletter;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;

import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.redaction.Redactor;

/**
 * What annotated methods need to keep their failed calls, and to make them again. Safe
 * for use by many threads.
 */
public final class DeadLetterMethods {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterMethods.class);

	private final Supplier<DeadLetters> letters;

	private final Supplier<ArgumentCodecs> codecs;

	private final MethodHandlers handlers;

	private final Redactor redactor;

	private final AtomicBoolean reported = new AtomicBoolean();

	DeadLetterMethods(Supplier<DeadLetters> letters, Supplier<ArgumentCodecs> codecs, MethodHandlers handlers,
			Redactor redactor) {
		this.letters = letters;
		this.codecs = codecs;
		this.handlers = handlers;
		this.redactor = Redactor.guarded(redactor);
	}

	/**
	 * Returns where failed calls are kept.
	 * @return the dead letters
	 * @throws dev.resilience.autoconfigure.settings.StartupProblemsException if the store
	 * that settings name does not exist
	 */
	public DeadLetters letters() {
		try {
			DeadLetters kept = this.letters.get();
			report(kept);
			return kept;
		}
		catch (BeansException ex) {
			for (Throwable cause = ex.getCause(); cause != null; cause = cause.getCause()) {
				if (cause instanceof StartupProblemsException problems) {
					throw problems;
				}
			}
			throw ex;
		}
	}

	private void report(DeadLetters kept) {
		if (kept.store() instanceof InMemoryDeadLetterStore && this.reported.compareAndSet(false, true)) {
			logger.info("Dead letters are kept in the memory of this process: another process does not see them, and "
					+ "a restart forgets them. Set resilience.dead-letters.store to jdbc to keep them");
		}
	}

	/**
	 * Returns what writes arguments.
	 * @return the codecs
	 */
	public ArgumentCodecs codecs() {
		return this.codecs.get();
	}

	/**
	 * Returns who makes calls again.
	 * @return the handlers
	 */
	public MethodHandlers handlers() {
		return this.handlers;
	}

	/**
	 * Returns what masks secrets.
	 * @return the redactor, which never throws
	 */
	public Redactor redactor() {
		return this.redactor;
	}

}
