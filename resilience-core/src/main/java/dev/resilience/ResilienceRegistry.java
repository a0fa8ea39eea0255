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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.event.Events;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.policy.PolicyContext;

/**
 * All instances of an application by name. Names are compared in uniform form: case,
 * {@code -} and {@code _} make no difference. Closing the registry ends every wait of a
 * call at once; admitted calls finish. Safe for use by many threads; listeners are called
 * without any lock held.
 */
public final class ResilienceRegistry implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ResilienceRegistry.class);

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

	private final Map<String, Resilience> instances = new ConcurrentHashMap<>();

	private final List<Consumer<Resilience>> listeners = new CopyOnWriteArrayList<>();

	private final AtomicInteger dynamicInstances = new AtomicInteger();

	private final PolicyContext context;

	private final Function<String, @Nullable InstanceConfig> configs;

	private final int maxDynamicInstances;

	private final boolean timed;

	private final List<AutoCloseable> owned;

	ResilienceRegistry(ResilienceRegistryBuilder builder) {
		this.context = builder.context();
		this.configs = builder.configs();
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
	 * and a circuit breaker with default settings.
	 * @param name the name of the instance
	 * @return the instance, always the same for one name
	 * @throws IllegalArgumentException if the name is not legal
	 * @throws IllegalStateException if too many instances were created by name
	 */
	public Resilience get(String name) {
		Resilience present = this.instances.get(uniform(name));
		return (present != null) ? present : create(name, configOf(name), true);
	}

	/**
	 * Returns an instance whose policies are given here, if nobody has asked for the name
	 * before. Where the instance exists already its settings stay, and a difference is
	 * reported as a warning.
	 * @param name the name of the instance
	 * @param config which policies are applied, and how
	 * @return the instance
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public Resilience get(String name, InstanceConfig config) {
		Resilience present = this.instances.get(uniform(name));
		if (present == null) {
			return create(name, config, true);
		}
		logger.warn("Instance '{}' exists already; the settings given now are not used. "
				+ "Change them in the configuration or by Resilience.reconfigure", present.name());
		return present;
	}

	/**
	 * Returns an instance if it exists.
	 * @param name the name of the instance
	 * @return the instance; empty if nobody has configured or used the name
	 */
	public Optional<Resilience> find(String name) {
		return Optional.ofNullable(this.instances.get(uniform(name)));
	}

	/**
	 * Returns the instance with a name for a part of the application that is known at
	 * start-up and does not count against the bound of instances created by name.
	 * @param name the name of the instance
	 * @param config which policies are applied where it is named in code, and how
	 * @return the instance; if it exists already its pipeline now follows the given
	 * settings
	 */
	public Resilience declare(String name, InstanceConfig config) {
		Resilience present = this.instances.get(uniform(name));
		if (present == null) {
			return create(name, config, false);
		}
		present.reconfigure(config);
		return present;
	}

	private InstanceConfig configOf(String name) {
		return Objects.requireNonNullElse(this.configs.apply(name), InstanceConfig.RETRY_AND_BREAKER);
	}

	private Resilience create(String name, InstanceConfig config, boolean dynamic) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException(
					"'" + name + "' is no legal instance name: it must match " + NAME.pattern());
		}
		if (dynamic && this.dynamicInstances.incrementAndGet() > this.maxDynamicInstances) {
			this.dynamicInstances.decrementAndGet();
			throw new IllegalStateException("Instance '" + name + "' was not created: " + this.maxDynamicInstances
					+ " instances were created by name already. Use few names, or raise "
					+ "resilience.max-dynamic-instances");
		}
		InstancePolicies policies = new InstancePolicies(name, this.context, this.timed, () -> announce(name));
		Resilience created = new Resilience(policies, policies.pipeline(config));
		Resilience winner = this.instances.putIfAbsent(uniform(name), created);
		if (winner != null) {
			if (dynamic) {
				this.dynamicInstances.decrementAndGet();
			}
			return winner;
		}
		announce(name);
		return created;
	}

	private void announce(String name) {
		Resilience instance = this.instances.get(uniform(name));
		if (instance == null) {
			return;
		}
		for (Consumer<Resilience> listener : this.listeners) {
			notify(listener, instance);
		}
	}

	private void notify(Consumer<Resilience> listener, Resilience instance) {
		try {
			listener.accept(instance);
		}
		catch (RuntimeException ex) {
			logger.warn("Registry listener {} failed on {}", listener, instance, ex);
		}
	}

	/**
	 * Registers a listener that is called for every instance that exists, and again
	 * whenever an instance is created or gets another policy. It may look up any
	 * instance.
	 * @param listener the listener; must be prepared to see an instance more than once
	 */
	public void onInstance(Consumer<Resilience> listener) {
		this.listeners.add(listener);
		this.instances.values().forEach((instance) -> notify(listener, instance));
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
	 * Returns the form in which names are compared.
	 * @param name a name
	 * @return the name in lower case, without {@code -} and {@code _}
	 */
	public static String uniform(String name) {
		return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

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

}
