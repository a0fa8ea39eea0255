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

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.policy.Outcome;
import dev.resilience.sample.downstream.Downstream;
import dev.resilience.sample.downstream.Downstreams;

/**
 * Protects the call by hand, and learns more about it than its result.
 */
@Component
class ProgrammaticClient {

	private final Resilience recommendation;

	private final WebClient http;

	ProgrammaticClient(ResilienceRegistry registry, WebClient.Builder http, Downstreams downstreams) {
		this.recommendation = registry.get("recommendation");
		this.http = http.baseUrl(downstreams.url(Downstream.RECOMMENDATION).toString()).build();
	}

	CompletableFuture<Outcome<Related>> related(String sku) {
		return this.recommendation.attemptAsync(
				() -> this.http.get().uri("/related?sku={sku}", sku).retrieve().bodyToMono(Related.class).toFuture());
	}

}
