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

import java.util.List;
import java.util.Locale;

/**
 * Classifies by the simple names of types alone.
 */
final class TypeNameClassifier implements FailureClassifier {

	static final TypeNameClassifier SHARED = new TypeNameClassifier();

	private static final Classification UNKNOWN = Classification.UNKNOWN.toBuilder().subtype("unknown").build();

	private static final List<Name> NAMES = List.of(new Name("timeout", FailureCategory.TIMEOUT, "transient"),
			new Name("connect", FailureCategory.NETWORK, "transient"),
			new Name("network", FailureCategory.NETWORK, "transient"),
			new Name("validation", FailureCategory.VALIDATION, "validation"),
			new Name("schema", FailureCategory.VALIDATION, "validation"),
			new Name("parse", FailureCategory.VALIDATION, "validation"));

	private TypeNameClassifier() {
	}

	@Override
	public Classification classify(Throwable failure, ClassificationContext context) {
		String simpleName = Failures.unwrap(failure).getClass().getSimpleName();
		String type = simpleName.toLowerCase(Locale.ROOT);
		for (Name name : NAMES) {
			if (type.contains(name.part())) {
				return Classification.builder(name.category())
					.subtype(name.subtype())
					.ruleId("name-" + name.part())
					.evidence(new Evidence(Evidence.Kind.TYPE, simpleName, 0))
					.build();
			}
		}
		return UNKNOWN;
	}

	@Override
	public Classification classify(String message, ClassificationContext context) {
		return UNKNOWN;
	}

	private record Name(String part, FailureCategory category, String subtype) {
	}

}
