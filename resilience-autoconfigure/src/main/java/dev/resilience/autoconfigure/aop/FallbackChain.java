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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.Fallback;
import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.classification.Failures;
import dev.resilience.fallback.FallbackHandler;
import dev.resilience.fallback.FallbackOption;
import dev.resilience.fallback.FallbackRequest;
import dev.resilience.fallback.FallbackWhen;
import dev.resilience.policy.Call;

/**
 * Binds the fallback methods and the handler of one annotated method at start-up, so that
 * a fallback that cannot answer is known then.
 */
final class FallbackChain {

	private final Method guarded;

	private final Class<?> userClass;

	private final @Nullable ResolvableType value;

	private final String instance;

	private final BeanFactory beanFactory;

	/**
	 * Creates a chain.
	 * @param guarded the annotated method
	 * @param userClass the class of the bean
	 * @param value the type of the value that comes later than the method returns, which
	 * a fallback may return itself; {@code null} if there is none
	 * @param instance the name of the instance whose calls are answered
	 * @param beanFactory where handlers are found
	 */
	FallbackChain(Method guarded, Class<?> userClass, @Nullable ResolvableType value, String instance,
			BeanFactory beanFactory) {
		this.guarded = guarded;
		this.userClass = userClass;
		this.value = value;
		this.instance = instance;
		this.beanFactory = beanFactory;
	}

	/**
	 * Binds a chain.
	 * @param annotation the annotation
	 * @param place where it stands
	 * @param problems takes what is wrong
	 * @return the options in order
	 */
	List<FallbackOption> bind(Fallback annotation, String place, List<StartupProblem> problems) {
		List<FallbackOption> options = new ArrayList<>();
		FallbackMethods methods = new FallbackMethods(this.guarded, this.userClass, this.value);
		for (String name : annotation.value()) {
			try {
				options.add(option(name, methods.find(name), annotation));
			}
			catch (FallbackMethods.UnfitException ex) {
				problems
					.add(StartupProblem.at(place, "@Fallback(\"" + name + "\"): " + ex.getMessage(), ex.suggestion()));
			}
			catch (IllegalArgumentException ex) {
				problems.add(StartupProblem.at(place, "@Fallback(\"" + name + "\"): " + ex.getMessage(), null));
			}
		}
		if (annotation.handler() != void.class) {
			FallbackOption handler = handler(annotation, place, problems);
			if (handler != null) {
				options.add(handler);
			}
		}
		if (annotation.value().length == 0 && annotation.handler() == void.class) {
			problems.add(StartupProblem.at(place, "@Fallback names neither a method nor a handler",
					"write @Fallback(\"methodName\") or @Fallback(handler = …)"));
		}
		return options;
	}

	private FallbackOption option(String name, List<FallbackOverload> overloads, Fallback chain) {
		FallbackOption.Builder builder = FallbackOption.builder(name, (call, failure) -> {
			FallbackOverload overload = choose(overloads, failure);
			if (overload == null) {
				throw failure;
			}
			return overload.invoke(invocation(call), actual(overload, failure));
		});
		builder.onlyIf((failure) -> choose(overloads, failure) != null);
		dev.resilience.annotation.FallbackOption own = own(overloads);
		if (own == null) {
			return restrict(builder, NamedFailures.on(chain), NamedFailures.skipOn(chain), chain.when(), overloads)
				.build();
		}
		// What an option says itself replaces what the chain says; exclusions add up.
		NamedFailures named = new NamedFailures(own.on(), own.onCategories());
		restrict(builder, named.isEmpty() ? NamedFailures.on(chain) : named,
				NamedFailures.skipOn(chain).and(new NamedFailures(own.skipOn(), own.skipOnCategories())),
				(own.when() != Fallback.When.ANY) ? own.when() : chain.when(), overloads);
		if (!own.timeout().isEmpty()) {
			builder.timeout(timeout(own.timeout()));
		}
		return builder.quality(own.quality()).build();
	}

	// All overloads of a name are one option.
	private static dev.resilience.annotation.@Nullable FallbackOption own(List<FallbackOverload> overloads) {
		List<dev.resilience.annotation.FallbackOption> found = overloads.stream()
			.map((overload) -> AnnotatedElementUtils.findMergedAnnotation(overload.method(),
					dev.resilience.annotation.FallbackOption.class))
			.filter(Objects::nonNull)
			.distinct()
			.toList();
		if (found.size() > 1) {
			throw new IllegalArgumentException("its overloads have different @FallbackOption annotations");
		}
		return found.isEmpty() ? null : found.get(0);
	}

