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
import java.util.Locale;

import dev.resilience.classification.Classification;
import dev.resilience.classification.ClassificationContext;
import dev.resilience.classification.Evidence;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureSignature;
import dev.resilience.classification.Failures;

/**
 * What patterns look at: a failure taken apart, so that it need not be kept itself. May
 * hold secrets. Immutable.
 */
public final class FailureFacts {

	private final List<FailureLink> links;

	private final int unwrappedDepth;

	private final String text;

	private final Classification classification;

	private final String signature;

	private final String instance;

	private FailureFacts(List<FailureLink> links, int unwrappedDepth, String text, Classification classification,
			String signature, String instance) {
		this.links = links;
		this.unwrappedDepth = unwrappedDepth;
		this.text = text;
		this.classification = classification;
		this.signature = signature;
		this.instance = instance;
	}

	/**
	 * Takes a failure apart. Does not throw, whatever the failure does.
	 * @param failure the failure as it was thrown
	 * @param classifier says what it means
	 * @param instance the name of the instance whose call failed, or empty
	 * @return the facts
	 */
	public static FailureFacts of(Throwable failure, FailureClassifier classifier, String instance) {
		try {
			Classification classification = classifier.classify(failure, ClassificationContext.of(instance));
			return new FailureFacts(FailureLink.chain(failure), unwrappedDepth(failure), "", classification,
					FailureSignature.of(failure, classification), instance);
		}
		catch (Throwable ex) {
			String type = failure.getClass().getName();
			return new FailureFacts(List.of(FailureLink.unreadable(type)), 0, "", Classification.UNKNOWN,
					FailureSignature.of("unreadable", type), instance);
		}
	}

	private static int unwrappedDepth(Throwable failure) {
		Throwable actual = Failures.unwrap(failure);
		int depth = 0;
		for (Throwable current = failure; current != null && current != actual; current = current.getCause()) {
			depth++;
		}
		return depth;
	}

	/**
	 * Looks at a text.
	 * @param text the text, such as a line of a log
	 * @param classifier says what it means
	 * @param instance the name of the instance whose call failed, or empty
	 * @return the facts
	 */
	public static FailureFacts of(String text, FailureClassifier classifier, String instance) {
		Classification classification;
		try {
			classification = classifier.classify(text, ClassificationContext.of(instance));
		}
		catch (Throwable ex) {
			classification = Classification.UNKNOWN;
		}
		return new FailureFacts(List.of(FailureLink.ofText(text)), 0, text, classification,
				FailureSignature.of(classification.ruleId(), text), instance);
	}

	/**
	 * Returns what the failure means.
	 * @return the classification
	 */
	public Classification classification() {
		return this.classification;
	}

	/**
	 * Returns what failures of one kind share.
	 * @return the signature
	 */
	public String signature() {
		return this.signature;
	}

	/**
	 * Returns the instance whose call failed.
	 * @return the name of the instance, or empty
	 */
	public String instance() {
		return this.instance;
	}

	List<FailureLink> links() {
		return this.links;
	}

	// The exception to which the classification points: wrappers say less
	FailureLink decisive() {
		Evidence evidence = this.classification.evidence();
		int depth = (evidence.kind() != Evidence.Kind.NONE) ? evidence.depth() : this.unwrappedDepth;
		return this.links.stream().filter((link) -> link.depth() == depth).findFirst().orElse(this.links.get(0));
	}

	String text() {
		return this.text;
	}

	boolean isText() {
		return this.links.get(0).type().isEmpty();
	}

	// The code that classified it, or one that it carries; empty where there is none
	String code() {
		Evidence evidence = this.classification.evidence();
		if (evidence.kind() == Evidence.Kind.CODE || evidence.kind() == Evidence.Kind.CODE_CLASS) {
			return evidence.matched();
		}
		return this.links.stream().flatMap((link) -> link.codes().stream()).findFirst().orElse("");
	}

	boolean hasCode(FailureLink link, String code) {
		if (isText()) {
			return containsWord(plainCodes(link.message()), code.toLowerCase(Locale.ROOT));
		}
		return link.codes().stream().anyMatch((actual) -> isCode(actual, code))
				|| (link.depth() == this.classification.evidence().depth() && isCode(code(), code));
	}

	boolean hasType(FailureLink link, String name) {
		return isText() ? containsWord(this.text, name) : link.typeNames().contains(name);
	}

	private static boolean isCode(String actual, String wanted) {
		return wanted.endsWith("*") ? actual.regionMatches(true, 0, wanted, 0, wanted.length() - 1)
				: actual.equalsIgnoreCase(wanted);
	}

	// "SQLState: 40001", "SQLSTATE=[40001]" and "HTTP/1.1 503" are codes, too
	private static String plainCodes(String text) {
		StringBuilder plain = new StringBuilder(text.length());
		for (int i = 0; i < text.length(); i++) {
			char character = Character.toLowerCase(text.charAt(i));
			boolean kept = Character.isLetterOrDigit(character) || character == '.';
			boolean blank = plain.isEmpty() || plain.charAt(plain.length() - 1) == ' ';
			if (kept || !blank) {
				plain.append(kept ? character : ' ');
			}
		}
		return plain.toString().replace("http 1.1 ", "http ").replace("http status ", "http ");
	}

	private static boolean containsWord(String text, String word) {
		boolean prefix = word.endsWith("*");
		String wanted = prefix ? word.substring(0, word.length() - 1) : word;
		for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
			boolean begins = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
			int end = at + wanted.length();
			if (begins && (prefix || end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
				return true;
			}
		}
		return false;
	}

}
