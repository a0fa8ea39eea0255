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

package dev.resilience.autoconfigure.aop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.InstanceNames;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyType;
import dev.resilience.timeout.TimeoutConfig;

/**
 * What annotations say about instances as a whole. State belongs to the instance, so the
 * attributes of circuit breakers, bulkheads and rate limiters of all its methods must
 * agree; they form one layer of settings. Safe for use by many threads.
 */
public final class AnnotatedInstances {

	private static final Logger logger = LoggerFactory.getLogger(AnnotatedInstances.class);

	private final ResilienceSettings settings;

	private final ResilienceRegistry registry;

	private final Set<String> notices = ConcurrentHashMap.newKeySet();

	private final Map<String, DeclaredInstance> declared = new ConcurrentHashMap<>();

	/**
	 * Creates an empty record.
	 * @param settings the settings of all instances
	 * @param registry where instances live
	 */
	public AnnotatedInstances(ResilienceSettings settings, ResilienceRegistry registry) {
		this.settings = settings;
		this.registry = registry;
	}

	/**
	 * Declares that a method uses a gate of an instance.
	 * @param name the name of the instance
	 * @param gate the kind of gate
	 * @param layer what the annotation sets
	 * @param place where the annotation stands
	 * @throws StartupProblemsException if another method says something else
	 */
	void declareGate(String name, PolicyType gate, Settings layer, String place) {
		DeclaredInstance instance = of(name);
		Settings before = instance.gate(gate);
		List<MethodPlan> affected = instance.add(gate, layer, place);
		try {
			configOf(gate, resolve(name, null));
			affected.forEach(MethodPlan::rebuild);
		}
		catch (StartupProblemsException ex) {
			// Methods that are in use keep what they have.
			instance.put(gate, before);
			affected.forEach(MethodPlan::rebuild);
			throw ex;
		}
	}

	private static Object configOf(PolicyType gate, ResolvedInstance settings) {
		return switch (gate) {
			case CIRCUIT_BREAKER -> settings.circuitBreakerConfig();
			case RATE_LIMITER -> settings.rateLimiterConfig();
			case BULKHEAD -> settings.bulkheadConfig();
			default -> throw new IllegalArgumentException(gate + " is no gate");
		};
	}

	/**
	 * Registers a plan to be built again when what is declared of an instance grows.
	 * @param names the names of the instances that the plan uses
	 * @param plan the plan
	 */
	void register(Set<String> names, MethodPlan plan) {
		names.forEach((name) -> of(name).use(plan));
	}

	/**
	 * Returns the settings of an instance for one method.
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings
	 */
	ResolvedInstance resolve(String name, @Nullable Settings layer) {
		List<Settings> layers = layers(name);
		if (layer != null) {
			layers.add(layer);
			of(name).addMethod(layer);
		}
		return this.settings.resolve(name, layers);
	}

	/**
	 * Returns the settings of the timeout of a method. A limit that the settings clip is
	 * reported, once for all methods that inherit it.
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings
	 * @throws StartupProblemsException if they contradict each other
	 */
	TimeoutConfig timeout(String name, @Nullable Settings layer) {
		ResolvedInstance settings = resolve(name, layer);
		TimeoutConfig config = settings.timeoutConfig();
		report(settings);
		return config;
	}

	private void report(ResolvedInstance settings) {
		settings.notices().stream().filter(this.notices::add).forEach(logger::warn);
	}

	/**
	 * Returns what annotations set for the gates of an instance.
	 * @param name the name of the instance
	 * @return the layers, in no particular order as they do not overlap
	 */
	public List<Settings> layers(String name) {
		DeclaredInstance present = this.declared.get(InstanceNames.uniform(name));
		return (present != null) ? present.layers() : new ArrayList<>();
	}

