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

package dev.resilience.autoconfigure.settings;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects what is wrong while an application starts, so that all of it is reported at
 * once. Thread-safe.
 */
public final class StartupProblems {

	/** The place of a setting inside a block of an instance, up to its own name. */
	private static final Pattern BLOCK = Pattern.compile("(?:[^.]+\\.){4}");

	private final Set<StartupProblem> problems = new LinkedHashSet<>();

	private final Set<String> doubtful = new HashSet<>();

	/**
	 * Adds a problem, unless the same one was added before.
	 * @param problem what is wrong
	 */
	public synchronized void add(StartupProblem problem) {
		if (this.doubtful.stream().noneMatch(problem.place()::startsWith)) {
			this.problems.add(problem);
		}
	}

	/**
	 * Adds problems, each unless the same one was added before.
	 * @param found what is wrong
	 */
	public synchronized void addAll(Collection<StartupProblem> found) {
		found.forEach(this::add);
	}

	/**
	 * Leaves out from now on what may be no more than a consequence of settings that
	 * cannot be read: problems with settings of the same block.
	 * @param unreadable what is wrong with settings that cannot be read
	 */
	synchronized void leaveOutConsequencesOf(Collection<StartupProblem> unreadable) {
		for (StartupProblem problem : unreadable) {
			Matcher block = BLOCK.matcher(problem.place());
			if (block.lookingAt()) {
				this.doubtful.add(block.group());
			}
		}
	}

	/**
	 * Does something that may find problems and keeps those it finds.
	 * @param <T> the type of the result
	 * @param work what to do
	 * @return the result, or nothing where problems were found
	 */
	public <T> Optional<T> collect(Supplier<T> work) {
		try {
			return Optional.of(work.get());
		}
		catch (StartupProblemsException ex) {
			addAll(ex.problems());
			return Optional.empty();
		}
	}

	/**
	 * Returns what is wrong so far.
	 * @return the problems in the order in which they were found
	 */
	public synchronized List<StartupProblem> found() {
		return List.copyOf(this.problems);
	}

	/**
	 * Throws if anything is wrong.
	 * @throws StartupProblemsException listing everything that is wrong
	 */
	public void throwIfAny() {
		List<StartupProblem> found = found();
		if (!found.isEmpty()) {
			throw new StartupProblemsException(found);
		}
	}

}
