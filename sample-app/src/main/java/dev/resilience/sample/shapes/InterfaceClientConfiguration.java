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

package dev.resilience.sample.shapes;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.client.support.RestClientHttpServiceGroupConfigurer;
import org.springframework.web.service.registry.ImportHttpServices;

import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Has Spring implement the {@link InterfaceClient}.
 */
@Configuration(proxyBeanMethods = false)
@ImportHttpServices(group = "recommendation", types = InterfaceClient.class)
class InterfaceClientConfiguration {

	@Bean
	RestClientHttpServiceGroupConfigurer recommendationGroup(Downstreams downstreams) {
		return (groups) -> groups.filterByName("recommendation")
			.forEachClient((group, http) -> http.baseUrl(downstreams.url(Downstream.RECOMMENDATION)));
	}

}
