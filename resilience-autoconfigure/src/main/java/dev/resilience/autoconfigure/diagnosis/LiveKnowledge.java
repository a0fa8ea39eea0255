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

package dev.resilience.autoconfigure.diagnosis;

import java.util.List;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.diagnosis.KnowledgeBase;

/**
 * The known patterns, which can be read again while the application runs. Safe for use by
 * many threads.
 */
public final class LiveKnowledge implements Supplier<KnowledgeBase> {

	private static final Logger logger = LoggerFactory.getLogger(LiveKnowledge.class);

	private final KnowledgeSource source;

	private volatile KnowledgeBase base;

	/**
	 * Reads the patterns for the first time.
	 * @param source where they come from
	 * @throws StartupProblemsException if they cannot be read
	 */
	public LiveKnowledge(KnowledgeSource source) {
		this.source = source;
		this.base = KnowledgeBase.of(source.read());
	}

	@Override
	public KnowledgeBase get() {
		return this.base;
	}

	/**
	 * Reads the patterns again. If anything is wrong with them, those in force stay.
	 * @return what is wrong; empty if the new patterns hold now
	 */
	public List<StartupProblem> reload() {
		try {
			this.base = KnowledgeBase.of(this.source.read());
			logger.info("{} known patterns of failures are in force", this.base.patterns().size());
			return List.of();
		}
		catch (StartupProblemsException ex) {
			logger.warn("The known patterns of failures were not replaced: {}", ex.getMessage());
			return ex.problems();
		}
	}

}
