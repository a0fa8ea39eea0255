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

import java.util.Optional;

/**
 * Finds the cause of a failure and says what can be done. Never throws, whatever the
 * exceptions and their messages do. Safe for use by many threads. Not meant for every
 * failed call: a diagnosis takes about as long as thousands of calls that succeed.
 */
public interface Diagnoser {

	/**
	 * Diagnoses a failure.
	 * @param failure the failure as it was thrown; wrappers and causes are looked through
	 * @param context what is known besides, first of all the instance whose call failed
	 * @return the diagnosis, without secrets
	 */
	Diagnosis diagnose(Throwable failure, DiagnosisContext context);

	/**
	 * Diagnoses a text, such as a line of a log or a stack trace, by its words alone.
	 * @param text the text
	 * @param context what is known besides
	 * @return the diagnosis, without secrets
	 */
	Diagnosis diagnose(String text, DiagnosisContext context);

	/**
	 * Diagnoses an instance by the last failure that was seen of its target.
	 * @param instance the name of the instance
	 * @return the diagnosis; empty if no failure of the target was seen, or nobody
	 * remembers recent events
	 */
	Optional<Diagnosis> diagnoseInstance(String instance);

	/**
	 * Diagnoses a failure about which nothing is known.
	 * @param failure the failure as it was thrown
	 * @return the diagnosis, without secrets
	 */
	default Diagnosis diagnose(Throwable failure) {
		return diagnose(failure, DiagnosisContext.NONE);
	}

	/**
	 * Diagnoses a text, such as a line of a log, by its words alone.
	 * @param text the text
	 * @return the diagnosis, without secrets
	 */
	default Diagnosis diagnose(String text) {
		return diagnose(text, DiagnosisContext.NONE);
	}

	/**
	 * Starts to build a diagnoser.
	 * @return a builder: the library's own classifier, no knowledge, no recent events
	 */
	static DiagnoserBuilder builder() {
		return new DiagnoserBuilder();
	}

}
