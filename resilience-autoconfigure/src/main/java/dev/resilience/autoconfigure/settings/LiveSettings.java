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

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

import dev.resilience.InstanceListener;
import dev.resilience.InstanceNames;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.SettingsChanged;

/**
 * Changes settings while calls run. A change is validated as a whole, by the rules of the
 * start, before anything of it takes effect; then settings, gates and pipelines follow,
 * and gates keep their state, permits and waiters. Where anything is wrong nothing
 * changes. Changes are made one after the other; calls never wait for them. Safe for use
 * by many threads.
 */
public final class LiveSettings {

	private static final Logger logger = LoggerFactory.getLogger(LiveSettings.class);

	private final ResilienceSettings settings;

	private final ResilienceRegistry registry;

	private final Supplier<AnnotatedMethods> methods;

	private final CodeInstances codeInstances;

	private final ReentrantLock changing = new ReentrantLock();

	/** The global settings of the environment that was read last. */
	private Globals globals;

	/**
	 * Creates the one place where settings change.
	 * @param settings the settings in force
	 * @param registry the instances that follow them
	 * @param methods gives the annotated methods that follow them
	 */
	public LiveSettings(ResilienceSettings settings, ResilienceRegistry registry, Supplier<AnnotatedMethods> methods) {
		this.settings = settings;
		this.registry = registry;
		this.methods = methods;
		this.codeInstances = new CodeInstances(registry, methods);
		this.globals = settings.globals();
		registry.listen(new InstanceListener() {

			@Override
			public void removed(Resilience instance) {
				forget(instance.name());
			}

		});
	}

	/**
	 * Puts a live layer on top of the settings of an instance, in place of the one that
	 * may be there.
	 * @param instance the name of the instance in any spelling
	 * @param text the settings below the instance as the text of a properties file, such
	 * as {@code retry.max-attempts=5}
	 * @param by who changes them
	 * @return whether there is such an instance; none is created
	 * @throws InvalidSettingsException listing everything that is wrong; nothing has
	 * changed then
	 */
	public boolean change(String instance, String text, ChangedBy by) {
		return apply(instance, by, (name, problems) -> {
			Settings live = SettingsBinder.bindLive(name, text, "live change (" + by + ")", problems);
			if (live.isEmpty() && problems.found().isEmpty()) {
				problems.add(StartupProblem.at("The text of the settings", "holds no setting",
						"Write one a line, such as retry.max-attempts=5"));
			}
			return live;
		});
	}

	/**
	 * Takes the live layer of an instance away.
	 * @param instance the name of the instance in any spelling
	 * @param by who takes it away
	 * @return whether there is such an instance
	 * @throws InvalidSettingsException listing everything that is wrong with the settings
	 * below; nothing has changed then
	 */
	public boolean reset(String instance, ChangedBy by) {
		return apply(instance, by, (name, problems) -> Settings.empty());
	}

	/**
	 * Returns the settings in force for calls that name an instance in code: those of the
	 * layers, or what code gave with live changes on top.
	 * @param instance the name of the instance
	 * @return the settings
	 */
	public ResolvedInstance resolve(String instance) {
		return this.codeInstances.resolve(this.settings, instance);
	}

	private boolean apply(String instance, ChangedBy by, LiveLayer layer) {
		List<SettingsChanged> changes = new ArrayList<>();
		lock();
		try {
			Resilience present = this.registry.find(instance).orElse(null);
			if (present == null) {
				return false;
			}
			String name = present.name();
			StartupProblems problems = new StartupProblems();
			SettingsLayers candidate = this.settings.layers().withLive(name, layer.of(name, problems));
			List<StartupProblem> unreadable = problems.found();
			problems.addAll(SettingsBinder.judgeLive(candidate, name, candidate.live(name)));
			problems.addAll(new ResilienceSettings(candidate).missingBeans());
			problems.leaveOutConsequencesOf(unreadable);
			changes.addAll(swap(candidate, List.of(name), problems, by));
		}
		finally {
			this.changing.unlock();
		}
		changes.forEach(this::publish);
		return true;
	}

	/**
	 * Reads the settings of an environment again and follows them. Instances that are new
	 * there come into being, those that are no longer there fall back to defaults; live
	 * changes stay on top.
	 * @param environment the environment
	 * @param by who wants this
	 * @throws InvalidSettingsException listing everything that is wrong; nothing has
	 * changed then
	 */
	public void refresh(Environment environment, ChangedBy by) {
		List<SettingsChanged> changes;
		lock();
		try {
			ResilienceSettings read = SettingsBinder.bind(environment);
			SettingsLayers candidate = this.settings.layers().refreshed(read.layers());
			StartupProblems problems = new StartupProblems();
			candidate.live().forEach((name, live) -> problems.addAll(SettingsBinder.judgeLive(candidate, name, live)));
			changes = swap(candidate, changedNames(candidate, problems), problems, by);
			if (!read.globals().equals(this.globals)) {
				this.globals = read.globals();
				logger.warn("Settings that stand directly below 'resilience' were changed, "
						+ "which takes effect when the application starts again");
			}
		}
		finally {
			this.changing.unlock();
		}
		changes.forEach(this::publish);
	}

