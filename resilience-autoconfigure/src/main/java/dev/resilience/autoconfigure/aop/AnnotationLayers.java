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
import java.lang.reflect.Proxy;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

import dev.resilience.annotation.Idempotent;
import dev.resilience.autoconfigure.settings.SettingKey;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.policy.PolicyType;

/**
 * Turns the attributes of an annotation into a layer of settings: the attribute
 * {@code maxAttempts} of {@code @Retry} is the setting {@code retry.max-attempts}. An
 * attribute that has its default value is not set. Attributes for types and for
 * categories of failures are one list.
 */
final class AnnotationLayers {

	private static final Object[] NO_ARGUMENTS = {};

	/** How the name of an attribute ends that adds categories to a list of types. */
	private static final String CATEGORIES = "Categories";

	/** The attributes that are settings, looked up once for each annotation. */
	private static final ClassValue<List<Attribute>> ATTRIBUTES = new ClassValue<>() {

		@Override
		protected List<Attribute> computeValue(Class<?> type) {
			return attributes(type);
		}

	};

	private AnnotationLayers() {
	}

	/**
	 * Reads the attributes of an annotation.
	 * @param annotation the annotation, which configures the policy of its name
	 * @param place where it stands, such as {@code PaymentService.charge}
	 * @return the layer
	 * @throws dev.resilience.autoconfigure.settings.InvalidSettingsException if values
	 * cannot be used
	 */
	static Settings of(Annotation annotation, String place) {
		Class<? extends Annotation> type = annotation.annotationType();
		Settings.Builder layer = Settings.builder("annotation @" + type.getSimpleName() + " on " + place);
		Map<SettingKey<?>, List<Object>> lists = new LinkedHashMap<>();
		for (Attribute attribute : ATTRIBUTES.get(type)) {
			Object value = read(annotation, attribute.method());
			if (value == null || isUnset(value)) {
				continue;
			}
			if (value instanceof Object[] entries) {
				lists.computeIfAbsent(attribute.key(), (key) -> new ArrayList<>()).addAll(Arrays.asList(entries));
			}
			else {
				layer.setText(attribute.key(), (value instanceof Enum<?> choice) ? choice.name() : value.toString());
			}
		}
		lists.forEach((key, entries) -> setList(layer, key, entries));
		return layer.build();
	}

	// Asks the handler behind an annotation: a reflective call would first make an
	// accessor
	// for every attribute.
	private static @Nullable Object read(Annotation annotation, Method attribute) {
		if (!(annotation instanceof Proxy)) {
			return ReflectionUtils.invokeMethod(attribute, annotation);
		}
		try {
			return Proxy.getInvocationHandler(annotation).invoke(annotation, attribute, NO_ARGUMENTS);
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new UndeclaredThrowableException(ex);
		}
	}

	private static List<Attribute> attributes(Class<?> type) {
		String policy = (type == Idempotent.class) ? PolicyType.IDEMPOTENCY.property() : kebab(type.getSimpleName());
		List<Attribute> attributes = new ArrayList<>();
		for (Method method : type.getDeclaredMethods()) {
			String name = method.getName();
			String setting = name.endsWith(CATEGORIES) ? name.substring(0, name.length() - CATEGORIES.length()) : name;
			SettingKey<?> key = SettingKeys.find(policy + "." + kebab(setting)).orElse(null);
			if (key != null) {
				attributes.add(new Attribute(method, key));
			}
		}
		return List.copyOf(attributes);
	}

	private static boolean isUnset(Object value) {
		return value.equals(Integer.MIN_VALUE) || value.equals(Double.NaN) || value.equals("") || value.equals(false)
				|| (value instanceof Object[] array && array.length == 0)
				|| (value instanceof Enum<?> choice && choice.name().equals("INHERIT"));
	}

	// The key reads what becomes of the entries
	@SuppressWarnings("unchecked")
	private static void setList(Settings.Builder layer, SettingKey<?> key, List<Object> entries) {
		layer.set((SettingKey<List<Object>>) key, entries);
	}

	private static String kebab(String camel) {
		StringBuilder kebab = new StringBuilder(camel.length() + 4);
		for (int i = 0; i < camel.length(); i++) {
			char letter = camel.charAt(i);
			if (i > 0 && letter >= 'A' && letter <= 'Z') {
				kebab.append('-');
			}
			kebab.append(letter);
		}
		return kebab.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * An attribute and the setting that it means.
	 *
	 * @param method the attribute
	 * @param key the setting
	 */
	private record Attribute(Method method, SettingKey<?> key) {

	}

}
