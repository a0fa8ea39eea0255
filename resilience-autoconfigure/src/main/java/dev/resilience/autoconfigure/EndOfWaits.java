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

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;

import dev.resilience.ResilienceRegistry;

/**
 * Ends the waits of calls as soon as the application begins to stop, so that a graceful
 * shutdown of the web server need not wait for retries that sleep and calls that queue.
 */
final class EndOfWaits implements ApplicationListener<ContextClosedEvent> {

	private final ObjectProvider<ResilienceRegistry> registry;

	private final ApplicationContext context;

	EndOfWaits(ObjectProvider<ResilienceRegistry> registry, ApplicationContext context) {
		this.registry = registry;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// The end of a child context is announced here too.
		if (event.getApplicationContext() == this.context) {
			this.registry.ifAvailable((present) -> present.context().waitingRoom().close());
		}
	}

}