	/**
	 * Returns what annotations set for their own method alone: retries, timeouts and the
	 * like, whose settings methods need not share.
	 * @param name the name of the instance
	 * @return one layer for each annotation that sets anything
	 */
	public List<Settings> methodLayers(String name) {
		DeclaredInstance present = this.declared.get(InstanceNames.uniform(name));
		return (present != null) ? present.methodLayers() : List.of();
	}

	/**
	 * Returns whether an annotation names an instance.
	 * @param name the name of the instance
	 * @return whether it is used by a method
	 */
	boolean isUsed(String name) {
		return this.declared.containsKey(InstanceNames.uniform(name));
	}

	/**
	 * Returns the names that annotations use.
	 * @return the names as they were written first
	 */
	List<String> names() {
		return this.declared.values().stream().map(DeclaredInstance::name).toList();
	}

	/**
	 * Returns an instance, which comes into being when it is first asked for.
	 * @param name the name of the instance
	 * @return the instance
	 */
	Resilience instance(String name) {
		return this.registry.find(name)
			.orElseGet(() -> this.registry.declare(this.settings.nameOf(name), InstanceConfig.NONE));
	}

	/**
	 * Returns what {@code @Resilient} applies: the policies whose block stands in the
	 * settings of an instance.
	 * @param name the name of the instance
	 * @param annotated the policies that a method has by annotations, which are left out
	 * @return the policies and their settings
	 */
	InstanceConfig configured(String name, Set<PolicyType> annotated) {
		InstanceConfig config = this.settings.resolve(name, layers(name)).instanceConfig(Set.of(), annotated);
		return new InstanceConfig(null, config.retry(), config.circuitBreaker(), config.rateLimiter(), config.timeout(),
				config.bulkhead());
	}

	/**
	 * Returns whether nothing is configured that {@code @Resilient} could apply.
	 * @param name the name of the instance
	 * @param annotated the policies that a method has by annotations
	 * @return whether neither a block nor a deadline stands in the settings
	 */
	boolean appliesNothing(String name, Set<PolicyType> annotated) {
		ResolvedInstance resolved = this.settings.resolve(name, layers(name));
		return configured(name, annotated).isEmpty() && resolved.deadline() == null
				&& resolved.blocks().stream().noneMatch(annotated::contains);
	}

	/**
	 * Returns what calls apply that name an instance in code: the policies whose block
	 * stands in its settings, and the gates that annotations give it.
	 * @param name the name of the instance
	 * @return the policies and their settings
	 */
	public InstanceConfig config(String name) {
		DeclaredInstance present = this.declared.get(InstanceNames.uniform(name));
		Set<PolicyType> gates = (present != null) ? present.gates() : Set.of();
		return this.settings.resolve(name, layers(name)).instanceConfig(gates, completedByMethods(name));
	}

	/**
	 * Declares all instances to code that names them, now that annotations are known:
	 * settings may need what an annotation says.
	 * @param problems takes what is wrong
	 */
	void declareAll(StartupProblems problems) {
		Set<String> names = new LinkedHashSet<>(this.settings.instanceNames());
		names().forEach((name) -> names.add(this.settings.nameOf(name)));
		for (String name : names) {
			problems.collect(() -> declare(name));
		}
	}

	private Resilience declare(String name) {
		InstanceConfig config = config(name);
		if (config.timeout() != null) {
			report(this.settings.resolve(name, layers(name)));
		}
		return this.registry.declare(name, config);
	}

	// A timeout whose duration is said by the methods that have it is none of calls in
	// code.
	private Set<PolicyType> completedByMethods(String name) {
		boolean missing = !this.settings.resolve(name).settings().has(SettingKeys.TIMEOUT_DURATION);
		return (missing && methodLayers(name).stream().anyMatch((layer) -> layer.has(SettingKeys.TIMEOUT_DURATION)))
				? Set.of(PolicyType.TIMEOUT) : Set.of();
	}

	private DeclaredInstance of(String name) {
		return this.declared.computeIfAbsent(InstanceNames.uniform(name), (uniform) -> new DeclaredInstance(name));
	}

}
