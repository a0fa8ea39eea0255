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

import java.util.Objects;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Resilient;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Calls on behalf of agents, each with a circuit of its own: one that fails keeps no
 * other from its work.
 */
@Component
public class KeyedClient {

	private final RestClient http;

	KeyedClient(RestClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.RECOMMENDATION)).build();
	}

	/**
	 * Returns products that go with a product.
	 * @param agentId who asks
	 * @param sku the product
	 * @return the related products, by the service or a stand-in
	 */
	@Resilient(value = "agent", key = "#agentId")
	@Fallback("bestsellers")
	public Related related(String agentId, String sku) {
		Related related = this.http.get().uri("/related?sku={sku}", sku).retrieve().body(Related.class);
		return Objects.requireNonNull(related);
	}

	Related bestsellers(String agentId, String sku, Throwable failure) {
		return Related.bestsellers(failure);
	}

}
