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

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample, processed ahead of time as {@code spring-boot:process-aot} does it, starts,
 * answers and is protected.
 */
@Timeout(300)
class AheadOfTimeTests {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	@Test
	void theSampleRunsOnWhatWasProcessedAheadOfTime() throws Exception {
		String classPath = classPath();
		process(classPath);
		compile(classPath);
		assertThat(proxies())
			.contains("PaymentClient$$SpringCGLIB$$0.class", "CheckoutController$$SpringCGLIB$$0.class")
			.noneMatch((name) -> name.startsWith("OrderService"));
		Path log = this.directory.resolve("application.log");
		Process application = java(log, "-Dspring.aot.enabled=true", "-cp",
				path("classes") + File.pathSeparator + path("resources") + File.pathSeparator + classPath,
				SampleApplication.class.getName(), "--server.port=0", "--sample.traffic.enabled=false",
				"--sample.downstream.inventory.port=0", "--sample.downstream.payment.port=0",
				"--sample.downstream.recommendation.port=0", "--sample.downstream.mail.port=0");
		try {
			await().atMost(2, TimeUnit.MINUTES)
				.untilAsserted(() -> assertThat(application.isAlive() && !STARTED.matcher(read(log)).find())
					.as(() -> read(log))
					.isFalse());
			assertThat(read(log)).contains("Starting AOT-processed SampleApplication").containsPattern(STARTED);
			answersAndProtects(port(log));
		}
		finally {
			application.destroy();
			application.waitFor();
		}
	}

	private void answersAndProtects(String root) throws IOException, InterruptedException {
		String checkout = "{\"sku\":\"book-1\",\"quantity\":1}";
		assertThat(send(root + "/checkout", "application/json", checkout)).startsWith("200 ").contains("CONFIRMED");
		send(root + "/downstream/payment", "application/x-www-form-urlencoded", "mode=failing");
		assertThat(send(root + "/checkout", "application/json", checkout)).startsWith("502 ");
		assertThat(send(root + "/checkout", "application/json", checkout)).startsWith("503 ")
			.contains("circuit-breaker-open");
		send(root + "/downstream/recommendation", "application/x-www-form-urlencoded", "mode=failing");
		send(root + "/downstream/payment", "application/x-www-form-urlencoded", "mode=healthy");
		send(root + "/actuator/circuitbreakers/payment", "application/json", "{\"state\":\"RESET\"}");
		assertThat(send(root + "/checkout", "application/json", checkout)).startsWith("200 ")
			.contains("\"fallback\":true");
		assertThat(get(root + "/actuator/resilienceevents?type=CircuitBreakerTransition")).contains("\"to\":\"OPEN\"");
		assertThat(get(root + "/actuator/resilience/payment")).contains("\"retry.max-attempts\"");
	}

	private void process(String classPath) throws IOException, InterruptedException {
		Path log = this.directory.resolve("processing.log");
		Process processing = java(log, "-cp", classPath, SpringApplicationAotProcessor.class.getName(),
				SampleApplication.class.getName(), path("sources"), path("resources"), path("classes"),
				"dev.resilience", "sample-app");
		assertThat(processing.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(processing.exitValue()).as(() -> read(log)).isZero();
	}

	private void compile(String classPath) throws IOException {
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-parameters", "-cp",
				path("classes") + File.pathSeparator + classPath, "-d", path("classes")));
		try (Stream<Path> sources = Files.walk(this.directory.resolve("sources"))) {
			sources.map(Path::toString).filter((name) -> name.endsWith(".java")).forEach(arguments::add);
		}
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
	}

	private List<String> proxies() throws IOException {
		try (Stream<Path> classes = Files.walk(this.directory.resolve("classes"))) {
			return classes.map((file) -> file.getFileName().toString())
				.filter((name) -> name.contains("$$SpringCGLIB$$"))
				.toList();
		}
	}

	private static Process java(Path log, String... arguments) throws IOException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
		command.addAll(Arrays.asList(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
	}

	// What the application has, without the classes of the tests
	private static String classPath() {
		String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return Stream.of(all.split(File.pathSeparator))
			.filter((entry) -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes" + File.separator))
			.reduce((first, second) -> first + File.pathSeparator + second)
			.orElseThrow();
	}

	private String path(String folder) {
		return this.directory.resolve(folder).toString();
	}

	private static String port(Path log) {
		Matcher started = STARTED.matcher(read(log));
		assertThat(started.find()).isTrue();
		return "http://localhost:" + started.group(1);
	}

	private String send(String url, String type, String body) throws IOException, InterruptedException {
		return answer(HttpRequest.newBuilder(URI.create(url))
			.header("Content-Type", type)
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build());
	}

	private String get(String url) throws IOException, InterruptedException {
		return answer(HttpRequest.newBuilder(URI.create(url)).build());
	}

	private String answer(HttpRequest request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.client.send(request, HttpResponse.BodyHandlers.ofString());
		return response.statusCode() + " " + response.body();
	}

	private static String read(Path log) {
		try {
			return Files.readString(log);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
