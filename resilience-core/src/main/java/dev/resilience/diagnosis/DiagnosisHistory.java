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

import java.util.List;
import java.util.Optional;

/**
 * The last diagnoses. Safe for use by many threads; never blocks.
 */
public final class DiagnosisHistory {

	/** How many diagnoses are kept unless said otherwise. */
	public static final int DEFAULT_SIZE = 100;

	private final Ring<Diagnosis> diagnoses;

	/**
	 * Creates a history.
	 * @param size how many diagnoses are kept, 1 or more
	 * @throws IllegalArgumentException if the size is less than 1
	 */
	public DiagnosisHistory(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("size must be at least 1, but is " + size);
		}
		this.diagnoses = new Ring<>(size);
	}

	/**
	 * Adds a diagnosis.
	 * @param diagnosis the diagnosis
	 */
	public void add(Diagnosis diagnosis) {
		this.diagnoses.add(diagnosis);
	}

	/**
	 * Returns what is kept.
	 * @return the diagnoses, newest first
	 */
	public List<Diagnosis> latest() {
		return this.diagnoses.latest();
	}

	/**
	 * Returns a diagnosis.
	 * @param id the id of the diagnosis
	 * @return the diagnosis; empty if it is not kept any more
	 */
	public Optional<Diagnosis> find(String id) {
		return latest().stream().filter((diagnosis) -> diagnosis.id().equals(id)).findFirst();
	}

	/**
	 * Returns the diagnoses of failures of one kind.
	 * @param signature what these failures share
	 * @return the diagnoses, newest first
	 */
	public List<Diagnosis> bySignature(String signature) {
		return latest().stream().filter((diagnosis) -> diagnosis.signature().equals(signature)).toList();
	}

}
