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

package dev.resilience.autoconfigure.healing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

import dev.resilience.diagnosis.Diagnosis;
import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.healing.ActionRisk;
import dev.resilience.healing.RecoveryAction;
import dev.resilience.healing.RecoveryContext;

/**
 * Clears the caches that it may clear. Without any it fits no step. Safe for use by many
 * threads.
 */
public final class ClearCacheAction implements RecoveryAction {

	private final Supplier<List<CacheManager>> managers;

	private final List<String> caches;

	/**
	 * Creates an action.
	 * @param managers gives those who know the caches
	 * @param caches the names of the caches that may be cleared
	 */
	public ClearCacheAction(Supplier<List<CacheManager>> managers, List<String> caches) {
		this.managers = managers;
		this.caches = List.copyOf(caches);
	}

	@Override
	public String id() {
		return RecoveryStep.CLEAR_CACHE;
	}

	// Who has filled the cache with good reason may have to work hard to fill it again
	@Override
	public ActionRisk risk() {
		return ActionRisk.MEDIUM;
	}

	@Override
	public boolean supports(Diagnosis diagnosis, RecoveryStep step) {
		return !this.caches.isEmpty() && RecoveryAction.super.supports(diagnosis, step);
	}

	@Override
	public void execute(RecoveryContext context) {
		List<CacheManager> known = this.managers.get();
		List<String> missing = new ArrayList<>();
		for (String name : this.caches) {
			boolean found = false;
			for (CacheManager manager : known) {
				Cache cache = manager.getCache(name);
				if (cache != null) {
					cache.clear();
					found = true;
				}
			}
			if (!found) {
				missing.add(name);
			}
		}
		if (!missing.isEmpty()) {
			throw new IllegalStateException("There is no cache " + String.join(", ", missing));
		}
	}

}
