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

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;

import dev.resilience.InstanceNames;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.DeadLetter;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Resilient;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;
import dev.resilience.autoconfigure.deadletter.DeadLetterMethods;
import dev.resilience.autoconfigure.idempotency.IdempotentOperations;
import dev.resilience.autoconfigure.settings.ResolvedInstance;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblemsException;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyType;

/**
 * The compilation of the annotations of one method: collects the policies, outermost
 * first, and everything that is wrong with them.
 */
final class PlanCompilation {

	private static final Logger logger = LoggerFactory.getLogger(PlanCompilation.class);

	/** The annotations whose policies {@code @Resilient} may apply too. */
	private static final Map<Class<? extends Annotation>, PolicyType> POLICIES = Map.of(Retry.class, PolicyType.RETRY,
			CircuitBreaker.class, PolicyType.CIRCUIT_BREAKER, RateLimiter.class, PolicyType.RATE_LIMITER, Timeout.class,
			PolicyType.TIMEOUT, Bulkhead.class, PolicyType.BULKHEAD);

	private static final Set<PolicyType> GATES = EnumSet.of(PolicyType.CIRCUIT_BREAKER, PolicyType.RATE_LIMITER,
			PolicyType.BULKHEAD);

	private final Sources sources;

	private final Method method;

	private final Class<?> userClass;

	private final Class<?> targetClass;

	private final MethodAnnotations annotations;

	private final String place;

	private final List<StartupProblem> problems = new ArrayList<>();

	private final PipelineRecipe recipe;

	/** The instances of annotated gates, in uniform form. */
	private final Map<PolicyType, String> gates = new EnumMap<>(PolicyType.class);

	private final Set<String> used = new LinkedHashSet<>();

	private final @Nullable ReturnShape shape;

	/** Why failed calls may be kept. */
	private final List<DeadLetterWish> wishes = new ArrayList<>();

	private @Nullable IdempotentMethod idempotent;

	private final CallExpressions expressions = new CallExpressions();

	PlanCompilation(Sources sources, Method method, Class<?> userClass, Class<?> targetClass,
			MethodAnnotations annotations) {
		this.sources = sources;
		this.recipe = new PipelineRecipe(sources.instances());
		this.method = method;
		this.userClass = userClass;
		this.targetClass = targetClass;
		this.annotations = annotations;
		this.place = userClass.getSimpleName() + "." + method.getName();
		this.shape = shape();
	}

	MethodPlan plan() {
		String named = addAll();
		this.recipe.addDeadline(named);
		DeadLetterMethod deadLetters = addDeadLetters();
		MethodPlan plan = null;
		ReturnShape shape = this.shape;
		if (this.problems.isEmpty() && shape != null) {
			this.recipe.transactions((withRecord) -> MethodTransaction.of(this.method, this.userClass, shape,
					this.sources.beanFactory(), withRecord));
			plan = collect(() -> this.sources.instances()
				.register(this.used, (settings) -> new MethodPlan((view) -> this.recipe.prepare(named, view), settings,
						this.expressions, shape)));
		}
		if (plan == null) {
			throw new StartupProblemsException(this.problems);
		}
		if (deadLetters != null) {
			deadLetters.register(plan::pipeline);
		}
		if (timedByAnother(named)) {
			plan.pipeline().warnings().forEach((warning) -> logger.warn("{}: {}", this.place, warning));
		}
		return plan;
	}

	private @Nullable DeadLetterMethod addDeadLetters() {
		if (this.wishes.isEmpty()) {
			return null;
		}
		DeadLetter annotation = this.annotations.get(DeadLetter.class);
		String operation = (annotation != null && !annotation.operation().isEmpty()) ? annotation.operation()
				: IdempotentKeys.defaultOperation(this.method, this.userClass);
		IdempotentMethod idempotent = this.idempotent;
		DeadLetterMethod deadLetters = new DeadLetterMethod(this.sources.deadLetters(),
				new ReplayedBean(this.sources.beanFactory(), this.targetClass), this.method, this.userClass, operation,
				annotation == null || annotation.replayable(),
				() -> (idempotent != null) ? idempotent.keysInForce() : null);
		this.recipe.addDeadLetters(this.wishes, deadLetters);
		return deadLetters;
	}

	private @Nullable ReturnShape shape() {
		try {
			return ReturnShape.of(this.method, this.userClass);
		}
		catch (ReturnShape.UnsupportedException ex) {
			this.problems.add(StartupProblem.at(this.place, String.valueOf(ex.getMessage()), ex.suggestion()));
			return null;
		}
	}

	// All that can be odd about the standard order is a timeout that the deadline clips,
	// which the settings of one instance report themselves.
	private boolean timedByAnother(String named) {
		Timeout timeout = this.annotations.get(Timeout.class);
		return timeout != null
				&& !InstanceNames.uniform(name(timeout, timeout.value())).equals(InstanceNames.uniform(named));
	}

