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

package dev.resilience.policy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.time.Deadline;
import dev.resilience.time.WaitingRoom;

/**
 * An asynchronous call on its way through a pipeline, or the part of one that has a limit
 * of its own. At any time it does one thing, waits for one thing or runs the work, and
 * knows how that is ended. What goes on later does so with the context of the caller, on
 * a thread that neither the timer nor another call needs. Safe for use by many threads.
 */
public final class AsyncCall {

	private static final Logger logger = LoggerFactory.getLogger(AsyncCall.class);

	private static final Runnable NOTHING = () -> {
	};

	/** Stands in the place of the action once the call has been ended from outside. */
	private static final Runnable ENDED = () -> {
	};

	private final Call facts;

	private final PolicyContext context;

	private final @Nullable AsyncCall enclosing;

	private final @Nullable Deadline limits;

	private final ContextCarrier.Captured captured;

	private final @Nullable ClassLoader loader;

	/** The repeated attempt that began this call or part, if one did. */
	private final @Nullable Integer repeat;

	private final AtomicReference<Runnable> action = new AtomicReference<>(NOTHING);

	private volatile boolean cancelled;

	private volatile boolean reachedTarget;

	private volatile boolean emitted;

	/**
	 * Creates a call that the current thread makes, under the limits of the thread.
	 * @param facts the facts of the call, on which policies leave notes
	 * @param context what the policies share
	 */
	public AsyncCall(Call facts, PolicyContext context) {
		this.facts = facts;
		this.context = context;
		this.enclosing = null;
		this.limits = Deadline.current();
		this.captured = context.carrier().captureToContinue();
		this.loader = Thread.currentThread().getContextClassLoader();
		this.repeat = CurrentAttempt.number();
	}

	private AsyncCall(AsyncCall enclosing, @Nullable Deadline limits) {
		this.facts = enclosing.facts.detach();
		this.context = enclosing.context;
		this.enclosing = enclosing;
		this.limits = limits;
		this.captured = enclosing.captured;
		this.loader = enclosing.loader;
		this.repeat = CurrentAttempt.number();
		this.cancelled = enclosing.cancelled;
		enclosing.onCancel(new Ending(this));
	}

	/**
	 * Begins a part of this call that can be ended alone. Its notes are taken over by
	 * {@link #merge}.
	 * @param limits the limits under which the part runs, innermost first
	 * @return the part
	 */
	public AsyncCall nested(@Nullable Deadline limits) {
		return new AsyncCall(this, limits);
	}

	/**
	 * Takes over the notes of a part that has ended in time.
	 * @param part a part of this call
	 */
	public void merge(AsyncCall part) {
		this.facts.merge(part.facts);
	}

	/**
	 * Returns the facts of the call, on which policies leave notes.
	 * @return the facts
	 */
	public Call facts() {
		return this.facts;
	}

	/**
	 * Returns what the policies share, among it the time and where calls wait.
	 * @return the surroundings of the policies
	 */
	public PolicyContext context() {
		return this.context;
	}

	/**
	 * Returns the limits under which this call runs.
	 * @return the innermost limit, or {@code null} for none
	 */
	public @Nullable Deadline limits() {
		return this.limits;
	}

	/**
	 * Returns the repeated attempt in which this call or part began, be it that of an
	 * enclosing call or of the caller of this process.
	 * @return the number of the attempt, or {@code null} if nobody else repeats
	 */
	public @Nullable Integer repeat() {
		return this.repeat;
	}

	/**
	 * Returns how this call ended, seen by an instance.
	 * @param failure what ended it
	 * @param instance the name of the instance that asks
	 * @return the kind
	 */
	public OutcomeKind outcome(Throwable failure, String instance) {
		return this.cancelled ? OutcomeKind.IGNORED : OutcomeKind.of(failure, instance, this.limits);
	}

	/**
	 * Says how what this call does now is ended from outside. Replaces what was said
	 * before; runs at once if the call has been ended already.
	 * @param ending how it is ended, on any thread; must not throw
	 */
	public void onCancel(Runnable ending) {
		Runnable before;
		do {
			before = this.action.get();
			if (isEnding(before)) {
				run(ending);
				return;
			}
		}
		while (!this.action.compareAndSet(before, ending));
	}

	// By identity: it is a mark, not a value
	@SuppressWarnings("ReferenceEquality")
	private static boolean isEnding(Runnable action) {
		return action == ENDED;
	}

	/**
	 * Prepares a wait of this call, which is what this call does now: ending the call
	 * ends the wait as interrupted. What follows the wait goes on by {@link #execute}.
	 * @param room where the call waits
	 * @param then what follows the wait, told why it ended
	 * @return the wait, to be begun by the caller of this method
	 */
	public WaitingRoom.Delay prepareWait(WaitingRoom room, Consumer<WaitingRoom.Wake> then) {
		WaitingRoom.Delay delay = room.prepare((wake) -> execute(() -> then.accept(wake)));
		// Said before the wait begins: said later, it could replace what follows the
		// wait.
		onCancel(() -> delay.end(WaitingRoom.Wake.INTERRUPTED));
		return delay;
	}

