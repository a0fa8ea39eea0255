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

package dev.resilience.autoconfigure;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;

import dev.resilience.autoconfigure.settings.ChangedBy;

/**
 * Has settings read again when Spring Cloud says that the environment has changed. Its
 * events are known by their names, so that it need not be there. The second event of one
 * refresh finds nothing left to do.
 */
final class EnvironmentChanges implements SmartApplicationListener {

	private static final Set<String> EVENTS = Set.of(
			"org.springframework.cloud.context.environment.EnvironmentChangeEvent",
			"org.springframework.cloud.context.scope.refresh.RefreshScopeRefreshedEvent");

	private final ObjectProvider<ResilienceRefresher> refresher;

	EnvironmentChanges(ObjectProvider<ResilienceRefresher> refresher) {
		this.refresher = refresher;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> eventType) {
		for (Class<?> type = eventType; type != null; type = type.getSuperclass()) {
			if (EVENTS.contains(type.getName())) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean supportsSourceType(@Nullable Class<?> sourceType) {
		return true;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		this.refresher.ifAvailable((available) -> available.refresh(ChangedBy.ENVIRONMENT));
	}

}
