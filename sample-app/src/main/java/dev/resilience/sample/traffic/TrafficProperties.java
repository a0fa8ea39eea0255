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

package dev.resilience.sample.traffic;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * The traffic that the sample makes itself.
 *
 * @param enabled whether traffic starts with the application
 * @param rate orders per second, above 0 and up to 1000
 * @param threads number of customers who order at the same time, at least 1
 * @param weather whether services misbehave by themselves while there is traffic
 */
@ConfigurationProperties("sample.traffic")
record TrafficProperties(@DefaultValue("true") boolean enabled, @DefaultValue("5") double rate,
		@DefaultValue("8") int threads, @DefaultValue("true") boolean weather) {

	TrafficProperties {
		Assert.isTrue(rate > 0 && rate <= Traffic.MAX_RATE, "'rate' must be orders per second, above 0 and up to 1000");
		Assert.isTrue(threads > 0, "'threads' must be at least 1");
	}

}
