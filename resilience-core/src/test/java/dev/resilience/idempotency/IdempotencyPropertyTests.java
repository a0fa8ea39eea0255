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

package dev.resilience.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

import dev.resilience.policy.PolicyContext;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

class IdempotencyPropertyTests {

	private static final int SCHEDULES_PER_FLAW = 30_000;

	@Property(edgeCases = EdgeCasesMode.NONE)
	void storeAgreesWithTheModelAndHasOneRunnerPerKeyAndLease(@ForAll("schedules") Schedule schedule) {
		assertThat(difference(schedule, null)).isNull();
	}

	@Example
	void disagreesWithAModelThatGetsARuleWrong() {
		for (Model.Flaw flaw : Model.Flaw.values()) {
			assertThat(schedules().sampleStream()
				.limit(SCHEDULES_PER_FLAW)
				.anyMatch((schedule) -> difference(schedule, flaw) != null)).as("%s", flaw).isTrue();
		}
	}

	/**
	 * What callers see: the first success of a key is everybody's answer until its time
	 * is over.
	 */
	@Property(edgeCases = EdgeCasesMode.NONE)
	void replayEqualsTheFirstResult(@ForAll("calls") List<Attempt> calls) {
		ManualTime time = ManualTime.stopped();
		Duration ttl = Duration.ofSeconds(5);
		IdempotencyPolicy idempotency = IdempotencyPolicy.of("orders", IdempotencyConfig.builder().ttl(ttl).build(),
				IdempotentOperation.of(new InMemoryIdempotencyStore(time), (call) -> {
					throw new UnsupportedOperationException("Keys are given here");
				}), new IdempotencyCounters(), PolicyContext.standalone(time));
		Map<String, Object> results = new LinkedHashMap<>();
		Map<String, Long> forgottenAt = new LinkedHashMap<>();
		for (Attempt call : calls) {
			time.advance(call.pause());
			if (forgottenAt.getOrDefault(call.key(), Long.MAX_VALUE) <= time.nanoTime()) {
				results.remove(call.key());
			}
			boolean known = results.containsKey(call.key());
			Object fresh = (call.result() != null) ? new Object() : null;
			List<Object> runs = new ArrayList<>();
			Object answer = answer(idempotency, call, runs, fresh);
			assertThat(runs).as("%s of %s", call, calls).hasSize(known ? 0 : 1);
			if (!known && !call.fails()) {
				results.put(call.key(), (fresh != null) ? fresh : Attempt.NOTHING);
				forgottenAt.put(call.key(), time.nanoTime() + ttl.toNanos());
			}
			Object expected = (known || !call.fails()) ? results.get(call.key()) : Attempt.FAILED;
			assertThat(answer).isSameAs(expected);
		}
		assertThat(time.scheduledTasks()).isZero();
	}

	private static Object answer(IdempotencyPolicy idempotency, Attempt call, List<Object> runs,
			@Nullable Object fresh) {
		try {
			Object answer = idempotency.execute(call.key(), null, () -> {
				runs.add(call);
				if (call.fails()) {
					throw new IllegalStateException("broken");
				}
				return fresh;
			});
			return (answer != null) ? answer : Attempt.NOTHING;
		}
		catch (IllegalStateException ex) {
			return Attempt.FAILED;
		}
	}

	@Provide
	static Arbitrary<Schedule> schedules() {
		Arbitrary<Duration> duration = Arbitraries.of(1L, 2L, 3L, 5L).map(Duration::ofSeconds);
		Arbitrary<Integer> key = Arbitraries.integers().between(0, 3);
		Arbitrary<String> print = Arbitraries.of("a", "b").injectNull(0.4);
		Arbitrary<Boolean> takeOver = Arbitraries.of(true, false);
		Arbitrary<Integer> which = Arbitraries.integers().between(0, 9);
		Arbitrary<Step> claim = Combinators.combine(key, print, takeOver, duration).as(ClaimIt::new);
		Arbitrary<Step> pass = Arbitraries
			.oneOf(duration, Arbitraries.of(Duration.ZERO, Duration.ofNanos(1), Duration.ofNanos(999_999_999)))
			.map(Pass::new);
		Arbitrary<Step> step = Arbitraries.frequencyOf(Tuple.of(8, claim), Tuple.of(6, pass),
				Tuple.of(2, Combinators.combine(which, duration).as(Renew::new)),
				Tuple.of(5, Combinators.combine(which, duration).as(Complete::new)),
				Tuple.of(2, which.map(Release::new)), Tuple.of(1, key.map(Remove::new)));
		return Combinators.combine(Arbitraries.integers().between(1, 5), step.list().ofMinSize(1).ofMaxSize(50))
			.as(Schedule::new);
	}