	// Adds the policies, outermost first; returns the name under which calls count.
	private String addAll() {
		String named = null;
		Resilient resilient = this.annotations.get(Resilient.class);
		if (resilient != null) {
			named = name(resilient, resilient.value());
		}
		Fallback fallback = this.annotations.get(Fallback.class);
		if (fallback != null) {
			named = first(named, addFallback(fallback));
		}
		DeadLetter deadLetter = this.annotations.get(DeadLetter.class);
		if (deadLetter != null) {
			named = first(named, wishForDeadLetters(deadLetter));
		}
		Idempotent idempotent = this.annotations.get(Idempotent.class);
		if (idempotent != null) {
			named = first(named, addIdempotency(idempotent));
		}
		Retry retry = this.annotations.get(Retry.class);
		if (retry != null) {
			String repeated = addRetry(retry);
			named = first(named, repeated);
			this.wishes.add(DeadLetterWish.ofRetry(repeated));
		}
		CircuitBreaker breaker = this.annotations.get(CircuitBreaker.class);
		if (breaker != null) {
			named = first(named, addGate(breaker, breaker.value(), breaker.key(), PolicyType.CIRCUIT_BREAKER));
		}
		RateLimiter limiter = this.annotations.get(RateLimiter.class);
		if (limiter != null) {
			named = first(named, addGate(limiter, limiter.value(), limiter.key(), PolicyType.RATE_LIMITER));
			this.expressions.weight(expression("@RateLimiter(weight", limiter.weight()));
		}
		Timeout timeout = this.annotations.get(Timeout.class);
		if (timeout != null) {
			named = first(named, addTimeout(timeout));
		}
		Bulkhead bulkhead = this.annotations.get(Bulkhead.class);
		if (bulkhead != null) {
			named = first(named, addGate(bulkhead, bulkhead.value(), bulkhead.key(), PolicyType.BULKHEAD));
		}
		if (resilient != null && named != null) {
			addConfigured(named, resilient.key());
			this.wishes.add(DeadLetterWish.ofBlock(named));
		}
		return (named != null) ? named : "";
	}

	private static String first(@Nullable String present, String candidate) {
		return (present != null) ? present : candidate;
	}

	private String name(Annotation annotation, String value) {
		String name = this.sources.names()
			.of(annotation.annotationType().getSimpleName(), value, this.method, this.userClass, this.place,
					this.problems);
		this.used.add(name);
		return name;
	}

	private @Nullable Settings layer(Annotation annotation) {
		Settings layer = collect(() -> AnnotationLayers.of(annotation, this.place));
		if (layer != null) {
			this.problems.addAll(this.sources.instances().missingBeans(layer));
		}
		return layer;
	}

	private String addFallback(Fallback annotation) {
		String name = answeredInstance(annotation);
		List<FallbackOption> chain = new FallbackChain(this.method, this.userClass, value(), name,
				this.sources.beanFactory())
			.bind(annotation, this.place, this.problems);
		this.recipe.addFallback(name, chain);
		return name;
	}

	private @Nullable ResolvableType value() {
		return (this.shape != null) ? this.shape.value() : null;
	}

	// A fallback that names no instance belongs to that of the calls it answers.
	private String answeredInstance(Fallback annotation) {
		return annotation.instance().isEmpty() ? innerInstance(annotation) : name(annotation, annotation.instance());
	}

	// What is kept of calls belongs to the instance of the calls, too.
	private String wishForDeadLetters(DeadLetter annotation) {
		String name = annotation.value().isEmpty() ? innerInstance(annotation) : name(annotation, annotation.value());
		this.wishes.add(DeadLetterWish.ofAnnotation(name, layer(annotation)));
		return name;
	}

	private String innerInstance(Annotation annotation) {
		for (Class<? extends Annotation> type : AnnotatedClasses.TYPES) {
			Annotation inner = (type != Fallback.class && type != annotation.annotationType())
					? this.annotations.get(type) : null;
			if (inner != null && AnnotationUtils.getValue(inner) instanceof String name
					&& !(name.isEmpty() && type == DeadLetter.class)) {
				// A default name is checked below, any other when its own policy is added
				return name.isEmpty() ? name(annotation, name) : name;
			}
		}
		return name(annotation, "");
	}

	private String addIdempotency(Idempotent annotation) {
		String name = name(annotation, annotation.value());
		Settings layer = layer(annotation);
		CallExpression key = expression("@Idempotent(key", annotation.key());
		CallExpression fingerprint = expression("@Idempotent(fingerprint", annotation.fingerprint());
		if (annotation.key().isEmpty()) {
			HandlerCheck.handler(this.method, annotation, this.place, this.problems);
			this.sources.instances().requireKeysOfRequests(this.place, this.problems);
		}
		else if (key == null) {
			return name;
		}
		else if (this.shape != null && !this.shape.hasOneValue()) {
			this.problems.add(StartupProblem.at(this.place,
					"@Idempotent stands on a method that returns many values, " + "of which no result can be kept",
					"return one value, such as a collection"));
		}
		String operation = annotation.operation().isEmpty()
				? IdempotentKeys.defaultOperation(this.method, this.userClass) : annotation.operation();
		IdempotentKeys keys = new IdempotentKeys(operation, key, fingerprint);
		if (this.shape != null) {
			IdempotentMethod idempotent = new IdempotentMethod(this.sources.operations(), this.sources.beanFactory(),
					this.method, this.userClass, this.shape, keys, this.place);
			this.recipe.addIdempotency(name, layer, idempotent);
			this.idempotent = idempotent;
		}
		return name;
	}

