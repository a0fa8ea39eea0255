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

package dev.resilience.benchmarks.annotated;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts Spring Boot applications that each have one of the libraries, although all of
 * them are on the class path.
 */
final class Applications {

	private Applications() {
	}

	/**
	 * Starts an application.
	 * @param application its class, with auto-configuration
	 * @param library the package whose auto-configurations it has
	 * @param settings its properties
	 * @return the application
	 */
	static ConfigurableApplicationContext start(Class<?> application, String library, String... settings) {
		List<String> properties = new ArrayList<>(List.of(settings));
		properties.add("spring.autoconfigure.exclude=" + String.join(",", others(library)));
		properties.add("spring.main.banner-mode=off");
		properties.add("logging.level.root=warn");
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(properties.toArray(String[]::new))
			.run();
	}

	private static List<String> others(String library) {
		return ImportCandidates.load(AutoConfiguration.class, Applications.class.getClassLoader())
			.getCandidates()
			.stream()
			.filter((name) -> name.startsWith("dev.resilience.") || name.startsWith("io.github.resilience4j."))
			.filter((name) -> !name.startsWith(library))
			.toList();
	}

}
