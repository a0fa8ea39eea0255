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

import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.RecoveryStep;

/**
 * What an action needs to know. Safe for use by many threads.
 */
public final class RecoveryContext {

	private final String subject;

	private final Diagnosis diagnosis;

	private final RecoveryStep step;

	private final ResilienceRegistry registry;

	private final BooleanSupplier well;

	/**
	 * Creates a context.
	 * @param subject what is ill, usually the name of an instance
	 * @param diagnosis why
	 * @param step the step to take
	 * @param registry all instances
	 * @param well says whether the subject is well again
	 */
	public RecoveryContext(String subject, Diagnosis diagnosis, RecoveryStep step, ResilienceRegistry registry,
			BooleanSupplier well) {
		this.subject = subject;
		this.diagnosis = diagnosis;
		this.step = step;
		this.registry = registry;
		this.well = well;
	}

	/**
	 * Returns what is ill.
	 * @return usually the name of an instance
	 */
	public String subject() {
		return this.subject;
	}

	/**
	 * Returns why it is ill.
	 * @return the diagnosis
	 */
	public Diagnosis diagnosis() {
		return this.diagnosis;
	}

	/**
	 * Returns the step to take.
	 * @return one of the steps of the diagnosis
	 */
	public RecoveryStep step() {
		return this.step;
	}

	/**
	 * Returns the instance that is ill.
	 * @return the instance; empty if the subject is none
	 */
	public Optional<Resilience> instance() {
		return this.registry.find(this.subject);
	}

	/**
	 * Returns all instances.
	 * @return the registry
	 */
	public ResilienceRegistry registry() {
		return this.registry;
	}

	/**
	 * Returns whether the subject is well by now: its circuit breaker is closed or, where
	 * it has none, no call has failed for good since the action began.
	 * @return whether it is well
	 */
	public boolean isWell() {
		return this.well.getAsBoolean();
	}

	@Override
	public String toString() {
		return "RecoveryContext[" + this.subject + ", step " + this.step.order() + "]";
	}

}
