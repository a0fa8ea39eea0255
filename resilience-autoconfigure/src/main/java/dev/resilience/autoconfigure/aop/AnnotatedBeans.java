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

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.util.ClassUtils;

import dev.resilience.InstanceNames;
import dev.resilience.autoconfigure.settings.NearestSpelling;
import dev.resilience.autoconfigure.settings.ResilienceSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblems;

/**
 * Checks the annotations of every bean. Beans are only noted while they are made, so that
 * nothing else is made for their sake; they are checked together when all singletons
 * stand, before the application takes calls. A bean that is made later is checked at
 * once.
 */
public final class AnnotatedBeans implements BeanPostProcessor, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(AnnotatedBeans.class);

	private final Supplier<MethodPlans> plans;

	private final Supplier<AnnotatedInstances> instances;

	private final Supplier<ResilienceSettings> settings;

	private final BooleanSupplier proxies;

	private final Set<Class<?>> seen = ConcurrentHashMap.newKeySet();

	/** The names of beans by the class of their target. */
	private final Map<Class<?>, Set<String>> names = new ConcurrentHashMap<>();

	/** Beans by the class of their target, until all singletons stand. */
	private final Map<Class<?>, Noted> pending = new LinkedHashMap<>();

	private boolean started;

	private volatile boolean needsProxies;

	/**
	 * Creates a post-processor.
	 * @param plans gives the plans, asked after all singletons stand
	 * @param instances gives what annotations say about instances, likewise
	 * @param settings gives the settings of all instances, likewise
	 * @param proxies whether anything in the context makes proxies, asked likewise
	 */
	public AnnotatedBeans(Supplier<MethodPlans> plans, Supplier<AnnotatedInstances> instances,
			Supplier<ResilienceSettings> settings, BooleanSupplier proxies) {
		this.plans = plans;
		this.instances = instances;
		this.settings = settings;
		this.proxies = proxies;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = ProxiedBean.targetClass(bean);
		if (!AnnotatedClasses.contain(type)) {
			return bean;
		}
		note(type, beanName);
		if (!this.seen.add(type)) {
			return bean;
		}
		Noted noted = new Noted(beanName, bean.getClass());
		synchronized (this.pending) {
			if (!this.started) {
				this.pending.put(type, noted);
				return bean;
			}
		}
		StartupProblems problems = new StartupProblems();
		check(type, noted, problems);
		this.instances.get().declareAll(problems);
		if (!problems.found().isEmpty()) {
			// The next attempt to make such a bean fails likewise.
			this.seen.remove(type);
		}
		problems.throwIfAny();
		return bean;
	}

	// Inner beans have no name by which they are found.
	private void note(Class<?> type, String beanName) {
		if (beanName.indexOf('#') < 0) {
			this.names.computeIfAbsent(type, (unknown) -> new CopyOnWriteArraySet<>()).add(beanName);
		}
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<Class<?>, Noted> noted;
		synchronized (this.pending) {
			this.started = true;
			noted = new LinkedHashMap<>(this.pending);
			this.pending.clear();
		}
		StartupProblems problems = new StartupProblems();
		noted.forEach((type, bean) -> check(type, bean, problems));
		this.instances.get().declareAll(problems);
		if (this.needsProxies && !this.proxies.getAsBoolean()) {
			problems
				.add(StartupProblem.at("Annotated beans", "no proxies are made, so annotations would take no effect",
						"set spring.aop.auto=true, or switch protection off by resilience.enabled=false"));
		}
		problems.throwIfAny();
		reportUnused();
	}

	private void check(Class<?> type, Noted bean, StartupProblems problems) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		WovenMethods woven = woven();
		problems.addAll(PlacementInspector.inspect(bean.name(), userClass, bean.type(), woven));
		boolean proxyable = PlacementInspector.canBeProtected(userClass);
		Set<Method> methods = MethodIntrospector
			.selectMethods(userClass,
					(MethodIntrospector.MetadataLookup<Boolean>) (
							method) -> isGuarded(method, userClass, proxyable, woven) ? true : null)
			.keySet();
		Set<Method> wovenMethods = methods.stream().filter(woven::contain).collect(Collectors.toSet());
		this.needsProxies |= wovenMethods.size() < methods.size();
		AdviceInFront.warn(userClass, bean.type(), wovenMethods);
		StartupProblems found = new StartupProblems();
		for (Method method : methods) {
			found.collect(() -> {
				this.plans.get().get(method, type);
				return method;
			});
		}
		found.found().forEach((problem) -> problems.add(named(bean.name(), problem)));
	}

	private static StartupProblem named(String beanName, StartupProblem problem) {
		if (problem.place().startsWith("resilience.") || problem.place().startsWith("customizer ")) {
			// Says itself where it stands, and is the same problem for every bean.
			return problem;
		}
		return new StartupProblem("Bean '" + beanName + "', " + problem.place(), problem.value(), problem.origin(),
				problem.reason(), problem.suggestion());
	}

	private WovenMethods woven() {
		return WovenMethods.of(this.settings.get().globals().aopMode());
	}

	/**
	 * Returns whether beans of a class have been seen.
	 * @param type the class, without what proxies add
	 * @return whether a bean of this class has annotated methods
	 */
	boolean have(Class<?> type) {
		return this.seen.contains(type);
	}

	/**
	 * Returns the beans of a class that have been seen.
	 * @param type the class of their target, as it was when they were made
	 * @return the names of the beans
	 */
	List<String> names(Class<?> type) {
		return List.copyOf(this.names.getOrDefault(type, Set.of()));
	}

	private static boolean isGuarded(Method method, Class<?> userClass, boolean proxyable, WovenMethods woven) {
		int modifiers = method.getModifiers();
		boolean reachable = proxyable && !Modifier.isPrivate(modifiers) && !Modifier.isStatic(modifiers)
				&& !Modifier.isFinal(modifiers);
		return (reachable || woven.contain(method)) && MethodAnnotations.areOn(method, userClass);
	}

	/** A name that nobody uses may be a slip; it may also be used in code later. */
	private void reportUnused() {
		AnnotatedInstances annotated = this.instances.get();
		for (String configured : this.settings.get().instanceNames()) {
			if (!annotated.isUsed(configured)) {
				String nearest = NearestSpelling.of(configured, annotated.names())
					.map((name) -> "; the nearest name in use is '" + name + "'")
					.orElse("");
				logger.info("Instance '{}' is configured, but no annotation names it{}", configured, nearest);
			}
		}
		reportUnconfigured(annotated);
	}

	// Defaults do for a name, but one that is nearly a configured one may be a slip.
	private void reportUnconfigured(AnnotatedInstances annotated) {
		List<String> configured = this.settings.get().instanceNames().stream().filter(annotated::isUsed).toList();
		Set<String> known = configured.stream().map(InstanceNames::uniform).collect(Collectors.toSet());
		for (String name : annotated.names()) {
			if (!known.contains(InstanceNames.uniform(name))) {
				NearestSpelling.of(name, configured)
					.ifPresent((nearest) -> logger.info("Instance '{}' is named by an annotation, but not configured; "
							+ "the nearest configured name is '{}'", name, nearest));
			}
		}
	}

	/**
	 * A bean to be checked.
	 *
	 * @param name the name of the bean
	 * @param type its class, maybe that of a proxy
	 */
	private record Noted(String name, Class<?> type) {

	}

}
