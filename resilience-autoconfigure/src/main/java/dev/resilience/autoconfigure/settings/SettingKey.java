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

package dev.resilience.autoconfigure.settings;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

import dev.resilience.policy.PolicyType;

/**
 * One setting of an instance, as users know it from YAML.
 *
 * @param <T> the type of its values
 */
public final class SettingKey<T> {

	private final String path;

	private final @Nullable PolicyType policy;

	private final SettingType<T> type;

	private final Bounds<? super T> bounds;

	SettingKey(String path, @Nullable PolicyType policy, SettingType<T> type, Bounds<? super T> bounds) {
		this.path = path;
		this.policy = policy;
		this.type = type;
		this.bounds = bounds;
	}

	/**
	 * Returns where the setting stands below an instance.
	 * @return the path in kebab case, such as {@code retry.max-attempts}
	 */
	public String path() {
		return this.path;
	}

	/**
	 * Returns the policy that the setting configures.
	 * @return the kind of policy, or {@code null} where it belongs to none
	 */
	public @Nullable PolicyType policy() {
		return this.policy;
	}

	/**
	 * Returns whether the setting stands in the block of a policy, so that its presence
	 * in an instance or a template switches the policy on.
	 * @return whether it stands in a block
	 */
	public boolean inBlock() {
		return this.path.indexOf('.') >= 0;
	}

	/**
	 * Returns a value as it would be written in YAML.
	 * @param value the value
	 * @return its text
	 */
	public String write(T value) {
		return this.type.write(value);
	}

	/**
	 * Reads and judges a value.
	 * @param raw the value as written
	 * @param classLoader loads classes that the value names
	 * @return the legal value
	 * @throws UnusableValueException if it is none
	 */
	T read(Object raw, ClassLoader classLoader) throws UnusableValueException {
		T value = this.type.read(raw, classLoader);
		String complaint = this.bounds.complaint(value);
		if (complaint != null) {
			throw new UnusableValueException(complaint, null);
		}
		return value;
	}

	SettingType<T> type() {
		return this.type;
	}

	/**
	 * Returns the form in which paths are compared.
	 * @param path the path as written
	 * @return lower case, letters and digits only
	 */
	static String uniform(String path) {
		StringBuilder uniform = new StringBuilder(path.length());
		for (int i = 0; i < path.length(); i++) {
			if (Character.isLetterOrDigit(path.charAt(i))) {
				uniform.append(path.charAt(i));
			}
		}
		return uniform.toString().toLowerCase(Locale.ROOT);
	}

	@Override
	public String toString() {
		return this.path;
	}

}
