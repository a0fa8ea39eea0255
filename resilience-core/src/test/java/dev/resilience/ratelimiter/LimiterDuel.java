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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.Waiter;
import dev.resilience.time.ManualTime;

/**
 * A rate limiter beside its model, taken through the same steps.
 */
final class LimiterDuel {

	/**
	 * A limiter begins to count its time anew now and then, at the earliest after a
	 * second; what was taken before then stays spent.
	 */
	private static final long GIVEN_BACK_EXACTLY = Duration.ofSeconds(1).toNanos();

	private final ManualTime time = ManualTime.stopped();

	private final LimiterSchedule schedule;

	private final RateLimiter limiter;

	private final RateLimiterModel model;

	private final Map<Integer, Waiter> waiters = new HashMap<>();

	private final Map<Integer, Long> permits = new HashMap<>();

	private final List<RateLimiterModel.Admission> admissions = new ArrayList<>();

	private int calls;

	private LimiterDuel(LimiterSchedule schedule, RateLimiterModel.@Nullable Flaw flaw) {
		this.schedule = schedule;
		this.limiter = RateLimiter.of("search", schedule.config(), PolicyContext.standalone(this.time));
		this.model = new RateLimiterModel(schedule.config(), flaw);
	}

	/**
	 * Takes both through a schedule.
	 * @param schedule the steps
	 * @param flaw what the model gets wrong, or {@code null}
	 * @return how they differ and since when, or {@code null} if they do not
	 */
	static @Nullable String difference(LimiterSchedule schedule, RateLimiterModel.@Nullable Flaw flaw) {
		LimiterDuel duel = new LimiterDuel(schedule, flaw);
		int number = 0;
		for (LimiterSchedule.Step step : schedule.steps()) {
			number++;
			String difference = duel.take(step);
			if (difference != null) {
				return "after step " + number + ", " + step + ": " + difference;
			}
		}
		return duel.leftover();
	}

	private @Nullable String take(LimiterSchedule.Step step) {
		String difference = null;
		if (step instanceof LimiterSchedule.Take take) {
			difference = take(this.schedule.weight(take.weight()));
		}
		else if (step instanceof LimiterSchedule.Await await) {
			difference = await(this.schedule.weight(await.weight()));
		}
		else if (step instanceof LimiterSchedule.Pass pass) {
			pass(pass.nanos());
		}
		else if (step instanceof LimiterSchedule.PassToPermits pass) {
			pass(Math.max(0, this.model.waitNanos(this.schedule.weight(pass.weight())) + pass.beyond()));
		}
		else if (step instanceof LimiterSchedule.Cancel cancel && !this.model.waiting().isEmpty()) {
			int call = this.model.waiting().get(cancel.which() % this.model.waiting().size());
			this.model.cancel(call);
			this.waiters.get(call).cancel();
		}
		else if (step instanceof LimiterSchedule.Release release && !this.admissions.isEmpty()
				&& this.time.nanoTime() <= GIVEN_BACK_EXACTLY) {
			release(release.which() % this.admissions.size());
		}
		else if (step instanceof LimiterSchedule.Drain) {
			int expected = this.model.drain();
			int drained = this.limiter.drain();
			difference = (drained == expected) ? null : "should drain " + expected + ", did " + drained;
		}
		return (difference != null) ? difference : difference();
	}

	private @Nullable String take(int weight) {
		int call = this.calls++;
		long permit = this.limiter.tryEnter(call(weight), this.time.nanoTime());
		boolean expected = this.model.take(call, weight);
		if (permit >= 0) {
			admitted(call, weight, permit);
			return expected ? null : "should not be admitted";
		}
		return expected ? "should be admitted" : rejected(weight);
	}

	private @Nullable String await(int weight) {
		int call = this.calls++;
		Waiter waiter = this.limiter.await(call(weight), this.time.nanoTime());
		boolean expected = this.model.await(call, weight);
		if (waiter != null) {
			this.waiters.put(call, waiter);
			waiter.onSettled(() -> {
				if (waiter.poll() >= 0) {
					admitted(call, weight, waiter.poll());
				}
			});
			return expected ? null : "should not wait";
		}
		return expected ? "should wait" : rejected(weight);
	}

	private @Nullable String rejected(int weight) {
		long retryAfter = this.limiter.reject(call(weight)).retryAfter().toNanos();
		long expected = this.model.waitNanos(weight);
		return (retryAfter == expected) ? null : "should come back after " + expected + ", not " + retryAfter;
	}

	private void admitted(int call, int weight, long permit) {
		this.permits.put(call, permit);
		this.admissions.add(new RateLimiterModel.Admission(call, weight, this.time.nanoTime()));
	}

	private void release(int which) {
		RateLimiterModel.Admission admission = this.admissions.remove(this.admissions.size() - 1 - which);
		this.limiter.release(this.permits.remove(admission.call()));
		this.model.release(admission.call());
	}

	private void pass(long nanos) {
		this.time.advance(Duration.ofNanos(nanos));
		this.model.pass(nanos);
	}

	private static Call call(int weight) {
		return new RateLimiterTests.WeightedCall(weight);
	}

	private @Nullable String difference() {
		RateLimiterSnapshot snapshot = this.limiter.snapshot();
		List<Object> actual = List.of(snapshot.available(), snapshot.waiting(), snapshot.nextPermitWait().toNanos(),
				snapshot.rejected(), this.admissions);
		List<Object> expected = List.of(this.model.available(), this.model.waiting().size(), this.model.waitNanos(1),
				this.model.rejected(), this.model.admissions());
		if (!actual.equals(expected)) {
			return "should be " + expected + ", is " + actual;
		}
		List<RateLimiterModel.Admission> ordered = new ArrayList<>(this.admissions);
		ordered.sort(Comparator.comparingLong(RateLimiterModel.Admission::at));
		return RateLimiterModel.excess(ordered, this.schedule.config());
	}

	private @Nullable String leftover() {
		while (!this.model.waiting().isEmpty()) {
			int call = this.model.waiting().get(0);
			this.model.cancel(call);
			this.waiters.get(call).cancel();
		}
		int tasks = this.time.scheduledTasks();
		int waiting = this.limiter.snapshot().waiting();
		return (tasks == 0 && waiting == 0) ? null : tasks + " tasks and " + waiting + " waiters are left behind";
	}

}