	@Provide
	static Arbitrary<List<Attempt>> calls() {
		Arbitrary<Duration> pause = Arbitraries.of(0L, 1L, 1_000_000_000L, 4_999_999_999L, 5_000_000_000L)
			.map(Duration::ofNanos);
		return Combinators
			.combine(Arbitraries.of("a", "b", "A"), pause, Arbitraries.of(true, false, false),
					Arbitraries.of("result").injectNull(0.3))
			.as(Attempt::new)
			.list()
			.ofMinSize(1)
			.ofMaxSize(25);
	}

	private static @Nullable String difference(Schedule schedule, Model.@Nullable Flaw flaw) {
		Duel duel = new Duel(schedule, flaw);
		int number = 0;
		for (Step step : schedule.steps()) {
			number++;
			String difference = duel.take(step);
			if (difference != null) {
				return "after step " + number + ", " + step + ": " + difference;
			}
		}
		return null;
	}

	/**
	 * A call of the policy.
	 *
	 * @param key its key
	 * @param pause the pause before it
	 * @param fails whether it fails
	 * @param result {@code null} if it returns nothing
	 */
	record Attempt(String key, Duration pause, boolean fails, @Nullable String result) {

		static final Object NOTHING = "nothing";

		static final Object FAILED = "failed";

	}

	/**
	 * What happens to a store.
	 *
	 * @param room how many records it keeps
	 * @param steps what happens
	 */
	record Schedule(int room, List<Step> steps) {

	}

	/**
	 * One thing that happens.
	 */
	sealed interface Step {

	}

	/**
	 * Somebody claims a key.
	 *
	 * @param key the key
	 * @param fingerprint what must be equal
	 * @param takeOver whether to take over
	 * @param lease how long the claim holds
	 */
	record ClaimIt(int key, @Nullable String fingerprint, boolean takeOver, Duration lease) implements Step {

	}

	/**
	 * Time passes.
	 *
	 * @param duration how much
	 */
	record Pass(Duration duration) implements Step {

	}

	/**
	 * An owner, present or past, renews.
	 *
	 * @param which which of them, the latest first
	 * @param lease for how long
	 */
	record Renew(int which, Duration lease) implements Step {

	}

	/**
	 * An owner, present or past, completes.
	 *
	 * @param which which of them, the latest first
	 * @param ttl how long the result is kept
	 */
	record Complete(int which, Duration ttl) implements Step {

	}

	/**
	 * An owner, present or past, gives up.
	 *
	 * @param which which of them, the latest first
	 */
	record Release(int which) implements Step {

	}

	/**
	 * An operator removes a key.
	 *
	 * @param key the key
	 */
	record Remove(int key) implements Step {

	}

	/** A store beside its model, taken through the same steps. */
	private static final class Duel {

		private final ManualTime time = ManualTime.stopped();

		private final InMemoryIdempotencyStore store;

		private final Model model;

		private final int room;

		/** Everybody who was ever told to run. */
		private final List<Owner> owners = new ArrayList<>();

		Duel(Schedule schedule, Model.@Nullable Flaw flaw) {
			this.room = schedule.room();
			this.store = new InMemoryIdempotencyStore(this.time, this.room);
			this.model = new Model(this.room, flaw);
		}

		private @Nullable String take(Step step) {
			Object expected = null;
			Object actual = null;
			if (step instanceof ClaimIt claim) {
				return claim(claim);
			}
			if (step instanceof Pass pass) {
				this.time.advance(pass.duration());
				this.model.now += pass.duration().toNanos();
			}
			else if (step instanceof Remove remove) {
				// Whether an expired result is still there is the store's own affair
				this.store.remove(key(remove.key()));
				this.model.records.remove(remove.key());
			}
			else if (!this.owners.isEmpty()) {
				if (step instanceof Renew renew) {
					Owner owner = owner(renew.which());
					actual = this.store.renew(key(owner.key), owner.token, renew.lease());
					expected = this.model.renew(owner, renew.lease());
				}
				else if (step instanceof Complete complete) {
					Owner owner = owner(complete.which());
					actual = this.store.complete(key(owner.key), owner.token, Ending.ofResult(owner), complete.ttl());
					expected = this.model.complete(owner, complete.ttl());
				}
				else if (step instanceof Release release) {
					Owner owner = owner(release.which());
					actual = this.store.release(key(owner.key), owner.token);
					expected = this.model.release(owner);
				}
			}
			return Objects.equals(actual, expected) ? null : "should be " + expected + ", is " + actual;
		}