	private String addRetry(Retry annotation) {
		String name = name(annotation, annotation.value());
		this.recipe.addRetry(name, layer(annotation));
		return name;
	}

	private String addTimeout(Timeout annotation) {
		String name = name(annotation, annotation.value());
		Settings layer = layer(annotation);
		if (layer != null && this.problems.isEmpty()) {
			collect(() -> requireDuration(name, this.sources.instances().resolve(name, layer)));
		}
		this.recipe.addTimeout(name, layer);
		return name;
	}

	private ResolvedInstance requireDuration(String name, ResolvedInstance settings) {
		if (!settings.settings().has(SettingKeys.TIMEOUT_DURATION)) {
			throw new StartupProblemsException(List.of(StartupProblem.at(this.place,
					"@Timeout has no duration, and there is no default",
					"write @Timeout(duration = \"2s\"), or set resilience.instances." + name + ".timeout.duration")));
		}
		return settings;
	}

	private String addGate(Annotation annotation, String value, String key, PolicyType type) {
		String name = name(annotation, value);
		Settings layer = layer(annotation);
		if (layer != null && this.problems.isEmpty()) {
			collect(() -> {
				this.sources.instances().declareGate(name, type, layer, this.place);
				return name;
			});
		}
		this.recipe.addGate(name, type);
		CallExpression expression = expression("@" + annotation.annotationType().getSimpleName() + "(key", key);
		if (expression != null) {
			addKey(name, type, expression);
		}
		this.gates.put(type, InstanceNames.uniform(name));
		return name;
	}

	private void addKey(String name, PolicyType type, CallExpression expression) {
		this.expressions.key(type, expression);
		this.recipe.addKey(name, type);
	}

	// What is configured under the instance of {@code @Resilient} and not annotated.
	private void addConfigured(String name, String key) {
		Set<PolicyType> annotated = EnumSet.noneOf(PolicyType.class);
		POLICIES.forEach((type, policy) -> {
			if (this.annotations.get(type) != null) {
				annotated.add(policy);
			}
		});
		InstanceConfig config = collect(() -> this.sources.instances().configured(name, annotated, this.place));
		this.recipe.addConfigured(name, annotated, this.place);
		CallExpression expression = expression("@Resilient(key", key);
		if (expression != null && config != null) {
			addCommonKey(name, expression, config);
		}
	}

	// The key of @Resilient is that of all gates of its instance that say none
	// themselves, those that settings switch on later included.
	private void addCommonKey(String name, CallExpression expression, InstanceConfig config) {
		boolean used = config.circuitBreaker() != null || config.rateLimiter() != null || config.bulkhead() != null;
		for (PolicyType gate : GATES) {
			String instance = this.gates.getOrDefault(gate, InstanceNames.uniform(name));
			if (instance.equals(InstanceNames.uniform(name))) {
				used |= this.gates.containsKey(gate);
				if (!this.expressions.hasKey(gate)) {
					addKey(name, gate, expression);
				}
			}
		}
		if (!used) {
			this.problems.add(StartupProblem.at(this.place,
					"@Resilient(key = \"" + expression + "\") has no effect: '" + name
							+ "' has no circuit breaker, bulkhead or rate limiter",
					"configure one, such as resilience.instances." + name + ".circuit-breaker.failure-threshold"));
		}
	}

	private @Nullable CallExpression expression(String attribute, String text) {
		if (text.isEmpty()) {
			return null;
		}
		try {
			return CallExpression.parse(text, this.method, this.sources.beanFactory());
		}
		catch (IllegalArgumentException ex) {
			this.problems
				.add(StartupProblem.at(this.place, attribute + " = \"" + text + "\") " + ex.getMessage(), null));
			return null;
		}
	}

	private <T> @Nullable T collect(Supplier<T> work) {
		try {
			return work.get();
		}
		catch (StartupProblemsException ex) {
			this.problems.addAll(ex.problems());
			return null;
		}
	}

	/**
	 * What all compilations share.
	 *
	 * @param instances what annotations say about instances
	 * @param operations what idempotent methods are made of
	 * @param deadLetters what methods need whose failed calls are kept
	 * @param beanFactory where beans that annotations name are found
	 * @param names how instances are named
	 */
	record Sources(AnnotatedInstances instances, Supplier<IdempotentOperations> operations,
			Supplier<DeadLetterMethods> deadLetters, BeanFactory beanFactory, InstanceName names) {

	}

}
