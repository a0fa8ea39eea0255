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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;

/**
 * The layers that customizers set, asked once for each instance. Thread-safe.
 */
final class CustomLayers {

	private static final Log logger = LogFactory.getLog(CustomLayers.class);

	private final @Nullable ClassLoader classLoader;

	private final Supplier<List<SettingsCustomizer>> customizers;

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	CustomLayers(@Nullable ClassLoader classLoader, Supplier<List<SettingsCustomizer>> customizers) {
		this.classLoader = classLoader;
		this.customizers = customizers;
	}

	CustomLayers with(Supplier<List<SettingsCustomizer>> customizers) {
		return new CustomLayers(this.classLoader, customizers);
	}

	/**
	 * Returns the layer of an instance.
	 * @param name the name of the instance
	 * @return the settings
	 * @throws InvalidSettingsException listing what customizers got wrong
	 */
	Settings layer(String name) {
		return layer(name, InstanceNames.uniform(name));
	}

	/**
	 * Returns the layer of an instance.
	 * @param name the name of the instance
	 * @param uniform the name in uniform form
	 * @return the settings
	 * @throws InvalidSettingsException listing what customizers got wrong
	 */
	Settings layer(String name, String uniform) {
		Answer answer = this.answers.get(uniform);
		if (answer == null) {
			// Not computed inside the map, whose lock users must not meet
			answer = ask(name);
			Answer earlier = this.answers.putIfAbsent(uniform, answer);
			answer = (earlier != null) ? earlier : answer;
		}
		if (!answer.problems().isEmpty()) {
			throw new InvalidSettingsException(answer.problems());
		}
		return answer.settings();
	}

	/**
	 * Forgets what was said of an instance that is gone.
	 * @param name the name of the instance
	 */
	void forget(String name) {
		this.answers.remove(InstanceNames.uniform(name));
	}

	private Answer ask(String name) {
		Settings settings = Settings.empty();
		List<StartupProblem> problems = new ArrayList<>();
		for (SettingsCustomizer customizer : this.customizers.get()) {
			InstanceSettingsBuilder builder = new InstanceSettingsBuilder("customizer " + customizer.bean(),
					this.classLoader);
			try {
				customizer.action().accept(name, builder);
			}
			catch (RuntimeException ex) {
				logger.error("Customizer " + customizer.bean() + " failed for instance " + name, ex);
				problems.add(StartupProblem.at("customizer " + customizer.bean(),
						"threw " + ex + " for the instance " + name, null));
			}
			settings = settings.overlay(builder.layer().buildLegal(problems::add));
		}
		return new Answer(settings, List.copyOf(problems));
	}

	/**
	 * What customizers said of one instance.
	 *
	 * @param settings the legal settings
	 * @param problems what is wrong with the rest
	 */
	private record Answer(Settings settings, List<StartupProblem> problems) {

	}

}
