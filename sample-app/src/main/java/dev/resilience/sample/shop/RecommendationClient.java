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

package dev.resilience.sample.shop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.FallbackOption;
import dev.resilience.annotation.Timeout;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Asks for products that go with another. Nice to have, so there is always an answer:
 * that of the service, else the last one it gave, else the bestsellers.
 */
@Component
public class RecommendationClient {

	private static final Duration MAX_AGE = Duration.ofSeconds(5);

	private static final List<String> BESTSELLERS = List.of("book-1", "book-2");

	private final RestClient http;

	private final Map<String, LastAnswer> lastAnswers = new ConcurrentHashMap<>();

	RecommendationClient(RestClient.Builder http, Downstreams downstreams) {
		this.http = http.baseUrl(downstreams.url(Downstream.RECOMMENDATION)).build();
	}

	/**
	 * Returns products that go with a product.
	 * @param sku the product, one of the catalogue
	 * @return the related products and where they come from
	 */
	@CircuitBreaker("recommendation")
	@Timeout("recommendation")
	@Fallback(value = { "cached", "bestsellers" }, instance = "recommendation")
	public Recommendations related(String sku) {
		Related related = this.http.get().uri("/related?sku={sku}", sku).retrieve().body(Related.class);
		List<String> skus = Objects.requireNonNull(related).skus();
		this.lastAnswers.put(sku, new LastAnswer(skus, System.nanoTime()));
		return new Recommendations(skus, Recommendations.LIVE);
	}

	@FallbackOption(quality = 0.8)
	Recommendations cached(String sku) {
		LastAnswer last = this.lastAnswers.get(sku);
		if (last == null || System.nanoTime() - last.nanoTime() > MAX_AGE.toNanos()) {
			// A fallback that fails hands over to the next one
			throw new NoSuchElementException("No recent recommendations for '%s'".formatted(sku));
		}
		return new Recommendations(last.skus(), "cached");
	}

	@FallbackOption(quality = 0.3)
	Recommendations bestsellers(String sku, Throwable failure) {
		return new Recommendations(BESTSELLERS, "bestsellers");
	}

	/**
	 * What the recommendation service answers.
	 *
	 * @param skus the related products
	 */
	record Related(List<String> skus) {

	}

	private record LastAnswer(List<String> skus, long nanoTime) {

	}

}
