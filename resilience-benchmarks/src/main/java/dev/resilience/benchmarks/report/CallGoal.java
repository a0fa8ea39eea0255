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

package dev.resilience.benchmarks.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A goal for the time and the bytes of one call, as a multiple of somebody else's.
 *
 * @param id the name of the goal
 * @param subject the case in words
 * @param ours our case
 * @param threads the number of threads
 * @param against the cases of the peers
 * @param library the peer that counts, or {@code null} for the fastest
 * @param factor the multiple of the peer's time that ours may take
 * @param bytes the bytes that ours may allocate
 * @param bytesOver whether the bytes count on top of the peer's
 */
record CallGoal(String id, String subject, String ours, int threads, List<String> against, String library,
		double factor, double bytes, boolean bytesOver) implements Goal {

	/** Allocation of JMH's own, spread over the calls. */
	private static final double NO_BYTES = 0.5;

	/**
	 * Begins a goal that says nothing about bytes.
	 * @param id the name of the goal
	 * @param subject the case in words
	 * @param ours our case
	 * @param factor the multiple of the fastest peer's time in the same case
	 * @return the goal, for one thread
	 */
	static CallGoal of(String id, String subject, String ours, double factor) {
		return new CallGoal(id, subject, ours, 1, List.of(ours), null, factor, Double.POSITIVE_INFINITY, false);
	}

	/**
	 * Takes peers from other cases.
	 * @param cases the cases
	 * @return the goal
	 */
	CallGoal against(String... cases) {
		return new CallGoal(this.id, this.subject, this.ours, this.threads, List.of(cases), this.library, this.factor,
				this.bytes, this.bytesOver);
	}

	/**
	 * Lets one peer count only.
	 * @param peer the peer
	 * @return the goal
	 */
	CallGoal library(String peer) {
		return new CallGoal(this.id, this.subject, this.ours, this.threads, this.against, peer, this.factor, this.bytes,
				this.bytesOver);
	}

	/**
	 * Bounds the bytes.
	 * @param limit the bytes that a call may allocate
	 * @return the goal
	 */
	CallGoal bytes(int limit) {
		return new CallGoal(this.id, this.subject, this.ours, this.threads, this.against, this.library, this.factor,
				limit, false);
	}

	/**
	 * Bounds the bytes in relation to the peer.
	 * @param limit the bytes that a call may allocate more than the peer
	 * @return the goal
	 */
	CallGoal bytesOver(int limit) {
		return new CallGoal(this.id, this.subject, this.ours, this.threads, this.against, this.library, this.factor,
				limit, true);
	}

	/**
	 * Measures with two threads on one instance.
	 * @return the goal
	 */
	CallGoal twoThreads() {
		return new CallGoal(this.id, this.subject, this.ours, 2, this.against, this.library, this.factor, this.bytes,
				this.bytesOver);
	}

	@Override
	public String demand() {
		String peer = (this.library != null) ? Libraries.name(new Measurement.Call(this.against.get(0), this.library))
				: "the fastest peer";
		String demand = String.format(Locale.ROOT, "at most %s × %s", Numbers.plain(this.factor), peer);
		if (Double.isInfinite(this.bytes)) {
			return demand;
		}
		if (this.bytesOver) {
			return demand + ", at most " + Numbers.plain(this.bytes) + " B over it";
		}
		return demand + ((this.bytes > 0) ? ", at most " + Numbers.plain(this.bytes) + " B" : ", 0 B");
	}

	@Override
	public Optional<Verdict> judge(Results results) {
		Optional<Measurement> our = results.find(this.ours, Results.OURS, this.threads);
		Optional<Measurement> their = (this.library != null)
				? results.find(this.against.get(0), this.library, this.threads)
				: results.fastestPeer(this.against, this.threads);
		if (our.isEmpty() || their.isEmpty()) {
			return Optional.empty();
		}
		return Optional.of(judge(our.get(), their.get()));
	}

	private Verdict judge(Measurement our, Measurement their) {
		double ratio = our.nanos() / their.nanos();
		double limit = (this.bytesOver ? their.bytes() : 0) + this.bytes;
		StringBuilder missed = new StringBuilder();
		if (!(ratio <= this.factor)) {
			missed.append("time");
		}
		if (!Double.isInfinite(limit) && !(our.bytes() <= limit + NO_BYTES)) {
			missed.append(missed.isEmpty() ? "bytes" : " and bytes");
		}
		return Verdict.of(Numbers.cost(our), Libraries.name(their.call()) + " " + Numbers.cost(their),
				String.format(Locale.ROOT, "%.2f", ratio), missed.toString());
	}

	@Override
	public boolean isBenchmark() {
		return true;
	}

}
