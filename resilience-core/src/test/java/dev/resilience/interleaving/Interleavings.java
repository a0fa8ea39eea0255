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

package dev.resilience.interleaving;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuarantee;
import org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Has Lincheck's model checker walk through the interleavings of the operations of a
 * model. Scenarios come from a fixed seed, so that a run repeats.
 * <p>
 * A model is a public class whose public methods with {@code @Operation} are run by
 * several threads; all that they return must be explained by some order of the same
 * operations of a sequential specification, and what {@code @Validate} asserts must hold
 * in the end. The model checker knows sequential consistency alone; reorderings within a
 * thread are the business of the stress tests.
 */
public final class Interleavings {

	/** Set by the profile {@code full}. */
	private static final boolean FULL = Boolean.getBoolean("interleaving-tests.full");

	private static final int MORE_SCENARIOS = FULL ? 4 : 1;

	private static final int MORE_INTERLEAVINGS = FULL ? 8 : 1;

	/** Looked for among hundreds, which the model checker takes for an endless loop. */
	private static final ManagedStrategyGuarantee THREAD_NUMBERS = ManagedStrategyGuaranteeKt
		.forClasses((name) -> name.endsWith("ThreadStripes"))
		.allMethods()
		.treatAsAtomic();

	/** Values, which threads cannot share in a wrong way. */
	private static final ManagedStrategyGuarantee VALUES = ManagedStrategyGuaranteeKt
		.forClasses((name) -> name.startsWith("java.math.") || name.startsWith("java.time.")
				|| name.startsWith("java.util.stream."))
		.allMethods()
		.treatAsAtomic();

	/**
	 * Maps with keys that have hash codes of their own (others are given one by the model
	 * checker where it looks), as far as they only hand out what they contain: it must
	 * see how something gets into them, else it takes it for what only one thread knows,
	 * and lets no other act while it is looked at.
	 */
	private static final ManagedStrategyGuarantee MAPS = ManagedStrategyGuaranteeKt
		.forClasses((name) -> name.startsWith("java.util.concurrent.ConcurrentHashMap"))
		.methods("entrySet", "forEach", "get", "hasNext", "iterator", "next", "remove", "values")
		.treatAsAtomic();

	/** A search that ends as soon as something is found may take longer. */
	private static final int MORE_FOR_MUTANTS = 3;

	private final Class<?> specification;

	private int threads = 2;

	private int operations = 2;

	private int before = 2;

	private int after = 2;

	private int scenarios = 8;

	private int interleavings = 30;

	private Interleavings(Class<?> specification) {
		this.specification = specification;
	}

	/**
	 * Begins to say what is run.
	 * @param specification what all results are explained by; the model itself where only
	 * its own assertions count
	 * @return two threads with two operations each, two before and two after them, in 8
	 * scenarios of 30 interleavings
	 */
	public static Interleavings of(Class<?> specification) {
		return new Interleavings(specification);
	}

	/**
	 * Sets how many threads run how many operations at the same time.
	 * @param threads the number of threads
	 * @param operations the number of operations of each
	 * @return this object
	 */
	public Interleavings parallel(int threads, int operations) {
		this.threads = threads;
		this.operations = operations;
		return this;
	}

	/**
	 * Sets how many operations one thread runs before and after those that run at the
	 * same time.
	 * @param before the number of operations before
	 * @param after the number of operations after
	 * @return this object
	 */
	public Interleavings around(int before, int after) {
		this.before = before;
		this.after = after;
		return this;
	}

	/**
	 * Sets how much is tried where the profile {@code full} is off.
	 * @param scenarios the number of scenarios
	 * @param interleavings the number of interleavings of each
	 * @return this object
	 */
	public Interleavings effort(int scenarios, int interleavings) {
		this.scenarios = scenarios;
		this.interleavings = interleavings;
		return this;
	}

	/**
	 * Asserts that no interleaving breaks a model.
	 * @param model the model
	 */
	public void assertHolds(Class<?> model) {
		check(options(1), model);
	}

	/**
	 * Asserts that an interleaving is found that breaks a model, and that it takes one:
	 * one thread alone cannot break it.
	 * @param mutant the model
	 */
	public void assertBreaks(Class<?> mutant) {
		ModelCheckingOptions options = options(MORE_FOR_MUTANTS).minimizeFailedScenario(false);
		assertThat(catchThrowable(() -> check(options, mutant)))
			.as("what the model checker finds in %s", mutant.getSimpleName())
			.isInstanceOf(LincheckAssertionError.class);
		Interleavings alone = new Interleavings(this.specification).parallel(1, this.threads * this.operations)
			.around(this.before, this.after);
		check(alone.effort(this.scenarios, 1).options(1), mutant);
	}

	// Transitions and the like are logged, which is not what is modelled.
	private static void check(ModelCheckingOptions options, Class<?> model) {
		Logger logger = (Logger) LoggerFactory.getLogger("dev.resilience");
		Level level = logger.getLevel();
		logger.setLevel(Level.OFF);
		try {
			options.check(model);
		}
		finally {
			logger.setLevel(level);
		}
	}

	private ModelCheckingOptions options(int factor) {
		return new ModelCheckingOptions().iterations(this.scenarios * MORE_SCENARIOS)
			.invocationsPerIteration(this.interleavings * MORE_INTERLEAVINGS * factor)
			.threads(this.threads)
			.actorsPerThread(this.operations)
			.actorsBefore(this.before)
			.actorsAfter(this.after)
			.addGuarantee(THREAD_NUMBERS)
			.addGuarantee(VALUES)
			.addGuarantee(MAPS)
			.sequentialSpecification(this.specification);
	}

}
