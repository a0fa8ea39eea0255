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

package dev.resilience.healing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.circuitbreaker.CircuitBreaker;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.circuitbreaker.CircuitBreakerTransition;
import dev.resilience.diagnosis.Diagnoser;
import dev.resilience.event.Events;
import dev.resilience.policy.ConfigCheck;
import dev.resilience.policy.PolicyMode;
import dev.resilience.redaction.Redactor;
import dev.resilience.retry.RetryExhausted;
import dev.resilience.time.TimeSource;
import dev.resilience.time.TimerTask;

/**
 * Makes ill subjects well, as far as it is allowed to: when a circuit breaker opens, or a
 * call of an instance without one fails for good, it has the failure diagnosed, takes the
 * steps of the diagnosis that an action can take, looks whether that has helped, and
 * tries the next one if not. Like a controller it looks at what is, not at what was
 * announced: whoever is still ill after a while is treated again, within the limits of
 * {@link HealingConfig}. Circuits of single keys are left alone.
 * <p>
 * Diagnoses, actions and journal run on a thread of its own; calls never wait for them.
 * What they throw is written down and ends nothing else. Safe for use by many threads.
 */
public final class Healer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Healer.class);

	/** The number of subjects that are looked after at once. */
	private static final int MAX_SUBJECTS = 1000;

	private final Map<String, Treatment> treatments = new ConcurrentHashMap<>();

	private final Map<HealingOutcome, AtomicLong> counts = new EnumMap<>(HealingOutcome.class);

	private final List<Events.Subscription> subscriptions = new CopyOnWriteArrayList<>();

	private final ResilienceRegistry registry;

	private final Diagnoser diagnoser;

	private final List<RecoveryAction> actions;

	private final GuardedHealingJournal journal;

	private final Redactor redactor;

	private final HealingConfig config;

	private final TimeSource time;

	private final ActionLimits limits;

	/** What would run does not keep from running what does. */
	private final ActionLimits dryRunLimits;

	private final Executor executor;

	/** Interrupts actions that take too long. */
	private final Resilience actionLimit;

	private volatile boolean halted;

	private volatile boolean closed;

	private Healer(Builder builder) {
		this.registry = builder.registry;
		this.diagnoser = builder.diagnoser;
		this.actions = List.copyOf(builder.actions);
		this.redactor = Redactor.guarded(builder.redactor);
		this.journal = (builder.journal instanceof GuardedHealingJournal guarded) ? guarded
				: new GuardedHealingJournal(builder.journal, builder.redactor);
		this.config = builder.config;
		this.time = this.registry.context().time();
		this.limits = new ActionLimits(this.config);
		this.dryRunLimits = new ActionLimits(this.config);
		this.executor = (builder.executor != null) ? builder.executor : new HealingThread();
		this.actionLimit = Resilience.builder("healing").time(this.time).timeout(this.config.actionTimeout()).build();
		for (HealingOutcome outcome : HealingOutcome.values()) {
			this.counts.put(outcome, new AtomicLong());
		}
	}

	/**
	 * Begins a healer.
	 * @param registry the instances to look after
	 * @param diagnoser says what is wrong with them
	 * @return a new builder: a dry run without actions, with a journal in memory
	 */
	public static Builder builder(ResilienceRegistry registry, Diagnoser diagnoser) {
		return new Builder(registry, diagnoser);
	}

	/**
	 * Begins to look after the instances, those included that are ill already. Has no
	 * effect where everything is off.
	 * @return this healer
	 */
	public Healer start() {
		if (this.config.isOn() && !this.closed && this.subscriptions.isEmpty()) {
			this.subscriptions.add(this.registry.events().on(CircuitBreakerTransition.class, this::onTransition));
			this.subscriptions.add(this.registry.events().on(RetryExhausted.class, this::onExhausted));
			lookAround();
		}
		return this;
	}

	private void onTransition(CircuitBreakerTransition transition) {
		if (transition.to() == CircuitBreakerState.OPEN && transition.key() == null) {
			observe(transition.instance(), null, "The circuit breaker opened: " + transition.cause(), false);
		}
	}

	private void onExhausted(RetryExhausted event) {
		Throwable failure = event.failure();
		if (failure != null && this.registry.context().classify(failure, event.instance()).excusesTarget()) {
			return;
		}
		// Where there is a circuit breaker, it is the one that judges
		if (this.treatments.containsKey(event.instance()) || breaker(event.instance()) == null) {
			observe(event.instance(), failure, "All attempts failed", false);
		}
	}

	/**
	 * Reports that something is ill. Nothing happens where everything is off, healing is
	 * halted, or the subject is being treated.
	 * @param subject the name of an instance, or of anything else that actions know
	 * @param failure what shows that it is ill
	 */
	public void observe(String subject, Throwable failure) {
		observe(Objects.requireNonNull(subject), Objects.requireNonNull(failure), "", true);
	}

	private void observe(String subject, @Nullable Throwable failure, String hint, boolean reported) {
		if (this.halted || this.closed || !this.config.isOn()) {
			return;
		}
		Treatment present = this.treatments.get(subject);
		if (present != null) {
			present.noteFailure(failure);
			return;
		}
		if (this.treatments.size() >= MAX_SUBJECTS) {
			logger.debug("{} subjects are ill; '{}' has to wait", MAX_SUBJECTS, subject);
			return;
		}
		Treatment treatment = new Treatment(this, subject, failure, hint, reported);
		if (this.treatments.putIfAbsent(subject, treatment) == null) {
			run(treatment::begin);
		}
	}

	// Events may have been missed: what counts is what is
	private void lookAround() {
		for (Resilience instance : this.registry.instances()) {
			CircuitBreaker breaker = breaker(instance.name());
			if (breaker != null && breaker.state() == CircuitBreakerState.OPEN) {
				observe(instance.name(), null, "The circuit breaker is open", false);
			}
		}
	}

	/**
	 * Stops all healing until it is resumed: what runs ends, nothing else begins.
	 * @param by who wants that, for the log
	 */
	public void halt(String by) {
		if (!this.halted) {
			this.halted = true;
			logger.warn("Healing was halted by {}", by);
		}
	}

	/**
	 * Lets healing go on, and looks at what is ill by now.
	 * @param by who wants that, for the log
	 */
	public void resume(String by) {
		if (this.halted) {
			this.halted = false;
			logger.info("Healing was resumed by {}", by);
			if (!this.subscriptions.isEmpty()) {
				lookAround();
			}
		}
	}

	/**
	 * Returns whether healing was halted.
	 * @return whether nothing begins
	 */
	public boolean isHalted() {
		return this.halted;
	}

	/**
	 * Returns the subjects that are looked after.
	 * @return the names of those that are or were ill a short time ago
	 */
	public Collection<String> subjects() {
		return List.copyOf(this.treatments.keySet());
	}

	/**
	 * Returns how many events of an outcome were written down.
	 * @param outcome the outcome
	 * @return the number, which only rises
	 */
	public long count(HealingOutcome outcome) {
		return Objects.requireNonNull(this.counts.get(outcome)).get();
	}

	/**
	 * Returns the journal, guarded against failures.
	 * @return the journal
	 */
	public GuardedHealingJournal journal() {
		return this.journal;
	}

	/**
	 * Returns the actions that steps may ask for.
	 * @return the actions, in the order in which they are asked
	 */
	public List<RecoveryAction> actions() {
		return this.actions;
	}

	/**
	 * Returns how far healing may go.
	 * @return the settings
	 */
	public HealingConfig config() {
		return this.config;
	}

	/**
	 * Stops to look after the instances, for good. An action that runs is interrupted.
	 */
	@Override
	public void close() {
		this.closed = true;
		this.subscriptions.forEach(Events.Subscription::close);
		if (this.executor instanceof HealingThread thread) {
			thread.close();
		}
	}

	ResilienceRegistry registry() {
		return this.registry;
	}

	Diagnoser diagnoser() {
		return this.diagnoser;
	}

	Redactor redactor() {
		return this.redactor;
	}

	Resilience actionLimit() {
		return this.actionLimit;
	}

	ActionLimits limits(HealingMode mode) {
		return (mode == HealingMode.ACT) ? this.limits : this.dryRunLimits;
	}

	long now() {
		return this.time.nanoTime();
	}

	Instant wallTime() {
		return this.time.wallClock().instant();
	}

	/**
	 * Returns the circuit breaker that says whether a subject is well.
	 * @param subject the subject
	 * @return the circuit breaker, or {@code null} if there is none that is on
	 */
	@Nullable CircuitBreaker breaker(String subject) {
		CircuitBreaker breaker = this.registry.find(subject)
			.map((instance) -> instance.policies().circuitBreaker())
			.orElse(null);
		return (breaker != null && breaker.mode() != PolicyMode.OFF) ? breaker : null;
	}

	/**
	 * Returns why so much is ill that the cause must be a shared one.
	 * @return the reason, or {@code null} if little enough is ill
	 */
	@Nullable String sharedIllness() {
		Collection<String> ill = new ArrayList<>();
		for (Resilience instance : this.registry.instances()) {
			CircuitBreaker breaker = breaker(instance.name());
			if (breaker != null && breaker.state() == CircuitBreakerState.OPEN) {
				ill.add(instance.name());
			}
		}
		int others = 0;
		for (Treatment treatment : this.treatments.values()) {
			if (!ill.contains(treatment.subject()) && treatment.isIll()) {
				ill.add(treatment.subject());
			}
			others += this.registry.find(treatment.subject()).isEmpty() ? 1 : 0;
		}
		int all = this.registry.instances().size() + others;
		return (ill.size() > 1 && ill.size() * 100L > (long) this.config.maxIllShare() * all)
				? ill.size() + " of " + all + " subjects are ill, more than " + this.config.maxIllShare()
						+ " %: the cause must be a shared one"
				: null;
	}

	void record(HealingEvent event) {
		Objects.requireNonNull(this.counts.get(event.outcome())).incrementAndGet();
		this.journal.append(event);
		if (this.registry.events().wanted(HealingRecorded.class)) {
			this.registry.events()
				.publish(new HealingRecorded(event.subject(), event.at(), event.id(), event.action(), event.mode(),
						event.outcome()));
		}
	}

	void escalate(HealingEscalated event) {
		logger.warn("'{}' is still ill and healing does nothing more: {} (cause: {}; tried: {})", event.instance(),
				event.reason(), event.rootCause(), event.tried());
		if (this.registry.events().wanted(HealingEscalated.class)) {
			this.registry.events().publish(event);
		}
	}

	void end(Treatment treatment) {
		this.treatments.remove(treatment.subject(), treatment);
	}

	/**
	 * Does something on the thread of healing.
	 * @param work what to do
	 */
	void run(Runnable work) {
		this.executor.execute(() -> {
			if (this.closed) {
				return;
			}
			try {
				work.run();
			}
			catch (Throwable ex) {
				logger.error("Healing failed", ex);
			}
		});
	}

	/**
	 * Does something on the thread of healing when some time has passed.
	 * @param delay the time
	 * @param work what to do
	 */
	void runLater(Duration delay, Runnable work) {
		if (!this.closed) {
			this.time.schedule(new TimerTask() {

				@Override
				protected void fire() {
					run(work);
				}

			}, TimeSource.after(now(), ConfigCheck.nanos(delay)));
		}
	}

	/**
	 * Collects what a healer needs. Not safe for use by many threads.
	 */
	public static final class Builder {

		private final ResilienceRegistry registry;

		private final Diagnoser diagnoser;

		private List<RecoveryAction> actions = List.of();

		private HealingJournal journal = new InMemoryHealingJournal();

		private Redactor redactor = Redactor.standard();

		private HealingConfig config = HealingConfig.defaults();

		private @Nullable Executor executor;

		private Builder(ResilienceRegistry registry, Diagnoser diagnoser) {
			this.registry = Objects.requireNonNull(registry);
			this.diagnoser = Objects.requireNonNull(diagnoser);
		}

		/**
		 * Sets the actions that steps may ask for.
		 * @param actions the actions; where two fit a step the first one comes first
		 * @return this builder
		 */
		public Builder actions(List<? extends RecoveryAction> actions) {
			this.actions = List.copyOf(actions);
			return this;
		}

		/**
		 * Sets where it is written down what was done.
		 * @param journal the journal; one that fails harms nothing
		 * @return this builder
		 */
		public Builder journal(HealingJournal journal) {
			this.journal = journal;
			return this;
		}

		/**
		 * Sets what masks secrets in what is written down.
		 * @param redactor the redactor
		 * @return this builder
		 */
		public Builder redactor(Redactor redactor) {
			this.redactor = redactor;
			return this;
		}

		/**
		 * Sets how far healing may go.
		 * @param config the settings
		 * @return this builder
		 */
		public Builder config(HealingConfig config) {
			this.config = config;
			return this;
		}

		/**
		 * Sets where healing runs, in place of a thread of its own.
		 * @param executor runs one thing after the other
		 * @return this builder
		 */
		public Builder executor(Executor executor) {
			this.executor = executor;
			return this;
		}

		/**
		 * Builds the healer, which does nothing before it is started.
		 * @return the healer
		 * @throws IllegalArgumentException if two actions have the same id
		 */
		public Healer build() {
			List<String> ids = this.actions.stream().map(RecoveryAction::id).toList();
			for (String id : ids) {
				if (ids.indexOf(id) != ids.lastIndexOf(id)) {
					throw new IllegalArgumentException("Two recovery actions have the id '" + id + "'");
				}
			}
			return new Healer(this);
		}

	}

}