		private @Nullable String claim(ClaimIt request) {
			Claim answer = this.store.claim(new ClaimRequest(key(request.key()), "charge", request.fingerprint(), "me",
					request.lease(), request.takeOver()));
			long token = (answer instanceof Claim.Granted granted) ? granted.token() : -1;
			Owner owner = new Owner(request.key(), token);
			Model.Entry before = this.model.records.get(request.key());
			boolean held = before != null && before.result == null && before.until > this.model.now;
			String expected = this.model.claim(request, owner);
			String actual = (answer instanceof Claim.Completed completed) ? "Completed " + completed.ending().content()
					: (answer instanceof Claim.InFlight inFlight) ? "InFlight " + inFlight.remainingLease().toNanos()
							: answer.getClass().getSimpleName();
			if (token >= 0) {
				if (held) {
					return "two run under one key";
				}
				if (this.owners.stream().anyMatch((earlier) -> earlier.key == owner.key && earlier.token >= token)) {
					return "tokens do not rise";
				}
				this.owners.add(owner);
			}
			if (this.store.size() > this.room) {
				return this.store.size() + " records";
			}
			return actual.equals(expected) ? null : "should be " + expected + ", is " + actual;
		}

		private Owner owner(int which) {
			return this.owners.get(this.owners.size() - 1 - which % this.owners.size());
		}

		private static IdempotencyKey key(int number) {
			return IdempotencyKey.of("orders", "key " + number);
		}

	}

	private static final class Owner {

		private final int key;

		private final long token;

		Owner(int key, long token) {
			this.key = key;
			this.token = token;
		}

		@Override
		public String toString() {
			return "of owner " + this.token;
		}

	}

	/** What a store should do, written straight from the rules. */
	private static final class Model {

		private final int room;

		private final @Nullable Flaw flaw;

		private final Map<Integer, Entry> records = new LinkedHashMap<>();

		private long now;

		private long completed;

		Model(int room, @Nullable Flaw flaw) {
			this.room = room;
			this.flaw = flaw;
		}

		private String claim(ClaimIt request, Owner owner) {
			this.records.values().removeIf((entry) -> entry.result != null && over(entry));
			Entry entry = this.records.get(request.key());
			if (entry == null) {
				if (this.records.size() >= this.room && !makeRoom()) {
					return "Full";
				}
				enter(request, owner);
				return "Claimed";
			}
			if (!Objects.equals(entry.fingerprint, request.fingerprint()) && this.flaw != Flaw.FINGERPRINT_IS_IGNORED) {
				return "Mismatch";
			}
			if (entry.result != null) {
				return "Completed " + entry.result;
			}
			if (!over(entry)) {
				return "InFlight " + (entry.until - this.now);
			}
			if (!request.takeOver()) {
				return "Abandoned";
			}
			enter(request, owner);
			return "TakenOver";
		}

		// The result that would expire first, else the claim whose lease was over first
		private boolean makeRoom() {
			return this.records.entrySet()
				.stream()
				.filter((one) -> one.getValue().result != null || over(one.getValue()))
				.min(Comparator.comparing((Map.Entry<Integer, Entry> one) -> one.getValue().result == null)
					.thenComparing((one) -> one.getValue().until)
					.thenComparing((one) -> one.getValue().order))
				.map((one) -> this.records.remove(one.getKey()))
				.isPresent();
		}

		private void enter(ClaimIt request, Owner owner) {
			this.records.put(request.key(),
					new Entry(owner, request.fingerprint(), null, this.now + request.lease().toNanos(), owner.token));
		}

		private boolean over(Entry entry) {
			return (this.flaw == Flaw.LEASE_ENDS_LATE) ? this.now > entry.until : this.now >= entry.until;
		}

		private @Nullable Entry claimOf(Owner owner) {
			Entry entry = this.records.get(owner.key);
			boolean owned = entry != null && entry.result == null
					&& (entry.owner.token == owner.token || this.flaw == Flaw.ANY_TOKEN_WILL_DO);
			return owned ? entry : null;
		}

		private boolean renew(Owner owner, Duration lease) {
			Entry entry = claimOf(owner);
			if (entry != null) {
				this.records.put(owner.key,
						new Entry(entry.owner, entry.fingerprint, null, this.now + lease.toNanos(), entry.order));
			}
			return entry != null;
		}

		private boolean complete(Owner owner, Duration ttl) {
			Entry entry = claimOf(owner);
			if (entry != null) {
				this.records.put(owner.key, new Entry(entry.owner, entry.fingerprint, owner.toString(),
						this.now + ttl.toNanos(), ++this.completed));
			}
			return entry != null;
		}

		private boolean release(Owner owner) {
			return claimOf(owner) != null && this.records.remove(owner.key) != null;
		}

		private record Entry(Owner owner, @Nullable String fingerprint, @Nullable String result, long until,
				long order) {

		}

		/** A rule that a model gets wrong. */
		private enum Flaw {

			FINGERPRINT_IS_IGNORED, LEASE_ENDS_LATE, ANY_TOKEN_WILL_DO

		}

	}

}
