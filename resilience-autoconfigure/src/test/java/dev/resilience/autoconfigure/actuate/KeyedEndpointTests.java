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

package dev.resilience.autoconfigure.actuate;

import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.resilience.Resilience;
import dev.resilience.circuitbreaker.CircuitBreakerState;
import dev.resilience.pipeline.InstanceConfig;
import dev.resilience.policy.KeyMask;
import dev.resilience.policy.KeyedConfig;
import dev.resilience.policy.KeyedGates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Keys of keyed instances in the endpoints.
 */
class KeyedEndpointTests {

	private final TestRegistry instances = new TestRegistry();

	private final Resilience agents = this.instances.declare("agents",
			TestRegistry.EVERYTHING.withKeyed(KeyedConfig.builder().maxKeys(50).build()));

	private final KeyVisibility visibility = new KeyVisibility();

	private final CircuitBreakersEndpoint endpoint = new CircuitBreakersEndpoint(this.instances.registry,
			this.visibility);

	private final CircuitBreakersEndpointWebExtension extension = new CircuitBreakersEndpointWebExtension(
			this.instances.registry, this.endpoint);

	private void fail(String key, int times) {
		for (int i = 0; i < times; i++) {
			this.agents.keyed().recordFailure(key, new IOException());
		}
	}

	private KeysDescriptor<CircuitBreakerDescriptor.Key> keys() {
		return this.endpoint.circuitBreaker("agents").keys();
	}

