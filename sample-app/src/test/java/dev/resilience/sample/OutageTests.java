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

package dev.resilience.sample;

import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An outage of the mail service: what was to be sent is kept, the outage is diagnosed,
 * the journal tells what would be done about it, and in the end everything is sent.
 */
@SampleTest
@ContextConfiguration(classes = SampleApplication.class)
class OutageTests {

	@Autowired
	private RestTestClient client;

	@Test
	void whatAnOutageHasPreventedIsKeptDiagnosedAndDoneLater() {
		Shop shop = new Shop(this.client);
		long order = shop.body(shop.checkout().expectStatus().isOk()).path("orderId").asLong();
		// Other tests may have used this shop before
		long resolvedBefore = resolved(shop);
		long sentBefore = sent(shop);
		assertThat(receipt(shop, order)).isEqualTo("sent");

		shop.behave("mail", "mode=down");
		assertThat(receipt(shop, order)).isEqualTo("later");
		assertThat(receipt(shop, order)).isEqualTo("later");
		assertThat(shop.get("/actuator/circuitbreakers/mail").path("state").asString()).isEqualTo("OPEN");

		JsonNode kept = shop.get("/actuator/deadletters?instance=mail");
		assertThat(kept.path("letters").valueStream()).hasSize(2)
			.allSatisfy((letter) -> assertThat(letter.path("status").asString()).isEqualTo("NEW"));
		assertThat(shop.get("/actuator/metrics/resilience.deadletters?tag=status:new")
			.path("measurements")
			.path(0)
			.path("value")
			.asInt()).isEqualTo(2);

		JsonNode diagnosis = post(shop, "/actuator/diagnosis", Map.of("instance", "mail"));
		assertThat(diagnosis.path("rootCause").asString()).isNotBlank();
		assertThat(diagnosis.path("steps").size()).isPositive();
		Awaitility.await()
			.untilAsserted(
					() -> assertThat(shop.get("/actuator/healing/journal?subject=mail").path("events").valueStream())
						.isNotEmpty()
						.allSatisfy((event) -> assertThat(event.path("event_id").asString()).startsWith("heal-"))
						.anySatisfy((event) -> assertThat(event.path("outcome").asString()).isEqualTo("dry_run")));

		shop.heal();
		assertThat(post(shop, "/actuator/circuitbreakers/mail", Map.of("state", "CLOSED")).path("state").asString())
			.isEqualTo("CLOSED");
		JsonNode replayed = post(shop, "/actuator/deadletters",
				Map.of("action", "replay", "instance", "mail", "perSecond", "100"));
		assertThat(replayed.path("counts").path("SUCCEEDED").asInt()).isEqualTo(2);
		assertThat(resolved(shop)).isEqualTo(resolvedBefore + 2);
		assertThat(sent(shop)).isEqualTo(sentBefore + 3);
	}

	private static long resolved(Shop shop) {
		return shop.get("/actuator/deadletters").path("counts").path("RESOLVED").asLong();
	}

	private static long sent(Shop shop) {
		return shop.get("/downstream/mail").path("calls").path("202").asLong();
	}

	private static String receipt(Shop shop, long order) {
		return shop.body(shop.receipt(order)).path("state").asString();
	}

	private JsonNode post(Shop shop, String path, Map<String, String> body) {
		return shop.body(this.client.post()
			.uri(path)
			.contentType(MediaType.APPLICATION_JSON)
			.body(body)
			.exchange()
			.expectStatus()
			.isOk());
	}

}
