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

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Resilient;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Describes a call; every subscription makes it, and is protected by itself.
 */
@Component
public class MonoClient {

	private final WebClient http;

	MonoClient(WebClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.RECOMMENDATION).toString()).build();
	}

	/**
	 * Returns products that go with a product.
	 * @param sku the product
	 * @return makes a call whenever it is subscribed to, and gives the related products,
	 * by the service or a stand-in
	 */
	@Resilient("recommendation")
	@Fallback("bestsellers")
	public Mono<Related> related(String sku) {
		return this.http.get().uri("/related?sku={sku}", sku).retrieve().bodyToMono(Related.class);
	}

	Related bestsellers(String sku, Throwable failure) {
		return Related.bestsellers(failure);
	}

}
