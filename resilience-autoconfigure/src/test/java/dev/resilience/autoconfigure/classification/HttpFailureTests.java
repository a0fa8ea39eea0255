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

package dev.resilience.autoconfigure.classification;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import dev.resilience.autoconfigure.client.HttpFailureCodes;
import dev.resilience.autoconfigure.client.WebClientFailureCodes;
import dev.resilience.classification.Classification;
import dev.resilience.classification.FailureClassifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What clients of HTTP throw when they talk to a real server, with the readers of an
 * application and with those of the core alone.
 */
class HttpFailureTests {

	private static final CountDownLatch END = new CountDownLatch(1);

	private static HttpServer server;

	private static ServerSocket rude;

	private final FailureClassifier core = FailureClassifier.standard();

	private final FailureClassifier application = FailureClassifier.standard(List.of(),
			List.of(new HttpFailureCodes(InstantSource.system()), new WebClientFailureCodes(InstantSource.system())));

	@BeforeAll
	static void start() throws IOException {
		InetAddress here = InetAddress.getLoopbackAddress();
		server = HttpServer.create(new InetSocketAddress(here, 0), 0);
		server.createContext("/status/", (exchange) -> {
			try (exchange) {
				exchange.getResponseHeaders().set("Retry-After", "60");
				String path = exchange.getRequestURI().getPath();
				exchange.sendResponseHeaders(Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)), -1);
			}
		});
		server.createContext("/odd", (exchange) -> {
			try (exchange; OutputStream body = exchange.getResponseBody()) {
				byte[] text = "{\"id\": oops".getBytes(StandardCharsets.UTF_8);
				exchange.getResponseHeaders().set("Content-Type", "application/json");
				exchange.sendResponseHeaders(200, text.length);
				body.write(text);
			}
		});
		server.start();
		// Takes connections and leaves them alone, or ends them in the middle
		rude = new ServerSocket(0, 50, here);
		Thread thread = new Thread(HttpFailureTests::beRude, "rude");
		thread.setDaemon(true);
		thread.start();
	}

	@AfterAll
	static void stop() throws IOException {
		END.countDown();
		server.stop(0);
		rude.close();
	}

	@ParameterizedTest(name = "rule {0}: HTTP {1}")
	@CsvSource({ "49, 400, VALIDATION NO FAILED 0.95", "49, 405, VALIDATION NO FAILED 0.95",
			"49, 406, VALIDATION NO FAILED 0.95", "49, 411, VALIDATION NO FAILED 0.95",
			"49, 413, VALIDATION NO FAILED 0.95", "49, 414, VALIDATION NO FAILED 0.95",
			"49, 415, VALIDATION NO FAILED 0.95", "49, 416, VALIDATION NO FAILED 0.95",
			"49, 417, VALIDATION NO FAILED 0.95", "49, 422, VALIDATION NO FAILED 0.95",
			"49, 431, VALIDATION NO FAILED 0.95", "50, 401, SECURITY AFTER_FIX NOT_RUN 0.95",
			"51, 402, QUOTA AFTER_FIX NOT_RUN 0.8", "51, 403, SECURITY AFTER_FIX NOT_RUN 0.9",
			"52, 404, NOT_FOUND NO FAILED 0.95", "52, 410, NOT_FOUND NO FAILED 0.95",
			"53, 408, TIMEOUT YES NOT_RUN 0.85", "53, 425, TIMEOUT YES NOT_RUN 0.85",
			"54, 409, CONFLICT NO FAILED 0.85", "54, 412, CONFLICT NO FAILED 0.85", "55, 423, CONFLICT YES FAILED 0.85",
			"56 and D-109, 429, RATE_LIMIT YES NOT_RUN 0.95", "57, 500, UNAVAILABLE IF_IDEMPOTENT UNKNOWN 0.75",
			"58, 501, CONTRACT NO NOT_RUN 0.9", "58, 505, CONTRACT NO NOT_RUN 0.9",
			"59, 502, UNAVAILABLE IF_IDEMPOTENT UNKNOWN 0.9", "59, 504, TIMEOUT IF_IDEMPOTENT UNKNOWN 0.9",
			"60 and D-109, 503, OVERLOAD YES NOT_RUN 0.9", "61, 507, RESOURCE NO FAILED 0.9" })
	void statusesMeanTheSameToEveryClient(String rule, int status, String meaning) {
		for (Client client : Client.values()) {
			if (client == Client.SIMPLE && (status == 401 || status == 413)) {
				// Its connections repeat the request, or break off
				continue;
			}
			Throwable failure = catchThrowable(() -> client.get(serverUri("/status/" + status)));
			assertMeans(failure, meaning, client);
			assertThat(this.application.classify(failure).retryAfter()).as("rule %s", rule)
				.isEqualTo(Duration.ofMinutes(1));
			assertThat(this.core.classify(failure).retryAfter()).isEqualTo(Duration.ofMinutes(1));
		}
	}

	@ParameterizedTest(name = "rules 1 and 62: {0}")
	@EnumSource
	void aPortOnWhichNobodyListensHasRunNothing(Client client) throws IOException {
		int port;
		try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = gone.getLocalPort();
		}
		assertMeans(catchThrowable(() -> client.get(URI.create("http://127.0.0.1:" + port + "/"))),
				"NETWORK YES NOT_RUN 0.95", client);
	}

	@ParameterizedTest(name = "rule 7: {0}")
	@EnumSource(names = { "SIMPLE", "WEB_CLIENT" })
	void aHostThatDoesNotExistHasRunNothing(Client client) {
		assertMeans(catchThrowable(() -> client.get(URI.create("http://nowhere.invalid/"))), "NETWORK YES NOT_RUN 0.75",
				client);
	}

	@ParameterizedTest(name = "rules 3 and 4: {0}")
	@EnumSource
	void anAnswerThatDoesNotComeIsATimeout(Client client) {
		assertMeans(catchThrowable(() -> client.get(rudeUri("/silence"), Duration.ofMillis(200))),
				"TIMEOUT IF_IDEMPOTENT UNKNOWN 0.9", client);
	}

	@ParameterizedTest(name = "rules 5 and 10: {0}")
	@EnumSource
	void aConnectionThatIsResetLeavesTheEffectOpen(Client client) {
		Classification meaning = this.core.classify(catchThrowable(() -> client.get(rudeUri("/reset"))));
		assertThat(meaning.category() + " " + meaning.retryable() + " " + meaning.effect()).as("%s", meaning)
			.isEqualTo("NETWORK IF_IDEMPOTENT UNKNOWN");
	}

	@ParameterizedTest(name = "rule 73: {0}")
	@EnumSource
	void anAnswerThatCannotBeReadIsAMatterOfTheContract(Client client) {
		assertMeans(catchThrowable(() -> client.get(serverUri("/odd"))), "CONTRACT NO FAILED 0.95", client);
	}

	private void assertMeans(Throwable failure, String meaning, Client client) {
		assertThat(failure).as(client.name()).isNotNull();
		for (FailureClassifier classifier : List.of(this.core, this.application)) {
			Classification found = classifier.classify(failure);
			assertThat(found.category() + " " + found.retryable() + " " + found.effect() + " " + found.confidence())
				.as("%s of %s by %s", found, failure, client)
				.isEqualTo(meaning);
		}
	}

	private static URI serverUri(String path) {
		return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
	}

	private static URI rudeUri(String path) {
		return URI.create("http://127.0.0.1:" + rude.getLocalPort() + path);
	}

	private static void beRude() {
		while (END.getCount() > 0) {
			try {
				Socket socket = rude.accept();
				byte[] request = new byte[1024];
				int length = socket.getInputStream().read(request);
				if (length > 0 && new String(request, 0, length, StandardCharsets.ISO_8859_1).contains("/reset")) {
					socket.setSoLinger(true, 0);
					socket.close();
				}
			}
			catch (IOException ex) {
				// The end, or a client that was quicker
			}
		}
	}

	/** The clients that Spring applications use. */
	enum Client {

		JDK {

			@Override
			void get(URI uri, Duration limit) {
				JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(HTTP_CLIENT);
				factory.setReadTimeout(limit);
				send(RestClient.builder().requestFactory(factory).build(), uri);
			}

		},

		SIMPLE {

			@Override
			void get(URI uri, Duration limit) {
				SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
				factory.setReadTimeout(limit);
				send(RestClient.builder().requestFactory(factory).build(), uri);
			}

		},

		WEB_CLIENT {

			@Override
			void get(URI uri, Duration limit) {
				WebClient.create().get().uri(uri).retrieve().bodyToMono(Item.class).timeout(limit).block();
			}

		};

		private static final HttpClient HTTP_CLIENT = HttpClient.newHttpClient();

		abstract void get(URI uri, Duration limit);

		void get(URI uri) {
			get(uri, Duration.ofSeconds(10));
		}

		private static void send(RestClient client, URI uri) {
			client.get().uri(uri).retrieve().body(Item.class);
		}

	}

	record Item(int id) {
	}

}
