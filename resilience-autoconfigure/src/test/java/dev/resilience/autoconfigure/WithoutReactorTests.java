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

package dev.resilience.autoconfigure;

import java.io.File;
import java.lang.reflect.Constructor;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.ClassUtils;

import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs annotated methods in a class path without any reactive type.
 */
class WithoutReactorTests {

	@Test
	void stagesAndUndeclaredResultsNeedNoReactiveTypes() throws Exception {
		URL[] remaining = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> Stream.of("reactor-", "reactive-streams", "rxjava", "kotlin")
				.noneMatch((name) -> Path.of(entry).getFileName().toString().startsWith(name)))
			.map(WithoutReactorTests::url)
			.toArray(URL[]::new);
		ClassLoader previous = Thread.currentThread().getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(remaining, ClassLoader.getPlatformClassLoader())) {
			Thread.currentThread().setContextClassLoader(loader);
			assertThat(ClassUtils.isPresent("org.reactivestreams.Publisher", loader)).isFalse();
			Constructor<?> application = loader.loadClass(Application.class.getName()).getDeclaredConstructor();
			application.setAccessible(true);
			assertThat(((Callable<?>) application.newInstance()).call()).isEqualTo("stage 2, plain 2");
		}
		finally {
			Thread.currentThread().setContextClassLoader(previous);
		}
	}

	private static URL url(String entry) {
		try {
			return new File(entry).toURI().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	/** Loaded without the types in question. */
	static class Application implements Callable<String> {

		@Override
		public String call() {
			CompletableFuture<String> results = new CompletableFuture<>();
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
						ResilienceAopAutoConfiguration.class))
				.withBean(Client.class)
				.run((context) -> {
					Client client = context.getBean(Client.class);
					results.complete(client.stage().get() + ", " + client.plain());
				});
			return results.join();
		}

	}

	static class Client {

		private int stages;

		private int plains;

		@Retry(value = "stage", delay = "0ms")
		CompletableFuture<String> stage() {
			return (++this.stages < 2) ? CompletableFuture.failedFuture(new IllegalStateException())
					: CompletableFuture.completedFuture("stage " + this.stages);
		}

		@Retry(value = "plain", delay = "0ms")
		Object plain() {
			if (++this.plains < 2) {
				throw new IllegalStateException();
			}
			return "plain " + this.plains;
		}

	}

}
