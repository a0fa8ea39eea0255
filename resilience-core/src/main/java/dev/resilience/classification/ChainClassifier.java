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

import org.jspecify.annotations.Nullable;

/**
 * Classifies by the rules of the library: looks at a failure and everything that caused
 * it, and lets the most telling rule speak. What was suppressed is looked at only if that
 * says nothing, and words only if nothing else does.
 *
 * @param readers reads codes
 */
record ChainClassifier(CodeReaders readers) {

	Classification classify(Throwable failure) {
		CauseChain chain = CauseChain.of(failure);
		RuleHit best = bestOf(chain);
		if (best == null || !best.isTelling()) {
			best = RuleHit.better(best, bestOf(chain.suppressed()));
		}
		if (best == null) {
			Classification words = wordsOf(chain);
			return (words != null) ? words : Classification.UNKNOWN;
		}
		return corrected(best, chain);
	}

	private @Nullable RuleHit bestOf(CauseChain chain) {
		RuleHit best = null;
		for (int i = 0; i < chain.failures().size(); i++) {
			best = RuleHit.better(best, hit(chain.failures().get(i), chain.depths().get(i)));
		}
		return best;
	}

	private @Nullable RuleHit hit(Throwable failure, int depth) {
		TypeFacts facts = TypeFacts.of(failure.getClass());
		if (facts.isSelfClassifying()) {
			Classification own = ownOf(failure);
			if (own != null) {
				Evidence evidence = new Evidence(Evidence.Kind.SELF, failure.getClass().getName(), depth);
				return RuleHit.of(own.toBuilder().evidence(evidence).build(), FailureRule.Reach.EXACT);
			}
		}
		RuleHit type = facts.find(failure, depth);
		return facts.isOverCode() ? type : RuleHit.better(this.readers.find(failure, facts, depth), type);
	}

	private static @Nullable Classification ownOf(Throwable failure) {
		try {
			return (failure instanceof SelfClassifying classifying) ? classifying.classification() : null;
		}
		catch (Throwable ex) {
			return null;
		}
	}

	// Facts that hold whichever rule speaks
	private static Classification corrected(RuleHit best, CauseChain chain) {
		Classification meaning = best.meaning();
		if (best.rank() == RuleHit.SELF) {
			return meaning;
		}
		if (meaning.category() == FailureCategory.TIMEOUT) {
			Classification interrupt = interruptIn(chain);
			if (interrupt != null) {
				return interrupt;
			}
		}
		// Whatever the driver said, no statement was sent
		if (meaning.retryable() == Retryable.IF_IDEMPOTENT && neverRan(chain)) {
			return meaning.toBuilder().retryable(Retryable.YES).effect(Effect.NOT_RUN).build();
		}
		return meaning;
	}

	private static @Nullable Classification interruptIn(CauseChain chain) {
		for (int i = 0; i < chain.failures().size(); i++) {
			Throwable failure = chain.failures().get(i);
			if (failure instanceof InterruptedException) {
				RuleHit hit = TypeFacts.of(failure.getClass()).find(failure, chain.depths().get(i));
				return (hit != null) ? hit.meaning() : null;
			}
		}
		return null;
	}

	private static boolean neverRan(CauseChain chain) {
		return chain.failures().stream().anyMatch((failure) -> TypeFacts.of(failure.getClass()).isNeverRan());
	}

	private static @Nullable Classification wordsOf(CauseChain chain) {
		for (int i = 0; i < chain.failures().size(); i++) {
			Classification meaning = FailureRules.STANDARD.ofText(MessageText.of(chain.failures().get(i)),
					chain.depths().get(i));
			if (meaning != null) {
				return meaning;
			}
		}
		return null;
	}

}
