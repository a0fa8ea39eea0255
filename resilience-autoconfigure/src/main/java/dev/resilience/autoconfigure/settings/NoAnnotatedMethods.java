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

import java.util.Collection;
import java.util.List;
import java.util.Set;

import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.PolicyType;

/**
 * An application without annotated methods.
 */
final class NoAnnotatedMethods implements AnnotatedMethods {

	@Override
	public Collection<String> names() {
		return List.of();
	}

	@Override
	public ResolvedInstance resolve(ResilienceSettings settings, String name) {
		return settings.resolve(name);
	}

	@Override
	public InstanceConfig config(ResilienceSettings settings, String name, Set<PolicyType> alsoApplied) {
		return settings.resolve(name).instanceConfig(alsoApplied);
	}

	@Override
	public List<Runnable> prepare(ResilienceSettings candidate, Collection<String> names, StartupProblems problems) {
		return List.of();
	}

	@Override
	public void exclusively(Runnable work) {
		work.run();
	}

}
