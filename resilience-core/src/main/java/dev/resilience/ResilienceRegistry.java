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

package dev.resilience;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.event.Events;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;

/**
 * All instances of an application by name. Names are compared in uniform form: case,
 * {@code -} and {@code _} make no difference. Closing the registry ends every wait of a
 * call at once; admitted calls finish. Safe for use by many threads; listeners are called
 * without any lock held.
 */
public final class ResilienceRegistry implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceRegistry.class);

	/** No legal name, so that it is nobody else's. */
	private static final String OVERFLOW = "(overflow)";

	private final Map<String, Resilience> instances = new ConcurrentHashMap<>();

	private final List<InstanceListener> listeners = new CopyOnWriteArrayList<>();

	/** Held while instances are counted that nobody configured. */
	private final ReentrantLock creation = new ReentrantLock();

	/** Names in uniform form of the instances that nobody configured. */
	private final Set<String> dynamic = ConcurrentHashMap.newKeySet();

	private final PolicyContext context;

	private final Function<String, @Nullable InstanceConfig> configs;

	private final Function<String, InstanceConfig> unknownNames;

	private final int maxDynamicInstances;

	private final boolean timed;

	private final List<AutoCloseable> owned;

	ResilienceRegistry(ResilienceRegistryBuilder builder) {
		this.context = builder.context();
		this.configs = builder.configs();
		this.unknownNames = builder.unknownNames();
		this.maxDynamicInstances = builder.maxDynamicInstances();
		this.timed = builder.timed();
		this.owned = builder.owned();
	}

	/**
	 * Starts to build a registry.
	 * @return a builder with defaults
	 */
	public static ResilienceRegistryBuilder builder() {
		return new ResilienceRegistryBuilder();
	}

	/**
	 * Creates a registry in which every name has a retry and a circuit breaker with
	 * default settings.
	 * @return a new registry
	 */
	public static ResilienceRegistry withDefaults() {
		return builder().build();
	}

	/**
	 * Returns an instance. A name that is neither configured nor known yet gets a retry
	 * and a circuit breaker with default settings. Such names are bounded: past the bound
	 * they share one further instance, which does not protect them from each other but
	 * protects them.
	 * @param name the name of the instance
	 * @return the instance, always the same for one name
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public Resilience get(String name) {
		Resilience present = this.instances.get(InstanceNames.uniform(requireLegal(name)));
		if (present != null) {
			return protectedInCode(present);
		}
		InstanceConfig configured = this.configs.apply(name);
		if (configured != null) {
			return create(name, configured);
		}
		Resilience instance = isFull() ? this.instances.get(InstanceNames.uniform(name))
				: createDynamic(name, this.unknownNames.apply(name));
		return (instance != null) ? instance : overflow(name);
	}

	private boolean isFull() {
		return this.dynamic.size() >= this.maxDynamicInstances;
	}

	// A name that only annotations with policies of their own know applies nothing by
	// itself;
	// who calls it in code gets what an unknown name gets
	private Resilience protectedInCode(Resilience instance) {
		InstanceConfig config = instance.config();
		if (config != null && config.isEmpty()) {
			instance.reconfigure(this.unknownNames.apply(instance.name()));
		}
		return instance;
	}

	/**
	 * Returns an instance whose policies are given here, if nobody has asked for the name
	 * before. Where the instance exists already its settings stay, and a difference is
	 * reported as a warning.
	 * @param name the name of the instance
	 * @param config which policies are applied, and how
	 * @return the instance
	 * @throws IllegalArgumentException if the name is not legal
	 * @throws IllegalStateException if too many instances were created by name: the
	 * settings would not be those given here
	 */
	public Resilience get(String name, InstanceConfig config) {
		Resilience present = this.instances.get(InstanceNames.uniform(requireLegal(name)));
		Resilience instance = (present != null) ? present : createDynamic(name, config);
		if (instance == null) {
			throw new IllegalStateException("Instance '" + name + "' was not created: " + this.maxDynamicInstances
					+ " instances were created by name already. Use few names, or raise "
					+ "resilience.max-dynamic-instances");
		}
		List<PolicyType> differences = config.differences(Objects.requireNonNullElse(instance.config(), config));
		if (!differences.isEmpty()) {
			logger.warn(
					"Instance '{}' exists already with other settings of {}; those given now are not used. "
							+ "Change them in the configuration or by Resilience.reconfigure",
					instance.name(), differences.stream().map(PolicyType::property).toList());
		}
		return instance;
	}

	/**
	 * Returns an instance if it exists.
	 * @param name the name of the instance
	 * @return the instance; empty if nobody has configured or used the name
	 */
	public Optional<Resilience> find(String name) {
		return Optional.ofNullable(this.instances.get(InstanceNames.uniform(name)));
	}

	/**
	 * Returns what an instance applies, or would if it came into being now. Reading
	 * registers nothing.
	 * @param name the name of the instance
	 * @return which policies are applied, and how
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public InstanceConfig configOf(String name) {
		Resilience present = this.instances.get(InstanceNames.uniform(requireLegal(name)));
		InstanceConfig config = (present != null) ? present.config() : this.configs.apply(name);
		return (config != null) ? config : this.unknownNames.apply(name);
	}

	/**
	 * Returns the instance with a name for a part of the application that is known at
	 * start-up and does not count against the bound of instances created by name.
	 * @param name the name of the instance
	 * @param config which policies are applied where it is named in code, and how
	 * @return the instance; if it exists already its pipeline now follows the given
	 * settings
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public Resilience declare(String name, InstanceConfig config) {
		Resilience instance;
		do {
			instance = create(requireLegal(name), config);
		}
		while (!keep(instance));
		if (!config.equals(instance.config())) {
			instance.reconfigure(config);
		}
		return instance;
	}

	// What is declared is no longer counted and cannot be removed. False if it has been
	// removed by now.
	private boolean keep(Resilience instance) {
		this.creation.lock();
		try {
			this.dynamic.remove(InstanceNames.uniform(instance.name()));
			return isKnown(instance);
		}
		finally {
			this.creation.unlock();
		}
	}

	/**
	 * Removes an instance that was created by naming it in code: its meters, its health
	 * and its settings go with it, and its name counts no longer against the bound. Calls
	 * that wait in it end at once with a rejection, others finish. Who still holds the
	 * instance may go on calling it, but no call waits there any more.
	 * @param name the name of the instance
	 * @return whether there was such an instance
	 * @throws IllegalStateException if the instance is configured or annotated: such an
	 * instance lives as long as the registry
	 */
	public boolean remove(String name) {
		String uniform = InstanceNames.uniform(requireLegal(name));
		Resilience instance;
		this.creation.lock();
		try {
			instance = this.instances.get(uniform);
			if (instance == null) {
				return false;
			}
			if (!this.dynamic.remove(uniform)) {
				throw new IllegalStateException("Instance '" + instance.name()
						+ "' cannot be removed: it is configured or annotated, not created by its name in code");
			}
			this.instances.remove(uniform);
		}
		finally {
			this.creation.unlock();
		}
		instance.policies().context().waitingRoom().close();
		announceRemoval(instance);
		if (this.context.events().wanted(InstanceRemoved.class)) {
			this.context.events()
				.publish(new InstanceRemoved(instance.name(), this.context.time().wallClock().instant()));
		}
		return true;
	}

	private Resilience create(String name, InstanceConfig config) {
		Resilience present = this.instances.get(InstanceNames.uniform(name));
		if (present != null) {
			return present;
		}
		Newcomer newcomer = new Newcomer(name, config, this.context);
		Resilience earlier = this.instances.putIfAbsent(InstanceNames.uniform(name), newcomer.instance);
		return (earlier != null) ? earlier : newcomer.introduce();
	}

	// Counts under the lock, so that a name that many threads ask for at once is counted
	// once; builds and announces without it. Null past the bound.
	private @Nullable Resilience createDynamic(String name, InstanceConfig config) {
		Newcomer newcomer = new Newcomer(name, config,
				this.context.withWaitingRoom(this.context.waitingRoom().inner()));
		String uniform = InstanceNames.uniform(name);
		this.creation.lock();
		try {
			if (isFull()) {
				return this.instances.get(uniform);
			}
			Resilience earlier = this.instances.putIfAbsent(uniform, newcomer.instance);
			if (earlier != null) {
				return earlier;
			}
			this.dynamic.add(uniform);
		}
		finally {
			this.creation.unlock();
		}
		return newcomer.introduce();
	}

	private Resilience overflow(String name) {
		Resilience present = this.instances.get(OVERFLOW);
		if (present != null) {
			return present;
		}
		Newcomer newcomer = new Newcomer(OVERFLOW, this.unknownNames.apply(name), this.context);
		Resilience earlier = this.instances.putIfAbsent(OVERFLOW, newcomer.instance);
		if (earlier != null) {
			return earlier;
		}
		logger.warn(
				"{} instances were created by name already: '{}' and all further names share the instance '{}'. "
						+ "Use few names, or raise resilience.max-dynamic-instances",
				this.maxDynamicInstances, name, OVERFLOW);
		return newcomer.introduce();
	}

	private static String requireLegal(String name) {
		if (!InstanceNames.isLegal(name)) {
			throw new IllegalArgumentException("'" + name + "' is no legal instance name: it must begin with a letter "
					+ "and hold nothing but letters, digits, '-' and '_', all of ASCII");
		}
		return name;
	}

	private boolean isKnown(Resilience instance) {
		return this.instances.get(InstanceNames.uniform(instance.name())) == instance;
	}

	private void announce(Resilience instance, BiConsumer<InstanceListener, Resilience> news) {
		if (!isKnown(instance)) {
			return;
		}
		this.listeners.forEach((listener) -> notify(listener, instance, news));
		if (!isKnown(instance)) {
			// Nobody may be left with news that are later than the removal
			announceRemoval(instance);
		}
	}

	private void announceRemoval(Resilience instance) {
		this.listeners.forEach((listener) -> notify(listener, instance, InstanceListener::removed));
		find(instance.name()).ifPresent((successor) -> announce(successor, InstanceListener::created));
	}

	private static void notify(InstanceListener listener, Resilience instance,
			BiConsumer<InstanceListener, Resilience> news) {
		try {
			news.accept(listener, instance);
		}
		catch (Exception | LinkageError | AssertionError ex) {
			logger.warn("Registry listener {} failed on {}", listener, instance, ex);
		}
	}

	/**
	 * Registers a listener to instances that exist, come into being, change and go.
	 * @param listener the listener
	 * @return the subscription, to be closed when no more is to be heard
	 */
	public Events.Subscription listen(InstanceListener listener) {
		this.listeners.add(listener);
		this.instances.values().forEach((instance) -> notify(listener, instance, InstanceListener::created));
		return () -> this.listeners.remove(listener);
	}

	/**
	 * Registers a listener that is called for every instance that exists, and again
	 * whenever an instance is created or gets another policy or other settings. It may
	 * look up any instance.
	 * @param listener the listener; must be prepared to see an instance more than once
	 * @return the subscription, to be closed when no more is to be heard
	 */
	public Events.Subscription onInstance(Consumer<Resilience> listener) {
		return listen(new InstanceListener() {

			@Override
			public void created(Resilience instance) {
				listener.accept(instance);
			}

			@Override
			public void changed(Resilience instance) {
				listener.accept(instance);
			}

			@Override
			public String toString() {
				return listener.toString();
			}

		});
	}

	/**
	 * Returns all instances.
	 * @return an unmodifiable view of the instances
	 */
	public Collection<Resilience> instances() {
		return Collections.unmodifiableCollection(this.instances.values());
	}

	/**
	 * Returns the bus on which all instances publish their events.
	 * @return the events
	 */
	public Events events() {
		return this.context.events();
	}

	/**
	 * Returns what all instances share.
	 * @return the surroundings
	 */
	public PolicyContext context() {
		return this.context;
	}

	/**
	 * Ends sleeping retries and callers that queue, at once and with a rejection. Calls
	 * that were admitted finish. The threads of the registry end; a timeout that has not
	 * expired then never does.
	 */
	@Override
	public void close() {
		this.context.waitingRoom().close();
		for (AutoCloseable resource : this.owned) {
			try {
				resource.close();
			}
			catch (Exception ex) {
				logger.warn("Closing {} failed", resource, ex);
			}
		}
	}

	/**
	 * An instance that is not known yet, and never will be if another thread is faster.
	 * What belongs to it comes into being before it is introduced and is announced with
	 * it; what comes later is announced by itself.
	 */
	private final class Newcomer implements Runnable {

		private final Resilience instance;

		private volatile boolean introduced;

		Newcomer(String name, InstanceConfig config, PolicyContext context) {
			this.instance = new Resilience(new InstancePolicies(name, context, ResilienceRegistry.this.timed, this),
					config, this);
		}

		Resilience introduce() {
			this.introduced = true;
			announce(this.instance, InstanceListener::created);
			return this.instance;
		}

		// Something about the instance has changed
		@Override
		public void run() {
			if (this.introduced) {
				announce(this.instance, InstanceListener::changed);
			}
		}

	}

}
