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

package dev.resilience.autoconfigure.idempotency.http;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

import dev.resilience.ResilienceRegistry;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.pipeline.CallOutcome;
import dev.resilience.policy.PolicyMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The cases of idempotent exchanges over real HTTP, named after their numbers; the same
 * in both web stacks.
 */
@TestPropertySource(properties = { "resilience.idempotency.max-result-size=2KB",
		"resilience.idempotency.http.max-body-size=4KB", "resilience.instances.waiting.idempotency.on-duplicate=wait",
		"resilience.instances.waiting.idempotency.max-wait=20s",
		"resilience.instances.open.idempotency.on-store-error=bypass", "resilience.instances.off.idempotency.mode=off",
		"spring.mvc.problemdetails.enabled=true", "spring.application.name=till" })
abstract class ExchangeScenarios {

	static final int CALLS = 100;

	static final String BODY = "{\"amount\":1,\"currency\":\"EUR\"}";

	static final String OTHER_BODY = "{\"amount\":2,\"currency\":\"EUR\"}";

	static final String REORDERED_BODY = "{ \"currency\":\"EUR\", \"amount\":1 }";

	static final String REPLAYED = "Idempotency-Replayed";

	@LocalServerPort
	int port;

	@Autowired
	Till till;

	@Autowired
	FailingStore store;

	@Autowired
	ResilienceRegistry registry;

	Client client;

	final String key = UUID.randomUUID().toString();

	@BeforeEach
	void open() {
		this.till.reset();
		this.client = new Client(this.port);
	}

	@AfterEach
	void release() {
		this.till.open();
		this.store.down(false);
		this.store.tampered(false);
		this.store.goOn();
	}

