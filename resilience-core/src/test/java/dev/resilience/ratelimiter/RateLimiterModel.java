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

package dev.resilience.ratelimiter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a rate limiter should do, written straight from the rules: a bucket of exact
 * fractions of permits and a list of who waits. One rule can be got wrong on purpose.
 */
final class RateLimiterModel {

	private final @Nullable Flaw flaw;

	private final List<Waiting> queue = new ArrayList<>();

	private final List<Admission> admissions = new ArrayList<>();

	/** Those that can be taken back: nobody has taken permits after the last of them. */
	private final List<Integer> undoable = new ArrayList<>();

	private final BigInteger permits;

	private final BigInteger period;

	private final int burst;

	private final long maxWait;

	/** Permits times period. */
	private BigInteger bucket;

	private long now;

	private long rejected;

	RateLimiterModel(RateLimiterConfig config, @Nullable Flaw flaw) {
		this.flaw = flaw;
		this.permits = BigInteger.valueOf(config.permits());
		this.period = BigInteger.valueOf(config.period().toNanos());
		this.burst = config.burst() + ((flaw == Flaw.ONE_MORE_THAN_THE_BURST) ? 1 : 0);
		this.maxWait = config.maxWait().toNanos();
		this.bucket = times(this.burst);
	}

	void pass(long nanos) {
		long target = this.now + nanos;
		serve(target);
		fill(target);
	}

	private void serve(long target) {
		while (!this.queue.isEmpty() && this.now + ready(this.queue.get(0).weight) <= target) {
			Waiting head = this.queue.remove(0);
			fill(this.now + ready(head.weight));
			admit(head.call, head.weight);
		}
	}

	private void fill(long time) {
		BigInteger grown = this.bucket.add(this.permits.multiply(BigInteger.valueOf(time - this.now)));
		this.bucket = grown.min(times(this.burst));
		this.now = time;
	}

	/** How long until there are permits, ahead of whoever waits. */
	private long ready(long wanted) {
		BigInteger missing = times(wanted).subtract(this.bucket);
		return (missing.signum() <= 0) ? 0
				: missing.add(this.permits).subtract(BigInteger.ONE).divide(this.permits).longValueExact();
	}

	long waitNanos(int weight) {
		return ready(this.queue.stream().mapToLong(Waiting::weight).sum() + weight);
	}

	boolean take(int call, int weight) {
		if ((!this.queue.isEmpty() && this.flaw != Flaw.NEWCOMERS_OVERTAKE) || ready(weight) > 0) {
			this.rejected++;
			this.bucket = (this.flaw == Flaw.REFUSALS_COST) ? this.bucket.subtract(BigInteger.ONE).max(BigInteger.ZERO)
					: this.bucket;
			return false;
		}
		admit(call, weight);
		return true;
	}

	boolean await(int call, int weight) {
		if (this.maxWait == 0 || ((this.flaw == Flaw.LONGEST_WAIT_IS_TOO_LONG) ? waitNanos(weight) >= this.maxWait
				: waitNanos(weight) > this.maxWait)) {
			this.rejected++;
			return false;
		}
		this.queue.add(new Waiting(call, weight));
		serve(this.now);
		return true;
	}

	void cancel(int call) {
		this.queue.removeIf((waiting) -> waiting.call == call);
		if (this.flaw != Flaw.NOBODY_MOVES_UP) {
			serve(this.now);
		}
	}

	void release(int call) {
		Admission admission = this.admissions.stream().filter((one) -> one.call == call).findFirst().orElseThrow();
		this.admissions.remove(admission);
		int last = this.undoable.size() - 1;
		if (last >= 0 && this.undoable.get(last) == call) {
			this.undoable.remove(last);
			this.bucket = this.bucket.add(times(admission.weight)).min(times(this.burst));
			serve(this.now);
		}
	}

	int drain() {
		int there = available();
		if (there > 0) {
			this.bucket = this.bucket.subtract(times(there));
			this.undoable.clear();
		}
		return there;
	}

	private void admit(int call, int weight) {
		this.bucket = this.bucket.subtract(times(weight));
		this.undoable.add(call);
		this.admissions.add(new Admission(call, weight, this.now));
	}

	int available() {
		return this.bucket.divide(this.period).intValueExact();
	}

	private BigInteger times(long number) {
		return this.period.multiply(BigInteger.valueOf(number));
	}

	List<Admission> admissions() {
		return this.admissions;
	}

	List<Integer> waiting() {
		return this.queue.stream().map(Waiting::call).toList();
	}

	long rejected() {
		return this.rejected;
	}

	long now() {
		return this.now;
	}

	/**
	 * Looks at every interval that begins and ends with an admission.
	 * @param admissions what was admitted, in order of time
	 * @param config the rate
	 * @return two admissions with too much between them, or {@code null}
	 */
	static @Nullable String excess(List<Admission> admissions, RateLimiterConfig config) {
		BigInteger period = BigInteger.valueOf(config.period().toNanos());
		BigInteger permits = BigInteger.valueOf(config.permits());
		for (int from = 0; from < admissions.size(); from++) {
			long sum = 0;
			for (int to = from; to < admissions.size(); to++) {
				sum += admissions.get(to).weight;
				long span = admissions.get(to).at - admissions.get(from).at;
				BigInteger over = BigInteger.valueOf(sum - config.burst()).multiply(period);
				if (over.compareTo(permits.multiply(BigInteger.valueOf(span))) > 0) {
					return sum + " permits from " + admissions.get(from) + " to " + admissions.get(to);
				}
			}
		}
		return null;
	}

	/**
	 * A rule that a model gets wrong.
	 */
	enum Flaw {

		ONE_MORE_THAN_THE_BURST, NEWCOMERS_OVERTAKE, REFUSALS_COST, LONGEST_WAIT_IS_TOO_LONG, NOBODY_MOVES_UP

	}

	/**
	 * A call that was admitted.
	 *
	 * @param call its number
	 * @param weight what it took
	 * @param at when
	 */
	record Admission(int call, int weight, long at) {

	}

	private record Waiting(int call, int weight) {

	}

}
