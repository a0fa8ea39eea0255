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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.springframework.util.ReflectionUtils;

import dev.resilience.autoconfigure.settings.SettingKey;
import dev.resilience.autoconfigure.settings.SettingKeys;
import dev.resilience.autoconfigure.settings.Settings;
import dev.resilience.policy.PolicyType;

/**
 * Turns the attributes of an annotation into a layer of settings: the attribute
 * {@code maxAttempts} of {@code @Retry} is the setting {@code retry.max-attempts}. An
 * attribute that has its default value is not set.
 */
final class AnnotationLayers {

	private AnnotationLayers() {
	}

	/**
	 * Reads the attributes of an annotation.
	 * @param annotation the annotation
	 * @param policy the policy that it configures
	 * @param place where it stands, such as {@code PaymentService.charge}
	 * @return the layer
	 * @throws dev.resilience.autoconfigure.settings.InvalidSettingsException if values
	 * cannot be used
	 */
	static Settings of(Annotation annotation, PolicyType policy, String place) {
		Class<? extends Annotation> type = annotation.annotationType();
		Settings.Builder layer = Settings.builder("annotation @" + type.getSimpleName() + " on " + place);
		for (Method attribute : type.getDeclaredMethods()) {
			SettingKey<?> key = SettingKeys.find(policy.property() + "." + kebab(attribute.getName())).orElse(null);
			Object value = ReflectionUtils.invokeMethod(attribute, annotation);
			if (key != null && value != null && !isUnset(value)) {
				set(layer, key, value);
			}
		}
		return layer.build();
	}

	private static boolean isUnset(Object value) {
		return value.equals(Integer.MIN_VALUE) || value.equals(Double.NaN) || value.equals("")
				|| (value instanceof Object[] array && array.length == 0)
				|| (value instanceof Enum<?> choice && choice.name().equals("INHERIT"));
	}

	@SuppressWarnings("unchecked") // lists of types are the only array attributes, and
									// their keys hold lists
	private static void set(Settings.Builder layer, SettingKey<?> key, Object value) {
		if (value instanceof Class<?>[] types) {
			layer.set((SettingKey<List<Class<?>>>) key, Arrays.asList(types));
		}
		else {
			layer.setText(key, (value instanceof Enum<?> choice) ? choice.name() : value.toString());
		}
	}

	private static String kebab(String camel) {
		return camel.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

}
