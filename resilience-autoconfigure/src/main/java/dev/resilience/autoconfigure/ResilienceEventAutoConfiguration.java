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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.ResolvableType;

import dev.resilience.ResilienceRegistry;
import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that publishes events of instances
 * as application events, so that {@code @EventListener} methods hear them.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnBean(ResilienceRegistry.class)
public final class ResilienceEventAutoConfiguration {

	// Nobody asks for this bean: it must be there although beans may be lazy
	@Bean
	@Lazy(false)
	Events.Subscription resilienceApplicationEvents(ResilienceRegistry registry, ApplicationContext context) {
		return registry.events()
			.on(ResilienceEvent.class, (event) -> context.publishEvent(new InstanceEvent(context, event)));
	}

	/**
	 * What Spring makes of an event, with a type that is found out once: rejections come
	 * in thousands when a target is down, mostly with nobody listening.
	 */
	private static final class InstanceEvent extends PayloadApplicationEvent<ResilienceEvent> {

		private static final long serialVersionUID = 1L;

		private static final ClassValue<ResolvableType> TYPES = new ClassValue<>() {

			@Override
			protected ResolvableType computeValue(Class<?> type) {
				return ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class, type);
			}

		};

		InstanceEvent(ApplicationContext context, ResilienceEvent event) {
			super(context, event, TYPES.get(event.getClass()).getGeneric());
		}

		@Override
		public ResolvableType getResolvableType() {
			return TYPES.get(getPayload().getClass());
		}

	}

}