	private static FallbackOption.Builder restrict(FallbackOption.Builder builder, NamedFailures on,
			NamedFailures skipOn, Fallback.When when, List<FallbackOverload> overloads) {
		if (!on.isEmpty()) {
			builder.on(on.types()).onCategories(on.categories());
		}
		else if (!overloads.isEmpty() && overloads.stream().noneMatch(FallbackChain::takesAnyException)) {
			// Parameters that take certain failures only name them.
			builder.on(overloads.stream().<Class<? extends Throwable>>map(FallbackOverload::failureType).toList());
		}
		else {
			overloads.stream().filter(FallbackChain::takesErrors).findFirst().ifPresent((overload) -> {
				throw new IllegalArgumentException("the overload that takes " + overload.failureType().getSimpleName()
						+ " would never answer, as errors must be named: write on = { Exception.class, "
						+ overload.failureType().getSimpleName() + ".class }");
			});
		}
		return builder.skipOn(skipOn.types()).skipOnCategories(skipOn.categories()).when(when(when));
	}

	private static boolean takesAnyException(FallbackOverload overload) {
		return overload.failureType().isAssignableFrom(Exception.class);
	}

	private static boolean takesErrors(FallbackOverload overload) {
		return Error.class.isAssignableFrom(overload.failureType());
	}

	private static FallbackWhen when(Fallback.When when) {
		return FallbackWhen.valueOf(when.name());
	}

	private static Duration timeout(String text) {
		try {
			return DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"@FallbackOption(timeout = \"" + text + "\") is no duration such as 200ms or 2s", ex);
		}
	}

	private static @Nullable FallbackOverload choose(List<FallbackOverload> overloads, Throwable failure) {
		Throwable actual = Failures.unwrap(failure);
		for (FallbackOverload overload : overloads) {
			if (overload.takes(actual) || overload.takes(failure)) {
				return overload;
			}
		}
		return null;
	}

	private static Throwable actual(FallbackOverload overload, Throwable failure) {
		Throwable actual = Failures.unwrap(failure);
		return overload.takes(actual) ? actual : failure;
	}

	private static MethodInvocation invocation(Call call) {
		if (call.attachment() instanceof MethodInvocation invocation) {
			return invocation;
		}
		throw new IllegalStateException("The call carries no invocation");
	}

	private @Nullable FallbackOption handler(Fallback annotation, String place, List<StartupProblem> problems) {
		Class<?> type = annotation.handler();
		if (!FallbackHandler.class.isAssignableFrom(type)) {
			problems.add(StartupProblem.at(place, "@Fallback(handler = " + type.getSimpleName()
					+ ".class): the type does not implement " + FallbackHandler.class.getName(), "implement it"));
			return null;
		}
		Class<?> answer = ResolvableType.forClass(FallbackHandler.class, type).getGeneric(0).resolve(Object.class);
		Class<?> wanted = ClassUtils.resolvePrimitiveIfNecessary(this.guarded.getReturnType());
		if (wanted != void.class && wanted != Void.class && answer != Object.class && !wanted.isAssignableFrom(answer)
				&& !(this.value != null && this.value.resolve(Object.class).isAssignableFrom(answer))) {
			problems.add(StartupProblem.at(place, "@Fallback(handler = " + type.getSimpleName() + ".class): it answers "
					+ answer.getSimpleName() + ", the method returns " + wanted.getSimpleName(), null));
			return null;
		}
		String ambiguity = ambiguity(type);
		if (ambiguity != null) {
			problems
				.add(StartupProblem.at(place, "@Fallback(handler = " + type.getSimpleName() + ".class): " + ambiguity,
						"declare one, for instance with @Component, or mark one as @Primary"));
			return null;
		}
		String operation = this.userClass.getSimpleName() + "." + this.guarded.getName();
		FallbackOption.Builder builder = FallbackOption.builder(type.getSimpleName(), (call, failure) -> {
			FallbackHandler<?> bean = (FallbackHandler<?>) this.beanFactory.getBean(type);
			return bean.answer(request(operation,
					KotlinSuspension.arguments(this.guarded, invocation(call).getArguments()), failure));
		});
		return restrict(builder, NamedFailures.on(annotation), NamedFailures.skipOn(annotation), annotation.when(),
				List.of())
			.build();
	}

	private @Nullable String ambiguity(Class<?> type) {
		if (!(this.beanFactory instanceof ListableBeanFactory beans)) {
			return null;
		}
		String[] names = beans.getBeanNamesForType(type, true, false);
		if (names.length == 0) {
			return "there is no bean of this type";
		}
		return (names.length == 1 || isPrimary(names)) ? null
				: "there are " + names.length + " beans of this type: " + String.join(", ", names);
	}

	private boolean isPrimary(String[] names) {
		return this.beanFactory instanceof ConfigurableListableBeanFactory beans && Arrays.stream(names)
			.filter((name) -> beans.containsBeanDefinition(name) && beans.getBeanDefinition(name).isPrimary())
			.count() == 1;
	}

	// javac 17 does not read the nullness of type arguments from class files
	@SuppressWarnings("NullAway")
	private FallbackRequest request(String operation, @Nullable Object[] arguments, Throwable failure) {
		return new FallbackRequest(this.instance, operation, Arrays.asList(arguments), failure);
	}

}
