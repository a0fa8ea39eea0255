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

import java.util.concurrent.CompletableFuture;

import org.springframework.stereotype.Component;
import org.springframework.web.reactive.function.client.WebClient;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Resilient;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Answers later: no thread waits, neither for the service nor between attempts.
 */
@Component
public class FutureClient {

	private final WebClient http;

	FutureClient(WebClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.RECOMMENDATION).toString()).build();
	}

	/**
	 * Returns products that go with a product.
	 * @param sku the product
	 * @return the related products to come, by the service or a stand-in
	 */
	// An answer without a body is a failure, so there is never null to come
	@SuppressWarnings("NullAway")
	@Resilient("recommendation")
	@Fallback("bestsellers")
	public CompletableFuture<Related> related(String sku) {
		return this.http.get().uri("/related?sku={sku}", sku).retrieve().bodyToMono(Related.class).single().toFuture();
	}

	Related bestsellers(String sku, Throwable failure) {
		return Related.bestsellers(failure);
	}

}