	/**
	 * Says that the caller does not want this call any more: it ends as ignored, whatever
	 * comes of it.
	 */
	public void cancel() {
		this.cancelled = true;
		abandon();
	}

	/**
	 * Ends what this call does because nobody waits for it any more, for instance as its
	 * time is over.
	 */
	public void abandon() {
		run(this.action.getAndSet(ENDED));
	}

	private static void run(Runnable ending) {
		try {
			ending.run();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("Cancelling by {} failed", ending, ex);
		}
	}

	/**
	 * Returns whether the caller has cancelled this call.
	 * @return whether it was cancelled
	 */
	public boolean isCancelled() {
		return this.cancelled;
	}

	/**
	 * Returns whether this call has been cancelled or abandoned, so that nothing more may
	 * be begun for it.
	 * @return whether it has been ended from outside
	 */
	public boolean isEnded() {
		return isEnding(this.action.get());
	}

	/**
	 * Notes that the target is called.
	 */
	public void reachTarget() {
		for (AsyncCall call = this; call != null; call = call.enclosing) {
			call.reachedTarget = true;
		}
	}

	/**
	 * Returns whether the target was called.
	 * @return whether any attempt reached it
	 */
	public boolean reachedTarget() {
		return this.reachedTarget;
	}

	/**
	 * Notes that part of the result is about to reach the caller, so that nothing can be
	 * repeated or replaced any more.
	 * @return whether it may be delivered; not if this call has ended, as another attempt
	 * may be under way already
	 */
	public boolean emitted() {
		for (AsyncCall call = this; call != null && !call.emitted; call = call.enclosing) {
			call.emitted = true;
		}
		// Whoever goes on instead ends this call first and then asks: one of the two sees
		// the other.
		return !isEnded();
	}

	/**
	 * Returns whether part of the result has reached the caller.
	 * @return whether anything was emitted
	 */
	public boolean hasEmitted() {
		return this.emitted;
	}

	/**
	 * Goes on with this call on another thread.
	 * @param step what comes next
	 */
	public void execute(Runnable step) {
		execute(this.context.continuations(), step);
	}

	/**
	 * Goes on with this call on a thread of an executor. Where it has none, the current
	 * thread does the step: a call must go on.
	 * @param executor where threads come from
	 * @param step what comes next
	 */
	public void execute(Executor executor, Runnable step) {
		Runnable carried = () -> inContext(step);
		try {
			executor.execute(carried);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// The latter is what the JVM throws where no thread can be started.
			carried.run();
		}
	}

	/**
	 * Does a step of this call on the current thread, in the context of its caller and
	 * under its limits.
	 * @param step the step
	 */
	public void inContext(Runnable step) {
		Thread thread = Thread.currentThread();
		ClassLoader previousLoader = thread.getContextClassLoader();
		Deadline previous = Deadline.adopt(this.limits);
		ContextCarrier.Scope scope = open();
		thread.setContextClassLoader(this.loader);
		Integer outer = CurrentAttempt.bind(this.repeat);
		try {
			step.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("A step of an asynchronous call failed", ex);
		}
		finally {
			CurrentAttempt.bind(outer);
			thread.setContextClassLoader(previousLoader);
			close(scope);
			Deadline.adopt(previous);
		}
	}

	// A call must go on, even if the context of its caller cannot.
	private ContextCarrier.Scope open() {
		try {
			return this.captured.open();
		}
		catch (RuntimeException ex) {
			logger.warn("Context of an asynchronous call could not be taken to another thread", ex);
			return () -> {
			};
		}
	}

	private static void close(ContextCarrier.Scope scope) {
		try {
			scope.close();
		}
		catch (RuntimeException ex) {
			logger.warn("Context of an asynchronous call could not be removed", ex);
		}
	}

	/**
	 * Tells a completion of a step on the current thread, under the limits of this call
	 * instead of those of a part that has ended.
	 * @param step what is told
	 */
	public void outside(Runnable step) {
		Deadline previous = Deadline.adopt(this.limits);
		try {
			step.run();
		}
		finally {
			Deadline.adopt(previous);
		}
	}

	/**
	 * Returns why nothing is begun any more for a call that {@linkplain #isEnded() has
	 * ended}.
	 * @return the exception
	 */
	public static CancellationException cancellation() {
		return new CancellationException("The call was cancelled before it reached the target");
	}

	/**
	 * Ends a part together with the whole.
	 *
	 * @param part the part
	 */
	private record Ending(AsyncCall part) implements Runnable {

		@Override
		public void run() {
			AsyncCall whole = this.part.enclosing;
			if (whole != null && whole.cancelled) {
				this.part.cancelled = true;
			}
			this.part.abandon();
		}

	}

}
