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

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.resilience.InstanceNames;
import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.pipeline.InstanceConfig;

/**
 * What calls get that name an instance in code, when settings change. An instance whose
 * policies were given in code keeps them below live changes, and one that settings no
 * longer mention keeps what an unknown name gets. Changed by one thread at a time.
 */
final class CodeInstances {

	private final ResilienceRegistry registry;

	private final Supplier<AnnotatedMethods> methods;

	/** What was put in force last, by name in uniform form. */
	private final Map<String, Followed> followed = new ConcurrentHashMap<>();

	CodeInstances(ResilienceRegistry registry, Supplier<AnnotatedMethods> methods) {
		this.registry = registry;
		this.methods = methods;
	}

	/**
	 * Prepares an instance to follow other settings.
	 * @param before the settings in force
	 * @param candidate the other settings
	 * @param name the name of the instance, which comes into being if it is configured
	 * @return puts the settings in force
	 * @throws InvalidSettingsException if settings contradict each other
	 */
	Runnable prepare(ResilienceSettings before, ResilienceSettings candidate, String name) {
		Resilience present = this.registry.find(name).orElse(null);
		Followed next = next(before, candidate, name, present);
		return () -> {
			this.followed.put(InstanceNames.uniform(name), next);
			if (candidate.isConfigured(name)) {
				this.registry.declare(candidate.nameOf(name), next.config());
			}
			else if (present != null && !next.config().equals(present.config())) {
				present.reconfigure(next.config());
			}
		};
	}

	/**
	 * Returns the settings that calls follow which name an instance in code.
	 * @param settings the settings in force
	 * @param name the name of the instance
	 * @return the settings
	 */
	ResolvedInstance resolve(ResilienceSettings settings, String name) {
		Resilience present = this.registry.find(name).orElse(null);
		if (present != null && InstanceNames.isLegal(name)) {
			Followed last = followed(settings, name, present);
			if (last.kind() == Kind.GIVEN) {
				return settings.resolveGiven(present.name(), described(last.given()));
			}
		}
		return this.methods.get().resolve(settings, name);
	}

	private static Settings described(InstanceConfig given) {
		Settings.Builder layer = Settings.builder("code");
		if (given.deadline() != null) {
			layer.set(SettingKeys.DEADLINE, given.deadline());
		}
		PolicyTranslations.RETRY.describe(given.retry(), layer);
		PolicyTranslations.CIRCUIT_BREAKER.describe(given.circuitBreaker(), layer);
		PolicyTranslations.RATE_LIMITER.describe(given.rateLimiter(), layer);
		PolicyTranslations.TIMEOUT.describe(given.timeout(), layer);
		PolicyTranslations.BULKHEAD.describe(given.bulkhead(), layer);
		PolicyTranslations.KEYED.describe(given.keyed(), layer);
		return layer.buildLegal((problem) -> {
			// No setting can say it: it is not shown
		});
	}

	void forget(String name) {
		this.followed.remove(InstanceNames.uniform(name));
	}

	private Followed next(ResilienceSettings before, ResilienceSettings candidate, String name,
			@Nullable Resilience present) {
		InstanceConfig configured = this.methods.get().config(candidate, name, Set.of());
		if (present == null) {
			return new Followed(Kind.CONFIGURED, configured, configured);
		}
		Followed last = followed(before, name, present);
		if (last.kind() == Kind.GIVEN) {
			return new Followed(Kind.GIVEN,
					onTopOf(last.given(), candidate.live(name), configured, candidate.layers().code()), last.given());
		}
		boolean unmentioned = withoutLive(candidate, name).isEmpty();
		boolean unknown = unmentioned && (last.kind() == Kind.UNKNOWN || !withoutLive(before, name).isEmpty());
		return unknown ? new Followed(Kind.UNKNOWN, asUnknown(candidate, name), configured)
				: new Followed(Kind.CONFIGURED, configured, configured);
	}

	private Followed followed(ResilienceSettings before, String name, Resilience present) {
		InstanceConfig inForce = Objects.requireNonNullElse(present.config(), InstanceConfig.NONE);
		Followed last = this.followed.get(InstanceNames.uniform(name));
		if (last != null && last.config().equals(inForce)) {
			return last;
		}
		if (inForce.isEmpty() || inForce.equals(this.methods.get().config(before, name, Set.of()))) {
			return new Followed(Kind.CONFIGURED, inForce, inForce);
		}
		return new Followed(inForce.equals(asUnknown(before, name)) ? Kind.UNKNOWN : Kind.GIVEN, inForce, inForce);
	}

	private InstanceConfig asUnknown(ResilienceSettings settings, String name) {
		return this.methods.get().config(settings, name, ResolvedInstance.POLICIES_OF_UNKNOWN_NAMES);
	}

	private InstanceConfig withoutLive(ResilienceSettings settings, String name) {
		return this.methods.get().config(new ResilienceSettings(settings.layers().withoutLive()), name, Set.of());
	}

	// A policy that was not given comes from the settings, where the live change may have
	// switched it on
	private static InstanceConfig onTopOf(InstanceConfig given, Settings live, InstanceConfig configured,
			UserCode code) {
		String place = "";
		Duration deadline = live.get(SettingKeys.DEADLINE);
		return new InstanceConfig((deadline != null) ? deadline : given.deadline(), (given.retry() != null)
				? PolicyTranslations.RETRY.complete(given.retry().toBuilder(), live, place, code) : configured.retry(),
				(given.circuitBreaker() != null) ? PolicyTranslations.CIRCUIT_BREAKER
					.complete(given.circuitBreaker().toBuilder(), live, place, code) : configured.circuitBreaker(),
				(given.rateLimiter() != null)
						? PolicyTranslations.RATE_LIMITER.complete(given.rateLimiter().toBuilder(), live, place, code)
						: configured.rateLimiter(),
				(given.timeout() != null)
						? PolicyTranslations.TIMEOUT.complete(given.timeout().toBuilder(), live, place, code)
						: configured.timeout(),
				(given.bulkhead() != null)
						? PolicyTranslations.BULKHEAD.complete(given.bulkhead().toBuilder(), live, place, code)
						: configured.bulkhead(),
				PolicyTranslations.KEYED.complete(given.keyed().toBuilder(), live, place, code));
	}

	/** Why an instance has its policies. */
	private enum Kind {

		/** Settings and annotations say so. */
		CONFIGURED,

		/** Nothing says anything, but code uses the name. */
		UNKNOWN,

		/** Code said so itself. */
		GIVEN

	}

	/**
	 * What was put in force for an instance.
	 *
	 * @param kind why it has its policies
	 * @param config its policies
	 * @param given what code gave, below live changes
	 */
	private record Followed(Kind kind, InstanceConfig config, InstanceConfig given) {

	}

}
