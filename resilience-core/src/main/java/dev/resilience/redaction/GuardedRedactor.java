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

package dev.resilience.redaction;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the library and a redactor of the user. What that one cannot look
 * through is not shown at all.
 */
final class GuardedRedactor implements Redactor {

	static final String HIDDEN = "(not shown: the redactor failed)";

	private static final Logger logger = LoggerFactory.getLogger(Redactor.class);

	private final Redactor redactor;

	private final AtomicBoolean reported = new AtomicBoolean();

	GuardedRedactor(Redactor redactor) {
		this.redactor = redactor;
	}

	@Override
	public String redact(String text) {
		try {
			String redacted = this.redactor.redact(text);
			return (redacted != null) ? redacted : HIDDEN;
		}
		catch (Throwable ex) {
			return hide(ex);
		}
	}

	@Override
	public @Nullable Object redactValue(String name, @Nullable Object value) {
		try {
			return this.redactor.redactValue(name, value);
		}
		catch (Throwable ex) {
			return hide(ex);
		}
	}

	@Override
	public String message(Throwable failure) {
		try {
			String message = this.redactor.message(failure);
			return (message != null) ? message : HIDDEN;
		}
		catch (Throwable ex) {
			return hide(ex);
		}
	}

	private String hide(Throwable failure) {
		if (this.reported.compareAndSet(false, true)) {
			// Its message may hold the text that was to be redacted
			logger.warn("Redactor {} failed with {}; what it cannot look through is not shown",
					this.redactor.getClass().getName(), failure.getClass().getName());
		}
		return HIDDEN;
	}

}