	@Test
	void showsTheKeysThatAreWorstOffFirst() {
		this.visibility.setShowValues(Show.ALWAYS);
		this.agents.keyed().recordSuccess("well");
		fail("stumbled", 1);
		fail("open", 2);
		fail("forced", 1);
		this.agents.policies().keys().circuitBreakers().useIfPresent("forced", (breaker) -> breaker.forceOpen());
		assertThat(keys().inUse()).isEqualTo(4);
		assertThat(keys().inTrouble()).isEqualTo(3);
		assertThat(keys().top()).extracting(CircuitBreakerDescriptor.Key::key)
			.containsExactly("open", "forced", "stumbled");
		assertThat(keys().top().get(0).remainingOpenDuration()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void showsFewKeysOfMany() {
		IntStream.range(0, 60).forEach((key) -> fail("agent-" + key, 2));
		assertThat(keys().top()).hasSize(20);
		assertThat(keys().inUse()).isEqualTo(50);
		assertThat(keys().overflowCalls()).isEqualTo(20);
		assertThat(keys().inTrouble()).as("the shared one included").isEqualTo(51);
	}

	@Test
	void showsThatKeysShareAGate() {
		IntStream.range(0, 50).forEach((key) -> this.agents.keyed().recordSuccess("agent-" + key));
		fail("one too many", 2);
		assertThat(keys().top()).singleElement()
			.extracting(CircuitBreakerDescriptor.Key::key)
			.isEqualTo(KeyedGates.OVERFLOW);
	}

	@Test
	void hidesKeysBehindHashesUnlessToldOtherwise() {
		fail("secret", 2);
		assertThat(keys().top()).singleElement()
			.extracting(CircuitBreakerDescriptor.Key::key)
			.isEqualTo(KeyMask.mask("secret"));
		ResilienceEndpoint everything = new ResilienceEndpoint(this.instances.registry,
				(instance, policies) -> List.of());
		assertThat(everything.instance("agents").toString()).doesNotContain("secret").contains(KeyMask.mask("secret"));
	}

	@Test
	void showsKeysToWhoIsAuthorized() {
		fail("secret", 2);
		this.visibility.setShowValues(Show.WHEN_AUTHORIZED);
		this.visibility.setRoles(Set.of("operator"));
		assertThat(this.extension.circuitBreaker(SecurityContext.NONE, "agents", null).toString())
			.doesNotContain("secret");
		assertThat(this.extension.circuitBreaker(new Operator(), "agents", null).toString()).contains("secret");
		assertThat(this.extension.circuitBreakers(new Operator()).toString()).contains("secret");
	}

	@Test
	void showsOneKeyByItsNameOrItsHash() {
		fail("a1", 2);
		assertThat(this.extension.circuitBreaker(SecurityContext.NONE, "agents", "a1").state())
			.isEqualTo(CircuitBreakerState.OPEN);
		assertThat(this.extension.circuitBreaker(SecurityContext.NONE, "agents", KeyMask.mask("a1")).state())
			.isEqualTo(CircuitBreakerState.OPEN);
		assertThat(this.extension.circuitBreaker(SecurityContext.NONE, "agents", "a2")).isNull();
		assertThat(this.agents.keyed().state("a2")).isNull();
	}

	@Test
	void changesTheStateOfOneKeyAlone() {
		fail("a1", 2);
		this.agents.keyed().recordSuccess("a2");
		assertThat(change("RESET", "a1").getStatus()).isEqualTo(200);
		assertThat(change("FORCED_OPEN", KeyMask.mask("a2")).getStatus()).isEqualTo(200);
		assertThat(this.agents.keyed().state("a1")).isEqualTo(CircuitBreakerState.CLOSED);
		assertThat(this.agents.keyed().state("a2")).isEqualTo(CircuitBreakerState.FORCED_OPEN);
		assertThat(this.agents.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	@Test
	void knowsNoUnknownKeyAndCreatesNone() {
		assertThat(change("FORCED_OPEN", "nobody").getStatus()).isEqualTo(404);
		this.agents.keyed().recordSuccess("somebody");
		assertThat(change("FORCED_OPEN", "nobody").getStatus()).isEqualTo(404);
		assertThat(change("FORCED_OPEN", KeyMask.mask("nobody")).getStatus()).isEqualTo(404);
		assertThat(this.agents.keyed().state("nobody")).isNull();
		assertThat(this.agents.circuitBreaker().state()).isEqualTo(CircuitBreakerState.CLOSED);
	}

	private WebEndpointResponse<OperationResponseBody> change(String state, String key) {
		return this.extension.changeState("agents", state, key, SecurityContext.NONE);
	}

	@Test
	void showsBulkheadsAndRateLimitersOfKeysThatHaveAnythingToTell() {
		this.visibility.setShowValues(Show.ALWAYS);
		this.agents.keyed().call("a1", () -> {
			this.agents.keyed().call("a2", () -> "done");
			BulkheadsEndpointWebExtension bulkheads = new BulkheadsEndpointWebExtension(
					new BulkheadsEndpoint(this.instances.registry, this.visibility));
			assertThat(bulkheads.bulkhead(SecurityContext.NONE, "agents").keys().top()).singleElement()
				.satisfies((key) -> assertThat(key.key()).isEqualTo("a1"));
			assertThat(bulkheads.bulkheads(SecurityContext.NONE).bulkheads()).hasSize(1);
			RateLimitersEndpointWebExtension limiters = new RateLimitersEndpointWebExtension(
					new RateLimitersEndpoint(this.instances.registry, this.visibility));
			assertThat(limiters.rateLimiter(SecurityContext.NONE, "agents").keys().top())
				.extracting(RateLimiterDescriptor.Key::key)
				.containsExactlyInAnyOrder("a1", "a2");
			assertThat(limiters.rateLimiters(SecurityContext.NONE).rateLimiters()).hasSize(1);
			return "done";
		});
	}

	@Test
	void anInstanceWithoutKeysTellsNothingOfThem() {
		this.instances.declare("plain", InstanceConfig.RETRY_AND_BREAKER);
		assertThat(this.endpoint.circuitBreaker("plain").keys()).isNull();
		assertThat(this.extension.circuitBreaker(SecurityContext.NONE, "plain", "a1")).isNull();
	}

	@Test
	void eventsHideKeys() {
		EventBuffer buffer = new EventBuffer(this.instances.registry.events(), 10);
		fail("secret", 2);
		assertThat(new ResilienceEventsEndpoint(buffer).events(null, null, null).toString()).doesNotContain("secret")
			.contains(KeyMask.mask("secret"));
	}

	private static final class Operator implements SecurityContext {

		@Override
		public Principal getPrincipal() {
			return () -> "jane";
		}

		@Override
		public boolean isUserInRole(String role) {
			return "operator".equals(role);
		}

	}

}
