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

package dev.resilience.autoconfigure.classification;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.ClassificationRule;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureCodeReader;
import dev.resilience.classification.FailureKnowledge;

/**
 * Classifies by the rules of all beans, then by those of the settings, then by those of
 * the library. The beans are fetched when the first call fails, so that they may depend
 * on whatever they like. Safe for use by many threads.
 */
final class ClassifierOfBeans implements FailureClassifier {

	private static final Logger logger = LoggerFactory.getLogger(ClassifierOfBeans.class);

	private final ObjectProvider<ClassificationRule> rules;

	private final ObjectProvider<FailureKnowledge> knowledge;

	private final ObjectProvider<FailureCodeReader> readers;

	private final List<ClassificationRule> written;

	private volatile @Nullable FailureClassifier classifier;

	ClassifierOfBeans(ObjectProvider<ClassificationRule> rules, ObjectProvider<FailureKnowledge> knowledge,
			ObjectProvider<FailureCodeReader> readers, List<ClassificationRule> written) {
		this.rules = rules;
		this.knowledge = knowledge;
		this.readers = readers;
		this.written = written;
	}

	@Override
	public Classification classify(Throwable failure, ClassificationContext context) {
		return classifier().classify(failure, context);
	}

	@Override
	public Classification classify(String message, ClassificationContext context) {
		return classifier().classify(message, context);
	}

	private FailureClassifier classifier() {
		FailureClassifier known = this.classifier;
		if (known == null) {
			known = create();
			this.classifier = known;
		}
		return known;
	}

	private FailureClassifier create() {
		try {
			List<ClassificationRule> all = new ArrayList<>(this.rules.orderedStream().toList());
			this.knowledge.orderedStream().map(FailureKnowledge::asRule).forEach(all::add);
			all.addAll(this.written);
			return FailureClassifier.standard(all, this.readers.orderedStream().toList());
		}
		catch (Throwable ex) {
			logger.warn(
					"Rules for failures that are beans cannot be had; those of the settings and of the library hold",
					ex);
			return FailureClassifier.standard(this.written);
		}
	}

}
