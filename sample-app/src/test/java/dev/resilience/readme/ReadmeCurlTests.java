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

package dev.resilience.readme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.ContextConfiguration;

import dev.resilience.sample.SampleApplication;
import dev.resilience.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs every curl of the README, in order, against the running sample, and compares what
 * comes back with what the README shows: the names in its answers, not the numbers.
 */
@SampleTest
@ContextConfiguration(classes = SampleApplication.class)
class ReadmeCurlTests {

	private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

	private static final Pattern JSON_NAME = Pattern.compile("\"([A-Za-z]+)\"\\s*:");

	private static final Pattern METER = Pattern.compile("^(resilience_\\w+)\\{", Pattern.MULTILINE);

	private static final Pattern STATUS = Pattern.compile("^HTTP/1.1 (\\d+)", Pattern.MULTILINE);

	private static final Pattern HEADER = Pattern.compile("^([A-Z][A-Za-z-]+): (.+)$", Pattern.MULTILINE);

	private static final String REPLAYED = "Idempotency-Replayed";

	private static final Pattern ORDER = Pattern.compile("\"orderId\":(\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	/** The number of the last order: the README shows another one. */
	private String order = "0";

	@LocalServerPort
	int port;

	@Test
	void everyCurlAnswersAsShown() throws Exception {
		List<Readme.Command> curls = Readme.read()
			.commands()
			.stream()
			.filter((command) -> command.line().startsWith("curl "))
			.toList();
		assertThat(curls).hasSizeGreaterThan(8);
		for (Readme.Command curl : curls) {
			HttpResponse<String> response = run(
					curl.line().replaceFirst("/orders/\\d+/", "/orders/" + this.order + "/"));
			Matcher ordered = ORDER.matcher(response.body());
			if (ordered.find()) {
				this.order = ordered.group(1);
			}
			assertThat(response.statusCode()).as(curl.line()).isNotIn(404, 405, 500);
			assertHead(curl, response);
			assertThat(names(response.body(), JSON_NAME)).as(curl + "\n" + response.body())
				.containsAll(names(curl.answer(), JSON_NAME));
			assertThat(names(response.body(), METER)).as(curl.line()).containsAll(names(curl.answer(), METER));
		}
	}

	// Of curl -i, the status and the headers that are shown
	private static void assertHead(Readme.Command curl, HttpResponse<String> response) {
		Matcher status = STATUS.matcher(curl.answer());
		if (status.find()) {
			assertThat(response.statusCode()).as(curl.line()).isEqualTo(Integer.parseInt(status.group(1)));
			Map<String, String> shown = new HashMap<>();
			HEADER.matcher(curl.answer()).results().forEach((header) -> shown.put(header.group(1), header.group(2)));
			shown.forEach((name, value) -> assertThat(response.headers().firstValue(name)).as(name).contains(value));
			assertThat(response.headers().firstValue(REPLAYED).isPresent()).isEqualTo(shown.containsKey(REPLAYED));
		}
	}

	private static TreeSet<String> names(String text, Pattern pattern) {
		TreeSet<String> names = new TreeSet<>();
		pattern.matcher(text).results().forEach((match) -> names.add(match.group(1)));
		return names;
	}

	/** Understands as much of curl's command line as the README uses. */
	private HttpResponse<String> run(String line) throws IOException, InterruptedException {
		String method = "GET";
		String url = "";
		Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/x-www-form-urlencoded"));
		StringBuilder body = new StringBuilder();
		Matcher words = WORD.matcher(line.replaceFirst("\\s*\\|.*$", ""));
		words.find();
		while (words.find()) {
			String word = word(words);
			switch (word) {
				case "-s", "-si" -> {
				}
				case "-X" -> method = next(words);
				case "-H" -> {
					String[] header = next(words).split(": ", 2);
					headers.put(header[0], header[1]);
				}
				case "-d" -> {
					body.append((body.length() > 0) ? "&" : "").append(next(words));
					method = method.equals("GET") ? "POST" : method;
				}
				default -> url = word;
			}
		}
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://" + url.replace(":8080", ":" + this.port)))
			.method(method, HttpRequest.BodyPublishers.ofString(body.toString()));
		headers.forEach(request::header);
		return this.client.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	private static String next(Matcher words) {
		assertThat(words.find()).isTrue();
		return word(words);
	}

	private static String word(Matcher words) {
		return (words.group(1) != null) ? words.group(1) : words.group(2);
	}

}
