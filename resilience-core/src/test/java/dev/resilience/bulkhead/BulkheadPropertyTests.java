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

package dev.resilience.bulkhead;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

import dev.resilience.policy.OutcomeKind;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.SharedCall;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class BulkheadPropertyTests {

	private static final int SCHEDULES_PER_FLAW = 30_000;

	@Property(edgeCases = EdgeCasesMode.NONE)
	void agreesWithTheModelAfterEveryStepAndLeavesNothing(@ForAll("schedules") Schedule schedule) {
		assertThat(difference(schedule, null)).isNull();
	}

	@Example
	void disagreesWithAModelThatGetsARuleWrong() {
		for (BulkheadModel.Flaw flaw : BulkheadModel.Flaw.values()) {
			assertThat(schedules().sampleStream()
				.limit(SCHEDULES_PER_FLAW)
				.anyMatch((schedule) -> difference(schedule, flaw) != null)).as("%s", flaw).isTrue();
		}
	}

	@Provide
	static Arbitrary<Schedule> schedules() {
		Arbitrary<Integer> limit = Arbitraries.integers().between(0, 4);
		Arbitrary<Integer> queue = Arbitraries.integers().between(0, 4);
		Arbitrary<Integer> which = Arbitraries.integers().between(0, 7);
		Arbitrary<Step> resize = Combinators.combine(limit, queue)
			.as((most, places) -> new Step(Kind.RESIZE, most, places));
		Arbitrary<Step> step = Arbitraries.frequencyOf(Tuple.of(6, Arbitraries.just(new Step(Kind.ENTER, 0, 0))),
				Tuple.of(8, Arbitraries.just(new Step(Kind.AWAIT, 0, 0))),
				Tuple.of(8, which.map((one) -> new Step(Kind.EXIT, one, 0))),
				Tuple.of(3, which.map((one) -> new Step(Kind.RELEASE, one, 0))),
				Tuple.of(4, which.map((one) -> new Step(Kind.CANCEL, one, 0))), Tuple.of(2, resize));
		return Combinators.combine(limit, queue, step.list().ofMinSize(1).ofMaxSize(60)).as(Schedule::new);
	}

	private static @Nullable String difference(Schedule schedule, BulkheadModel.@Nullable Flaw flaw) {
		Duel duel = new Duel(schedule, flaw);
		int number = 0;
		for (Step step : schedule.steps()) {
			number++;
			String difference = duel.take(step);
			if (difference != null) {
				return "after step " + number + ", " + step + ": " + difference;
			}
		}
		return duel.leftover();
	}

	private static BulkheadConfig config(int limit, int queue) {
		return BulkheadConfig.builder().maxConcurrent(limit).queueSize(queue).build();
	}

	/**
	 * What happens to a bulkhead.
	 *
	 * @param limit how many calls may run to begin with
	 * @param queue how many may wait to begin with
	 * @param steps what happens
	 */
	record Schedule(int limit, int queue, List<Step> steps) {

	}

	/**
	 * One thing that happens.
	 *
	 * @param kind what
	 * @param number which call, or the new limit
	 * @param queue the new size of the queue
	 */
	record Step(Kind kind, int number, int queue) {

		@Override
		public String toString() {
			return switch (this.kind) {
				case ENTER, AWAIT -> this.kind.name();
				case EXIT, RELEASE, CANCEL -> this.kind + " " + this.number;
				case RESIZE -> "RESIZE " + this.number + "+" + this.queue;
			};
		}

	}

	/**
	 * What can happen.
	 */
	enum Kind {

		ENTER, AWAIT, EXIT, RELEASE, CANCEL, RESIZE

	}

	/** A bulkhead beside its model, taken through the same steps. */
	private static final class Duel {

		private final ManualTime time = ManualTime.stopped();

		private final Bulkhead bulkhead;

		private final BulkheadModel model;

		/** The places of waiters by the numbers of their calls. */
		private final List<@Nullable Waiter> places = new ArrayList<>();

		private final List<Integer> running = new ArrayList<>();

		private final List<Integer> refused = new ArrayList<>();

		Duel(Schedule schedule, BulkheadModel.@Nullable Flaw flaw) {
			this.bulkhead = Bulkhead.of("db", config(schedule.limit(), schedule.queue()),
					PolicyContext.standalone(this.time));
			this.model = new BulkheadModel(schedule.limit(), schedule.queue(), flaw);
		}

		private @Nullable String take(Step step) {
			int before = this.running.size();
			int limit = this.bulkhead.config().maxConcurrent();
			switch (step.kind()) {
				case ENTER -> enter();
				case AWAIT -> await();
				case EXIT, RELEASE -> {
					if (!this.running.isEmpty()) {
						end(step);
					}
				}
				case CANCEL -> {
					if (!this.model.waiting().isEmpty()) {
						cancel(this.model.waiting().get(step.number() % this.model.waiting().size()));
					}
				}
				case RESIZE -> {
					limit = step.number();
					this.bulkhead.reconfigure(config(step.number(), step.queue()));
					this.model.resize(step.number(), step.queue());
				}
			}
			if (this.running.size() > Math.max(before, limit)) {
				return this.running.size() + " calls run";
			}
			return difference();
		}

		private void enter() {
			int call = this.places.size();
			this.places.add(null);
			this.model.enter(call, false);
			if (this.bulkhead.tryEnter(SharedCall.INSTANCE, 0) >= 0) {
				this.running.add(call);
			}
			else {
				this.bulkhead.reject(SharedCall.INSTANCE);
				this.refused.add(call);
			}
		}

		private void await() {
			int call = this.places.size();
			Waiter place = this.bulkhead.await(SharedCall.INSTANCE, 0);
			this.places.add(place);
			this.model.enter(call, true);
			if (place != null) {
				place.onSettled(() -> ((place.poll() >= 0) ? this.running : this.refused).add(call));
			}
			else {
				this.refused.add(call);
			}
		}

		private void end(Step step) {
			int call = this.running.remove(step.number() % this.running.size());
			Waiter place = this.places.get(call);
			if (place != null && place.cancel() < 0) {
				throw new IllegalStateException("Call " + call + " has lost its permit");
			}
			this.model.exit(call);
			if (step.kind() == Kind.RELEASE) {
				this.bulkhead.release(0);
			}
			else {
				this.bulkhead.exit(0, OutcomeKind.SUCCESS, null, null, 0);
			}
		}

		private void cancel(int call) {
			this.model.cancel(call);
			Waiter place = this.places.get(call);
			if (place != null) {
				place.cancel();
			}
		}

		private @Nullable String difference() {
			BulkheadSnapshot snapshot = this.bulkhead.snapshot();
			List<Object> actual = List.of(this.running, this.refused, snapshot.active(), snapshot.waiting(),
					snapshot.accepted(), this.bulkhead.isAvailable(), this.bulkhead.isIdle());
			List<Object> expected = List.of(this.model.running(), this.model.refused(), this.model.running().size(),
					this.model.waiting().size(), this.model.accepted(), this.model.isAvailable(),
					this.model.running().isEmpty() && this.model.waiting().isEmpty());
			return actual.equals(expected) ? null : "should be " + expected + ", is " + actual;
		}

		private @Nullable String leftover() {
			while (!this.model.waiting().isEmpty()) {
				cancel(this.model.waiting().get(0));
			}
			while (!this.running.isEmpty()) {
				end(new Step(Kind.EXIT, 0, 0));
			}
			String difference = difference();
			if (difference != null) {
				return "at the end: " + difference;
			}
			return (this.bulkhead.isIdle() && this.time.scheduledTasks() == 0) ? null : "something is left";
		}

	}

	/** What a bulkhead should do, written straight from the rules. */
	private static final class BulkheadModel {

		private final @Nullable Flaw flaw;

		private final List<Integer> running = new ArrayList<>();

		private final List<Integer> waiting = new ArrayList<>();

		private final List<Integer> refused = new ArrayList<>();

		private int limit;

		private int places;

		private long accepted;

		BulkheadModel(int limit, int places, @Nullable Flaw flaw) {
			this.limit = limit;
			this.places = places;
			this.flaw = flaw;
		}

		private void enter(int call, boolean patient) {
			int queue = this.places + ((this.flaw == Flaw.ONE_PLACE_TOO_MANY) ? 1 : 0);
			if (this.running.size() < this.limit && this.waiting.isEmpty() && (!patient || this.places > 0)) {
				admit(call);
			}
			else if (patient && this.limit > 0 && this.waiting.size() < queue) {
				this.waiting.add(call);
			}
			else {
				this.refused.add(call);
			}
		}

		private void admit(int call) {
			this.running.add(call);
			this.accepted++;
		}

		private void exit(int call) {
			this.running.remove((Integer) call);
			serve();
		}

		private void cancel(int call) {
			this.waiting.remove((Integer) call);
			this.refused.add(call);
		}

		private void resize(int newLimit, int newPlaces) {
			this.limit = newLimit;
			this.places = newPlaces;
			serve();
			if (newLimit == 0 && this.flaw != Flaw.NOTHING_IS_WAITED_FOR) {
				this.refused.addAll(this.waiting);
				this.waiting.clear();
			}
		}

		private void serve() {
			while (!this.waiting.isEmpty()
					&& this.running.size() < this.limit + ((this.flaw == Flaw.ONE_TOO_MANY) ? 1 : 0)) {
				int last = this.waiting.size() - 1;
				admit(this.waiting.remove((this.flaw == Flaw.LAST_COME_FIRST_SERVED) ? last : 0));
			}
		}

		private boolean isAvailable() {
			return (this.waiting.isEmpty() && this.running.size() < this.limit)
					|| (this.limit > 0 && this.waiting.size() < this.places);
		}

		private List<Integer> running() {
			return this.running;
		}

		private List<Integer> waiting() {
			return this.waiting;
		}

		private List<Integer> refused() {
			return this.refused;
		}

		private long accepted() {
			return this.accepted;
		}

		/** A rule that a model gets wrong. */
		private enum Flaw {

			ONE_PLACE_TOO_MANY, ONE_TOO_MANY, LAST_COME_FIRST_SERVED, NOTHING_IS_WAITED_FOR

		}

	}

}