	private void lock() {
		if (this.changing.isHeldByCurrentThread()) {
			throw new IllegalStateException("A listener to a change of settings must not change settings");
		}
		this.changing.lock();
	}

	private Collection<String> changedNames(SettingsLayers layers, StartupProblems problems) {
		ResilienceSettings candidate = new ResilienceSettings(layers);
		Map<String, String> names = new LinkedHashMap<>();
		candidate.instanceNames().forEach((name) -> names.put(InstanceNames.uniform(name), name));
		this.methods.get().names().forEach((name) -> names.putIfAbsent(InstanceNames.uniform(name), name));
		for (Resilience instance : this.registry.instances()) {
			if (InstanceNames.isLegal(instance.name())) {
				names.putIfAbsent(InstanceNames.uniform(instance.name()), instance.name());
			}
		}
		names.values().removeIf((name) -> !problems.collect(() -> changes(candidate, name)).orElse(true));
		return names.values();
	}

	private boolean changes(ResilienceSettings candidate, String name) {
		return this.registry.find(name).isEmpty() || !this.methods.get()
			.resolve(this.settings, name)
			.saysTheSameAs(this.methods.get().resolve(candidate, name));
	}

	private List<SettingsChanged> swap(SettingsLayers layers, Collection<String> names, StartupProblems problems,
			ChangedBy by) {
		ResilienceSettings candidate = new ResilienceSettings(layers);
		ResilienceSettings previous = new ResilienceSettings(this.settings.layers());
		problems.addAll(candidate.missingBeans());
		// Asks the customizers, who are beans
		names.forEach((name) -> problems.collect(() -> candidate.resolve(name)));
		Map<String, ResolvedInstance> before = new LinkedHashMap<>();
		names.forEach((name) -> before.put(name, resolve(name)));
		this.methods.get().exclusively(() -> {
			List<Runnable> steps = prepare(previous, candidate, names, problems);
			if (!problems.found().isEmpty()) {
				throw new InvalidSettingsException(problems.found());
			}
			this.settings.replace(layers);
			try {
				steps.forEach(Runnable::run);
			}
			catch (RuntimeException | Error ex) {
				restore(candidate, previous, names, ex);
				throw ex;
			}
		});
		Instant now = this.registry.context().time().wallClock().instant();
		return names.stream()
			.map((name) -> new SettingsChanged(layers.nameOf(name), now, by.source(), by.name(),
					SettingsDifference.between(before.getOrDefault(name, resolve(name)), resolve(name))))
			.filter((change) -> !change.changes().isEmpty())
			.toList();
	}

	private List<Runnable> prepare(ResilienceSettings before, ResilienceSettings candidate, Collection<String> names,
			StartupProblems problems) {
		List<Runnable> steps = new ArrayList<>(this.methods.get().prepare(candidate, names, problems));
		for (String name : names) {
			problems.collect(() -> this.codeInstances.prepare(before, candidate, name)).ifPresent(steps::add);
		}
		return steps;
	}

	// What has passed the checks does not fail; should it do so all the same, nobody is
	// left with some of it.
	private void restore(ResilienceSettings failed, ResilienceSettings previous, Collection<String> names,
			Throwable failure) {
		this.settings.replace(previous.layers());
		for (Runnable step : prepare(failed, previous, names, new StartupProblems())) {
			try {
				step.run();
			}
			catch (RuntimeException | Error ex) {
				failure.addSuppressed(ex);
			}
		}
	}

	private void publish(SettingsChanged change) {
		logger.info("Settings of instance '{}' were changed ({}): {}", change.instance(),
				new ChangedBy(change.source(), change.by()), change.changes());
		this.registry.events().publish(change);
	}

	private void forget(String name) {
		this.changing.lock();
		try {
			this.settings.replace(this.settings.layers().withLive(name, Settings.empty()));
			this.settings.layers().custom().forget(name);
			this.codeInstances.forget(name);
		}
		finally {
			this.changing.unlock();
		}
	}

	/**
	 * Makes a live layer.
	 */
	@FunctionalInterface
	private interface LiveLayer {

		Settings of(String name, StartupProblems problems);

	}

}
