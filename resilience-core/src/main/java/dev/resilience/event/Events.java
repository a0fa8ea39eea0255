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

package dev.resilience.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries events from policies to listeners, on the thread on which they happen.
 * Publishers ask {@link #wanted} first and build an event only if someone listens. A
 * listener that throws changes nothing but a log line. Safe for use by many threads;
 * listeners are called without any lock held.
 */
public final class Events {

	private static final Logger logger = LoggerFactory.getLogger(Events.class);

	private volatile List<Registration<?>> registrations = List.of();

	/**
	 * Registers a listener.
	 * @param <E> the type of events
	 * @param type the type of events to listen to, subtypes included
	 * @param listener the listener
	 * @return the subscription, to be closed when no more events are wanted
	 */
	public <E extends ResilienceEvent> Subscription on(Class<E> type, Consumer<? super E> listener) {
		Registration<E> registration = new Registration<>(type, listener);
		synchronized (this) {
			List<Registration<?>> extended = new ArrayList<>(this.registrations);
			extended.add(registration);
			this.registrations = List.copyOf(extended);
		}
		return () -> remove(registration);
	}

	private synchronized void remove(Registration<?> registration) {
		List<Registration<?>> reduced = new ArrayList<>(this.registrations);
		reduced.remove(registration);
		this.registrations = List.copyOf(reduced);
	}

	/**
	 * Returns whether anyone listens to a type of events.
	 * @param type the type of event that would be published
	 * @return whether a listener would be called
	 */
	public boolean wanted(Class<? extends ResilienceEvent> type) {
		for (Registration<?> registration : this.registrations) {
			if (registration.type.isAssignableFrom(type)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Hands an event to all listeners of its type.
	 * @param event the event
	 */
	public void publish(ResilienceEvent event) {
		for (Registration<?> registration : this.registrations) {
			registration.accept(event);
		}
	}

	/**
	 * The tie between a listener and the bus.
	 */
	@FunctionalInterface
	public interface Subscription extends AutoCloseable {

		/**
		 * Removes the listener. Closing twice has no effect.
		 */
		@Override
		void close();

	}

	/** Two registrations of one listener are two: compared by identity. */
	private static final class Registration<E extends ResilienceEvent> {

		private final Class<E> type;

		private final Consumer<? super E> listener;

		Registration(Class<E> type, Consumer<? super E> listener) {
			this.type = type;
			this.listener = listener;
		}

		void accept(ResilienceEvent event) {
			if (!this.type.isInstance(event)) {
				return;
			}
			try {
				this.listener.accept(this.type.cast(event));
			}
			catch (Throwable ex) {
				logger.warn("Listener {} failed on {}; the call goes on unchanged", this.listener, event, ex);
			}
		}

	}

}
