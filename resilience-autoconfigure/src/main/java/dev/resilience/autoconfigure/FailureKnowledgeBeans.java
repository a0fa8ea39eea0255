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

package dev.resilience.autoconfigure;

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

import dev.resilience.classification.FailureHint;
import dev.resilience.classification.FailureKnowledge;

/**
 * The knowledge of all beans, those of the user before ours; the first that knows a
 * failure has the say. The beans are fetched when the first call fails, so that they may
 * depend on whatever they like.
 */
final class FailureKnowledgeBeans implements FailureKnowledge {

	private static final Logger logger = LoggerFactory.getLogger(FailureKnowledgeBeans.class);

	private final ObjectProvider<FailureKnowledge> source;

	private volatile @Nullable List<FailureKnowledge> beans;

	FailureKnowledgeBeans(ObjectProvider<FailureKnowledge> source) {
		this.source = source;
	}

	@Override
	public @Nullable FailureHint hint(Throwable failure) {
		List<FailureKnowledge> known = this.beans;
		if (known == null) {
			known = this.source.orderedStream().toList();
			this.beans = known;
		}
		for (FailureKnowledge bean : known) {
			FailureHint hint = ask(bean, failure);
			if (hint != null) {
				return hint;
			}
		}
		return null;
	}

	private static @Nullable FailureHint ask(FailureKnowledge bean, Throwable failure) {
		try {
			return bean.hint(failure);
		}
		catch (Throwable ex) {
			logger.warn("{} failed on {}; the next one is asked", bean, failure.getClass(), ex);
			return null;
		}
	}

}
