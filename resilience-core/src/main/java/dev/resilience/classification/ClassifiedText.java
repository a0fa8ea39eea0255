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

package dev.resilience.classification;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A text with what it means, as other tools want to read it.
 *
 * @param text the text
 * @param classification what it means
 * @param context what is known besides
 */
public record ClassifiedText(String text, Classification classification, ClassificationContext context) {

	/**
	 * Classifies a text.
	 * @param text the text
	 * @param classifier says what it means
	 * @param context what is known besides
	 * @return the text with what it means
	 */
	public static ClassifiedText of(String text, FailureClassifier classifier, ClassificationContext context) {
		return new ClassifiedText(text, classifier.classify(text, context), context);
	}

	/**
	 * Returns the fields by which tools exchange classified texts: {@code category} (the
	 * subtype, or the kind in lower case where there is none), {@code original_error},
	 * {@code strategies} and {@code confidence}. The context is left out.
	 * @return the fields, in this order
	 */
	public Map<String, Object> toMap() {
		String subtype = this.classification.subtype();
		String category = subtype.isEmpty() ? this.classification.category().name().toLowerCase(Locale.ROOT) : subtype;
		List<String> strategies = this.classification.strategies().stream().map(RecoveryStrategy::id).toList();
		Map<String, Object> fields = new LinkedHashMap<>();
		fields.put("category", category);
		fields.put("original_error", this.text);
		fields.put("strategies", strategies);
		fields.put("confidence", this.classification.confidence());
		return fields;
	}

}