	@Test
	void aHundredRequestsAreServedOnceAndTheOthersRefusedCase01() {
		this.till.close();
		List<CompletableFuture<HttpResponse<String>>> calls = send(CALLS, "/charges", (number) -> BODY);
		Awaitility.await().untilAsserted(() -> assertThat(ended(calls)).hasSize(CALLS - 1));
		assertThat(ended(calls)).allSatisfy((response) -> {
			assertProblem(response, 409, "call-in-flight", true);
			assertThat(response.headers().firstValue("Retry-After").orElseThrow()).matches("[1-5]");
		});
		this.till.open();
		calls.forEach(CompletableFuture::join);
		assertThat(ended(calls)).filteredOn((response) -> response.statusCode() == 201)
			.singleElement()
			.satisfies((response) -> assertThat(isReplay(response)).isFalse());
		assertReplay(this.client.post("/charges", BODY, this.key), 201);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void aHundredRequestsGetOneResponseCase02() {
		this.till.close();
		List<CompletableFuture<HttpResponse<String>>> calls = send(CALLS, "/waiting", (number) -> BODY);
		Awaitility.await().until(() -> this.till.begun() == 1);
		this.till.open();
		long opened = System.nanoTime();
		calls.forEach(CompletableFuture::join);
		assertThat(Duration.ofNanos(System.nanoTime() - opened)).isLessThan(Duration.ofSeconds(10));
		assertThat(ended(calls)).allSatisfy((response) -> assertThat(response.statusCode()).isEqualTo(201));
		assertThat(new HashSet<>(ended(calls).stream().map(HttpResponse::body).toList())).hasSize(1);
		assertThat(ended(calls)).filteredOn(ExchangeScenarios::isReplay).hasSize(CALLS - 1);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void aHundredKeysAreServedSeparatelyCase04() {
		List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, CALLS)
			.mapToObj((number) -> this.client.postAsync("/charges", BODY, this.key + number))
			.toList();
		calls.forEach(CompletableFuture::join);
		assertThat(ended(calls)).allSatisfy((response) -> assertThat(response.statusCode()).isEqualTo(201));
		assertThat(this.till.effects()).isEqualTo(CALLS);
	}

	@Test
	void otherContentIsToldApartWhileInFlightCase05() {
		this.till.close();
		CompletableFuture<HttpResponse<String>> first = this.client.postAsync("/charges", BODY, this.key);
		Awaitility.await().until(() -> this.till.begun() == 1);
		List<CompletableFuture<HttpResponse<String>>> calls = send(CALLS, "/charges",
				(number) -> (number % 2 == 0) ? BODY : OTHER_BODY);
		calls.forEach(CompletableFuture::join);
		for (int number = 0; number < CALLS; number++) {
			boolean same = number % 2 == 0;
			assertProblem(calls.get(number).join(), same ? 409 : 422,
					same ? "call-in-flight" : "idempotency-key-reused", same);
		}
		this.till.open();
		assertThat(first.join().statusCode()).isEqualTo(201);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void otherContentUnderTheKeyIsRefusedAndTheOriginalStillReplayedCase26() {
		HttpResponse<String> first = this.client.post("/charges", BODY, this.key);
		assertThat(first.headers().firstValue("Retry-After")).isEmpty();
		assertProblem(this.client.post("/charges", OTHER_BODY, this.key), 422, "idempotency-key-reused", false);
		assertProblem(this.client.post("/charges?a=b", BODY, this.key), 422, "idempotency-key-reused", false);
		assertThat(assertReplay(this.client.post("/charges", BODY, this.key), 201).body()).isEqualTo(first.body());
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void theOrderOfParametersDoesNotMatter() {
		assertThat(this.client.post("/charges?a=1&b=2", BODY, this.key).statusCode()).isEqualTo(201);
		assertReplay(this.client.post("/charges?b=2&a=1", BODY, this.key), 201);
	}

	@Test
	void reorderedJsonIsOtherContentCase27() {
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
		assertProblem(this.client.post("/charges", REORDERED_BODY, this.key), 422, "idempotency-key-reused", false);
	}

	@Test
	void routesAreIndependentCase28() {
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
		assertThat(this.client.post("/refunds/1", BODY, this.key).statusCode()).isEqualTo(200);
		assertThat(this.till.effects()).isEqualTo(2);
		assertProblem(this.client.post("/refunds/2", BODY, this.key), 422, "idempotency-key-reused", false);
		assertReplay(this.client.post("/refunds/1", BODY, this.key), 200);
	}

	@Test
	void principalsAreIndependentCase29() {
		HttpResponse<String> ofAlice = this.client.send(authorized("alice", BODY));
		assertThat(ofAlice.statusCode()).isEqualTo(200);
		HttpResponse<String> ofBob = this.client.send(authorized("bob", OTHER_BODY));
		assertThat(ofBob.statusCode()).isEqualTo(200);
		assertThat(isReplay(ofBob)).isFalse();
		assertThat(ofBob.body()).contains("bob").isNotEqualTo(ofAlice.body());
		assertThat(assertReplay(this.client.send(authorized("alice", BODY)), 200).body()).isEqualTo(ofAlice.body());
		assertThat(this.client.post("/private", BODY, this.key).statusCode()).isEqualTo(401);
		assertThat(this.till.effects()).isEqualTo(2);
	}

	private HttpRequest.Builder authorized(String user, String body) {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.US_ASCII));
		return this.client.json("/private", body, this.key).header("Authorization", "Basic " + credentials);
	}

	@Test
	void keysThatDifferInCaseAreTwoKeysCase31() {
		assertThat(this.client.post("/charges", BODY, "Key-A" + this.key).statusCode()).isEqualTo(201);
		assertThat(isReplay(this.client.post("/charges", BODY, "key-a" + this.key))).isFalse();
		assertThat(this.till.effects()).isEqualTo(2);
	}

	@Test
	void longKeysAreRefusedCase31() {
		assertProblem(this.client.post("/charges", BODY, "k".repeat(300)), 400, "idempotency-key-invalid", false);
		assertThat(this.client.post("/charges", BODY, this.key + "k".repeat(255 - this.key.length())).statusCode())
			.isEqualTo(201);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\"\"", "\" \"" })
	void blankKeysAreRefusedCase32(String blank) {
		assertProblem(this.client.post("/charges", BODY, blank), 400, "idempotency-key-invalid", false);
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void quotedAndBareKeysAreOneKeyCase33() {
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
		assertReplay(this.client.post("/charges", BODY, "\"" + this.key + "\""), 201);
		assertReplay(this.client.post("/charges", BODY, this.key, "\"" + this.key + "\""), 201);
	}

	@Test
	void missingKeysAreRefusedCase33() {
		assertProblem(this.client.post("/charges", BODY), 400, "idempotency-key-missing", false);
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void differentKeysAreRefusedCase33() {
		assertProblem(this.client.post("/charges", BODY, this.key, this.key + "x"), 400, "idempotency-key-invalid",
				false);
		assertThat(this.till.effects()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "\"open", "\"a\"b\"", "\"a\\n\"", "\"a\\\"", "a\tb" })
	void keysThatAreNoneAreRefusedCase33(String malformed) {
		assertProblem(this.client.post("/charges", BODY, malformed), 400, "idempotency-key-invalid", false);
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void keysBeyondAsciiAreRefusedCase33() throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream()
				.write(("POST /charges HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nIdempotency-Key: caf\u00e9"
						+ "\r\nContent-Type: application/json\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY)
					.getBytes(StandardCharsets.ISO_8859_1));
			String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(response).startsWith("HTTP/1.1 400").contains("idempotency-key-invalid");
		}
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void errorsOfTheServerAreNotKeptCase38() {
		assertThat(this.client.post("/fails", BODY, this.key).statusCode()).isEqualTo(500);
		assertThat(isReplay(this.client.post("/fails", BODY, this.key))).isFalse();
		assertThat(this.till.effects()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 401, 403, 404, 408, 409, 425, 429, 500, 503 })
	void errorsAreNotKeptCase38(int status) {
		this.client.post("/answers/" + status, BODY, this.key);
		HttpResponse<String> second = this.client.post("/answers/" + status, BODY, this.key);
		assertThat(second.statusCode()).isEqualTo(status);
		assertThat(isReplay(second)).isFalse();
		assertThat(this.till.effects()).isEqualTo(2);
	}

	@ParameterizedTest
	@ValueSource(ints = { 200, 202, 303 })
	void answersAreKept(int status) {
		HttpResponse<String> first = this.client.post("/answers/" + status, BODY, this.key);
		HttpResponse<String> second = assertReplay(this.client.post("/answers/" + status, BODY, this.key), status);
		assertThat(second.body()).isEqualTo(first.body());
		assertThat(second.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void requestsThatDoNotReachTheHandlerLeaveTheKeyFree() {
		assertThat(this.client.post("/charges", "{\"amount\":", this.key).statusCode()).isEqualTo(400);
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2049, 100_000 })
	void responsesThatAreTooLargeReachTheFirstClientOnlyCase39(int size) {
		HttpResponse<String> first = this.client.post("/large/" + size, BODY, this.key);
		assertThat(first.statusCode()).isEqualTo(200);
		assertThat(first.body()).hasSize(size);
		HttpResponse<String> second = this.client.post("/large/" + size, BODY, this.key);
		assertProblem(second, 409, "response-unavailable", false);
		assertThat(second.headers().firstValue("Retry-After")).isEmpty();
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void responsesOfTheLargestSizeAreKept() {
		HttpResponse<String> first = this.client.post("/large/2048", BODY, this.key);
		assertThat(assertReplay(this.client.post("/large/2048", BODY, this.key), 200).body()).isEqualTo(first.body());
	}

	@Test
	void withoutAStoreNothingRunsCase40() {
		this.store.down(true);
		HttpResponse<String> refused = this.client.post("/charges", BODY, this.key);
		assertProblem(refused, 503, "idempotency-store-unavailable", true);
		assertThat(refused.headers().firstValue("Retry-After")).contains("1");
		assertThat(this.till.effects()).isZero();
		this.store.down(false);
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
	}

	@Test
	void withoutAStoreRequestsAreServedWhereThatIsWantedCase40() {
		this.store.down(true);
		HttpResponse<String> served = this.client.post("/open", BODY, this.key);
		assertThat(served.statusCode()).isEqualTo(201);
		assertThat(isReplay(served)).isFalse();
		assertThat(this.till.effects()).isEqualTo(1);
		assertThat(snapshot("open").bypassed()).isPositive();
	}

	@Test
	void replaysTheWholeResponseCase50() {
		HttpResponse<String> first = this.client.post("/charges", BODY, this.key);
		HttpResponse<String> second = assertReplay(this.client.post("/charges", BODY, this.key), 201);
		assertThat(second.body()).isEqualTo(first.body()).startsWith("{\"charge\":1");
		for (String header : List.of("Content-Type", "Content-Language", "Location", "ETag", "Content-Length")) {
			assertThat(second.headers().allValues(header)).as(header)
				.isEqualTo(first.headers().allValues(header))
				.hasSize(1);
		}
		assertThat(second.headers().allValues("Link")).isEqualTo(first.headers().allValues("Link")).hasSize(2);
		assertThat(first.headers().firstValue("Set-Cookie")).isPresent();
		assertThat(first.headers().firstValue("X-Trace-Id")).isPresent();
		assertThat(second.headers().firstValue("Set-Cookie")).isEmpty();
		assertThat(second.headers().firstValue("X-Trace-Id")).isEmpty();
		assertThat(isReplay(first)).isFalse();
	}

	@Test
	void nothingLeavesBeforeTheResponseIsKept() {
		this.store.goOn();
		this.store.hold();
		CompletableFuture<HttpResponse<String>> first = this.client.postAsync("/charges", BODY, this.key);
		Awaitility.await().until(this.store::isWaiting);
		assertThat(this.till.effects()).isEqualTo(1);
		assertProblem(this.client.post("/charges", BODY, this.key), 409, "call-in-flight", true);
		assertThat(first).isNotDone();
		this.store.goOn();
		assertThat(first.join().statusCode()).isEqualTo(201);
		assertReplay(this.client.post("/charges", BODY, this.key), 201);
	}

	@Test
	void emptyResponsesAreReplayedEmptyCase54() {
		HttpResponse<String> first = this.client.post("/empty", BODY, this.key);
		assertThat(first.statusCode()).isEqualTo(204);
		HttpResponse<String> second = assertReplay(this.client.post("/empty", BODY, this.key), 204);
		assertThat(second.body()).isEmpty();
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "GET", "HEAD", "OPTIONS", "PUT" })
	void methodsWithoutProtectionPassCase54(String method) {
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> response = this.client
				.send(Client.keyed(this.client.request(method, "/any", null, null), this.key));
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(isReplay(response)).isFalse();
		}
		assertThat(this.till.effects()).isEqualTo("OPTIONS".equals(method) ? 0 : 2);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "PATCH" })
	void methodsWithProtectionDoNot(String method) {
		this.client.send(Client.keyed(this.client.request(method, "/any", null, null), this.key));
		assertReplay(this.client.send(Client.keyed(this.client.request(method, "/any", null, null), this.key)), 200);
	}

	@Test
	void theHandlerMakesNoClaimOfItsOwnCase60() {
		IdempotencySnapshot before = snapshot("waiting");
		assertThat(this.client.post("/waiting", BODY, this.key).statusCode()).isEqualTo(201);
		IdempotencySnapshot after = snapshot("waiting");
		assertThat(after.executed() - before.executed()).isEqualTo(1);
		assertThat(after.conflict()).isEqualTo(before.conflict());
		assertThat(this.till.childKeys()).hasSize(1);
	}

	@Test
	void everyRequestIsCountedOnceCase61() {
		Map<CallOutcome, Long> before = counted("waiting");
		this.client.post("/waiting", BODY, this.key);
		this.client.post("/waiting", BODY, this.key);
		this.client.post("/waiting", OTHER_BODY, this.key);
		this.client.post("/waiting", BODY);
		Map<CallOutcome, Long> after = counted("waiting");
		assertThat(after.get(CallOutcome.SUCCESS) - before.get(CallOutcome.SUCCESS)).isEqualTo(1);
		assertThat(after.get(CallOutcome.REPLAYED) - before.get(CallOutcome.REPLAYED)).isEqualTo(1);
		assertThat(after.get(CallOutcome.REJECTED) - before.get(CallOutcome.REJECTED)).isEqualTo(2);
	}

	private Map<CallOutcome, Long> counted(String instance) {
		return Arrays.stream(CallOutcome.values())
			.collect(Collectors.toMap(Function.identity(),
					(outcome) -> this.registry.get(instance).policies().calls().count(outcome)));
	}

	@Test
	void callsOfTheHandlerFromElsewhereAreRefusedCase60() {
		HttpResponse<String> response = this.client.post("/elsewhere", BODY, this.key);
		assertProblem(response, 400, "idempotency-key-invalid", false);
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void largeBodiesAreRefusedBeforeTheStoreIsAsked() {
		this.store.down(true);
		String large = "{\"amount\":1,\"note\":\"" + "x".repeat(5000) + "\"}";
		assertProblem(this.client.post("/charges", large, this.key), 413, "request-body-too-large", false);
		HttpRequest.Builder chunked = Client.keyed(this.client.request("POST", "/charges", Client.JSON, null), this.key)
			.POST(HttpRequest.BodyPublishers
				.fromPublisher(HttpRequest.BodyPublishers.ofByteArray(large.getBytes(StandardCharsets.UTF_8))));
		assertProblem(this.client.send(chunked), 413, "request-body-too-large", false);
		assertThat(this.till.effects()).isZero();
	}

	@Test
	void formsAreReadByHandlersAndCompared() {
		String form = "application/x-www-form-urlencoded";
		HttpResponse<String> first = this.client.send(keyed("/form", form, "name=J%C3%BCrgen&size=1"));
		assertThat(first.body()).isEqualTo("J\u00fcrgen 1");
		assertThat(assertReplay(this.client.send(keyed("/form", form, "name=J%C3%BCrgen&size=1")), 200).body())
			.isEqualTo("J\u00fcrgen 1");
		assertProblem(this.client.send(keyed("/form", form, "name=J%C3%BCrgen&size=2")), 422, "idempotency-key-reused",
				false);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@Test
	void partsAreComparedWithoutTheirBoundary() {
		HttpResponse<String> first = this.client.send(multipart("one", "same", "b"));
		assertThat(first.body()).isEqualTo("same");
		assertThat(assertReplay(this.client.send(multipart("another", "same", "b")), 200).body()).isEqualTo("same");
		assertProblem(this.client.send(multipart("one", "same", "c")), 422, "idempotency-key-reused", false);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	private HttpRequest.Builder multipart(String boundary, String... contents) {
		return Client.keyed(this.client.request("POST", "/parts", "multipart/form-data; boundary=" + boundary,
				Client.parts(boundary, contents)), this.key);
	}

	private HttpRequest.Builder keyed(String path, String contentType, String body) {
		return Client.keyed(this.client.request("POST", path, contentType, body.getBytes(StandardCharsets.UTF_8)),
				this.key);
	}

	@Test
	void anotherRunUnderTheKeyDerivesTheSameKeys() {
		assertThat(this.client.post("/fails", BODY, this.key).statusCode()).isEqualTo(500);
		assertThat(this.client.post("/fails", BODY, this.key).statusCode()).isEqualTo(500);
		assertThat(this.till.childKeys()).hasSize(2);
		assertThat(new HashSet<>(this.till.childKeys())).hasSize(1);
	}

	@Test
	void nothingIsProtectedWhereItIsSwitchedOff() {
		assertThat(this.client.post("/off", BODY).statusCode()).isEqualTo(201);
		assertThat(this.client.post("/off", BODY, this.key).statusCode()).isEqualTo(201);
		assertThat(isReplay(this.client.post("/off", BODY, this.key))).isFalse();
		assertThat(this.till.effects()).isEqualTo(3);
	}

	@Test
	void resultsThatCannotBeReadAreNotAvailable() {
		assertThat(this.client.post("/charges", BODY, this.key).statusCode()).isEqualTo(201);
		this.store.tampered(true);
		assertProblem(this.client.post("/charges", BODY, this.key), 409, "response-unavailable", false);
		assertThat(this.till.effects()).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "https://shop.example, https://shop.example", "https://evil.example," })
	void browsersMayReadReplaysByTheRulesOfTheHandler(String origin, String allowed) {
		HttpResponse<String> first = null;
		for (int i = 0; i < 2; i++) {
			first = this.client.send(withOrigin(origin));
			assertThat(first.headers().firstValue("Access-Control-Allow-Origin").orElse(null)).isEqualTo(allowed);
		}
		assertThat(isReplay(first)).isEqualTo(allowed != null);
	}

	// The client of the JDK guards some headers of browsers, Origin not among them
	private HttpRequest.Builder withOrigin(String origin) {
		return this.client.json("/shared", BODY, this.key).header("Origin", origin);
	}

	private List<CompletableFuture<HttpResponse<String>>> send(int count, String path, IntFunction<String> body) {
		List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
		for (int number = 0; number < count; number++) {
			calls.add(this.client.postAsync(path, body.apply(number), this.key));
		}
		return calls;
	}

	private static List<HttpResponse<String>> ended(List<CompletableFuture<HttpResponse<String>>> calls) {
		return calls.stream().filter(CompletableFuture::isDone).map(CompletableFuture::join).toList();
	}

	IdempotencySnapshot snapshot(String instance) {
		return this.registry.get(instance).policies().idempotencyCounters().snapshot(instance, PolicyMode.ENFORCE);
	}

	static boolean isReplay(HttpResponse<String> response) {
		return response.headers().firstValue(REPLAYED).filter("true"::equals).isPresent();
	}

	static HttpResponse<String> assertReplay(HttpResponse<String> response, int status) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(isReplay(response)).as("marked as replayed").isTrue();
		return response;
	}

	static void assertProblem(HttpResponse<String> response, int status, String code, boolean retryable) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
		assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
		assertThat(response.body()).contains("\"type\":\"urn:problem-type:resilience:" + code + "\"")
			.contains("\"code\":\"" + code + "\"")
			.contains("\"retryable\":" + retryable);
		assertThat(isReplay(response)).isFalse();
	}

}
