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

/**
 * Why a failure was classified as it was.
 *
 * @param kind by what the rule matched, which is also how specific it is
 * @param matched what matched: the name of a class, a code such as {@code SQLSTATE 40001}
 * or {@code HTTP 503}, a keyword; empty where nothing did
 * @param depth how far below the failure as it was thrown: 0 for itself, 1 for its cause
 */
public record Evidence(Kind kind, String matched, int depth) {

	/** Nothing matched. */
	public static final Evidence NONE = new Evidence(Kind.NONE, "", 0);

	/**
	 * By what a rule matched, the most telling first.
	 */
	public enum Kind {

		/** A rule or setting of the user. */
		USER,

		/** The exception says it of itself. */
		SELF,

		/** An exact code, such as an SQLSTATE or the status of an answer. */
		CODE,

		/** Exactly this type. */
		TYPE,

		/** The class of a code, such as the first two digits of an SQLSTATE. */
		CODE_CLASS,

		/** A supertype. */
		SUPERTYPE,

		/** Only a wrapper, which says little. */
		WRAPPER,

		/** A word in the message. */
		KEYWORD,

		/** Nothing. */
		NONE

	}

}
