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
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.resilience.InstanceNames;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.AnnotatedMethods;
import dev.resilience.autoconfigure.settings.IdempotencySettings;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblem;
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
public final class AnnotatedInstances implements AnnotatedMethods {

	private static final Logger logger = LoggerFactory.getLogger(AnnotatedInstances.class);

	private final ResilienceSettings settings;

	private final ResilienceRegistry registry;

	private final Set<String> notices = ConcurrentHashMap.newKeySet();

	private final Map<String, DeclaredInstance> declared = new ConcurrentHashMap<>();

	/**
	 * Held while plans are built again and while those that were built are entered. Beans
	 * are asked for without it, as they may be made under a lock of their own.
	 */
	private final ReentrantLock rebuilding = new ReentrantLock();

	/** Number of the times that plans had to be built again. */
	private final AtomicLong rebuilt = new AtomicLong();

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
		// Asks the customizers
		resolve(name, null);
		exclusively(() -> {
			DeclaredInstance instance = of(name);
			Settings before = instance.gate(gate);
			List<MethodPlan> affected = instance.add(gate, layer, place);
			this.rebuilt.incrementAndGet();
			try {
				configOf(gate, resolve(name, null));
				affected.forEach((plan) -> plan.rebuild(this.settings));
			}
			catch (StartupProblemsException ex) {
				// Methods that are in use keep what they have.
				instance.put(gate, before);
				affected.forEach((plan) -> plan.rebuild(this.settings));
				throw ex;
			}
		});
	}

	@Override
	public void exclusively(Runnable work) {
		this.rebuilding.lock();
		try {
			work.run();
		}
		finally {
			this.rebuilding.unlock();
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
	 * Requires that keys of HTTP requests are looked at.
	 * @param place where an annotation without a key stands
	 * @param problems takes what is wrong
	 */
	void requireKeysOfRequests(String place, Collection<StartupProblem> problems) {
		if (!this.settings.globals().idempotency().http().enabled()) {
			problems.add(
					StartupProblem.at(place, "@Idempotent has no key, and resilience.idempotency.http.enabled is false",
							"set it to true, or write an expression such as key = \"#order.id\""));
		}
	}

	/**
	 * Looks for the beans that the attributes of an annotation name.
	 * @param layer what the annotation sets
	 * @return what is named and does not exist, or has another type
	 */
	List<StartupProblem> missingBeans(Settings layer) {
		return this.settings.missingBeans(layer);
	}

	/**
	 * Makes a plan and registers it to be built again when what is declared of an
	 * instance grows, or settings change.
	 * @param names the names of the instances that the plan uses
	 * @param making makes the plan from the settings in force
	 * @return the plan
	 */
	MethodPlan register(Set<String> names, Function<ResilienceSettings, MethodPlan> making) {
		long before = this.rebuilt.get();
		MethodPlan plan = making.apply(this.settings);
		exclusively(() -> {
			if (this.rebuilt.get() != before) {
				plan.rebuild(this.settings);
			}
			names.forEach((name) -> of(name).use(plan));
		});
		return plan;
	}

	@Override
	public List<Runnable> prepare(ResilienceSettings candidate, Collection<String> names, StartupProblems problems) {
		Set<MethodPlan> plans = new LinkedHashSet<>();
		for (String name : names) {
			DeclaredInstance present = this.declared.get(InstanceNames.uniform(name));
			if (present != null) {
				plans.addAll(present.plans());
			}
		}
		List<Runnable> prepared = new ArrayList<>();
		prepared.add(this.rebuilt::incrementAndGet);
		plans.forEach((plan) -> problems.collect(() -> plan.prepare(candidate)).ifPresent(prepared::add));
		return prepared;
	}

	/**
	 * Returns the settings of an instance for one method.
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings in force
	 */
	ResolvedInstance resolve(String name, @Nullable Settings layer) {
		return resolve(this.settings, name, layer);
	}

	/**
	 * Returns the settings of an instance for one method.
	 * @param settings the settings of all instances
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings
	 */
	ResolvedInstance resolve(ResilienceSettings settings, String name, @Nullable Settings layer) {
		List<Settings> layers = layers(name);
		if (layer == null) {
			return settings.resolveShared(name, layers);
		}
		layers.add(layer);
		of(name).addMethod(layer);
		return settings.resolve(name, layers);
	}

	@Override
	public ResolvedInstance resolve(ResilienceSettings settings, String name) {
		return settings.resolveShared(name, layers(name));
	}

	/**
	 * Returns the settings of the timeout of a method. A limit that the settings clip is
	 * reported, once for all methods that inherit it.
	 * @param settings the settings of all instances
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings
	 * @throws StartupProblemsException if they contradict each other
	 */
	TimeoutConfig timeout(ResilienceSettings settings, String name, @Nullable Settings layer) {
		ResolvedInstance resolved = resolve(settings, name, layer);
		TimeoutConfig config = resolved.timeoutConfig();
		report(resolved.notices());
		return config;
	}

	/**
	 * Returns the settings of the idempotency of a method. What works but not as it may
	 * be meant is reported, once.
	 * @param settings the settings of all instances
	 * @param name the name of the instance
	 * @param layer what the method's own annotation sets, or {@code null}
	 * @return the settings
	 * @throws StartupProblemsException if they contradict each other
	 */
	IdempotencySettings idempotency(ResilienceSettings settings, String name, @Nullable Settings layer) {
		ResolvedInstance resolved = resolve(settings, name, layer);
		IdempotencySettings idempotency = resolved.idempotency();
		report(resolved.notices(idempotency));
		return idempotency;
	}

	private void report(List<String> found) {
		found.stream().filter(this.notices::add).forEach(logger::warn);
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

	@Override
	public List<String> names() {
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
	 * @param place where the annotation stands
	 * @return the policies and their settings
	 * @throws StartupProblemsException if neither a block nor a deadline stands in the
	 * settings
	 */
	InstanceConfig configured(String name, Set<PolicyType> annotated, String place) {
		return configured(this.settings, name, annotated, place);
	}

	InstanceConfig configured(ResilienceSettings settings, String name, Set<PolicyType> annotated, String place) {
		ResolvedInstance resolved = resolve(settings, name);
		InstanceConfig config = resolved.instanceConfig(Set.of(), annotated);
		InstanceConfig applied = new InstanceConfig(null, config.retry(), config.circuitBreaker(), config.rateLimiter(),
				config.timeout(), config.bulkhead(), config.keyed());
		if (applied.isEmpty() && resolved.deadline() == null && !resolved.blocks().contains(PolicyType.DEAD_LETTER)
				&& resolved.blocks().stream().noneMatch(annotated::contains)) {
			throw new StartupProblemsException(List.of(StartupProblem.at(
					place, "@Resilient(\"" + name
							+ "\") applies nothing: no policy is configured under resilience.instances." + name,
					"configure one, such as resilience.instances." + name + ".retry.max-attempts")));
		}
		return applied;
	}

	@Override
	public InstanceConfig config(ResilienceSettings settings, String name, Set<PolicyType> alsoApplied) {
		DeclaredInstance present = this.declared.get(InstanceNames.uniform(name));
		Set<PolicyType> applied = EnumSet.noneOf(PolicyType.class);
		applied.addAll(alsoApplied);
		if (present != null) {
			applied.addAll(present.gates());
		}
		return resolve(settings, name).instanceConfig(applied, completedByMethods(settings, name));
	}

	/**
	 * Declares all instances to code that names them, now that annotations are known:
	 * settings may need what an annotation says.
	 * @param problems takes what is wrong
	 */
	void declareAll(StartupProblems problems) {
		problems.addAll(this.settings.missingBeans());
		Set<String> names = new LinkedHashSet<>(this.settings.instanceNames());
		names().forEach((name) -> names.add(this.settings.nameOf(name)));
		for (String name : names) {
			problems.collect(() -> declare(name));
		}
	}

	private Resilience declare(String name) {
		InstanceConfig config = config(this.settings, name, Set.of());
		if (config.timeout() != null) {
			report(this.settings.resolve(name, layers(name)).notices());
		}
		// Who was protected in code before annotations named it stays so
		InstanceConfig present = config.isEmpty() ? this.registry.find(name).map(Resilience::config).orElse(null)
				: null;
		return this.registry.declare(name, (present != null) ? present : config);
	}

	// A timeout whose duration is said by the methods that have it is none of calls in
	// code.
	private Set<PolicyType> completedByMethods(ResilienceSettings settings, String name) {
		boolean missing = !settings.resolve(name).settings().has(SettingKeys.TIMEOUT_DURATION);
		return (missing && methodLayers(name).stream().anyMatch((layer) -> layer.has(SettingKeys.TIMEOUT_DURATION)))
				? Set.of(PolicyType.TIMEOUT) : Set.of();
	}

	private DeclaredInstance of(String name) {
		return this.declared.computeIfAbsent(InstanceNames.uniform(name), (uniform) -> new DeclaredInstance(name));
	}

}
