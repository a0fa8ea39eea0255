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

package dev.resilience.circuitbreaker;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The numbers at which a circuit opens. Each rule is off at 0.
 *
 * @param failureThreshold consecutive failures
 * @param failureCountThreshold failures in the window
 * @param failureRateThreshold failures in the window in per cent of its calls
 * @param slowCallRateThreshold slow calls in the window in per cent of its calls
 * @param minimumCalls the number of calls in the window from which rates are judged
 */
record TripRules(int failureThreshold, int failureCountThreshold, double failureRateThreshold,
		double slowCallRateThreshold, int minimumCalls) {

	/** Judges nothing. */
	static final TripRules NONE = new TripRules(0, 0, 0, 0, 1);

	/**
	 * Returns whether any rule looks at a window.
	 * @return whether outcomes must be recorded in a window
	 */
	boolean needWindow() {
		return this.failureCountThreshold > 0 || this.failureRateThreshold > 0 || this.slowCallRateThreshold > 0;
	}

	/**
	 * Judges the consecutive failures.
	 * @param failures the number of failures since the last success
	 * @return why the circuit should open, or {@code null} if it should not
	 */
	@Nullable String judgeConsecutive(int failures) {
		if (this.failureThreshold > 0 && failures >= this.failureThreshold) {
			return failures + " consecutive failures (threshold " + this.failureThreshold + ")";
		}
		return null;
	}

	/**
	 * Judges the sums of a window.
	 * @param calls the number of calls in the window
	 * @param failures how many of them failed
	 * @param slowCalls how many of them were slow
	 * @return why the circuit should open, or {@code null} if it should not
	 */
	@Nullable String judge(long calls, long failures, long slowCalls) {
		if (this.failureCountThreshold > 0 && failures >= this.failureCountThreshold) {
			return failures + " failures in the window of " + calls + " calls (threshold " + this.failureCountThreshold
					+ ")";
		}
		if (calls < this.minimumCalls) {
			return null;
		}
		if (reaches(this.failureRateThreshold, failures, calls)) {
			return rateText("failure", failures, calls, this.failureRateThreshold);
		}
		if (reaches(this.slowCallRateThreshold, slowCalls, calls)) {
			return rateText("slow-call", slowCalls, calls, this.slowCallRateThreshold);
		}
		return null;
	}

	/**
	 * Returns a rate, as far as there are enough calls to speak of one.
	 * @param part the number of failed or slow calls
	 * @param calls the number of all calls
	 * @return the rate in per cent, or {@link Double#NaN} below the minimum
	 */
	double rate(long part, long calls) {
		return (calls >= this.minimumCalls) ? Math.min(100, part * 100.0 / calls) : Double.NaN;
	}

	private static boolean reaches(double threshold, long part, long calls) {
		return threshold > 0 && part * 100.0 >= threshold * calls;
	}

	private static String rateText(String kind, long part, long calls, double threshold) {
		return String.format(Locale.ROOT, "%s rate %.1f %%: %d of %d calls (threshold %s %%)", kind,
				part * 100.0 / calls, part, calls, threshold);
	}

}
