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

package dev.resilience.autoconfigure.diagnosis;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblems;
import dev.resilience.diagnosis.FailurePattern;

/**
 * Known patterns in YAML files: those of the user in order, then beans, then those of the
 * library.
 */
public final class KnowledgeFiles implements KnowledgeSource {

	/** Where the patterns of the library are. */
	public static final String SHIPPED = "classpath:dev/resilience/knowledge/failures.yml";

	static final String PROPERTY = "resilience.diagnosis.knowledge";

	private final ResourceLoader resources;

	private final List<String> locations;

	private final List<FailurePattern> beans;

	/**
	 * Creates a source.
	 * @param resources opens the files
	 * @param locations the locations of the user's files
	 * @param beans patterns that are beans
	 */
	public KnowledgeFiles(ResourceLoader resources, List<String> locations, List<FailurePattern> beans) {
		this.resources = resources;
		this.locations = List.copyOf(locations);
		this.beans = List.copyOf(beans);
	}

	@Override
	public List<FailurePattern> read() {
		StartupProblems problems = new StartupProblems();
		List<FailurePattern> patterns = new ArrayList<>();
		for (String location : this.locations) {
			patterns.addAll(read(location, problems));
		}
		patterns.addAll(this.beans);
		patterns.addAll(read(SHIPPED, problems));
		problems.throwIfAny();
		return patterns;
	}

	private List<FailurePattern> read(String location, StartupProblems problems) {
		try {
			Resource resource = this.resources.getResource(location);
			if (!resource.exists()) {
				problems.add(new StartupProblem(PROPERTY, location, null, "there is no such file",
						"Begin the location with 'classpath:' or 'file:'."));
				return List.of();
			}
			try (Reader reader = new InputStreamReader(resource.getInputStream(), StandardCharsets.UTF_8)) {
				String name = resource.getFilename();
				return new KnowledgeReader(location, (name != null) ? name : location, problems).read(reader);
			}
		}
		catch (IOException | RuntimeException ex) {
			problems.add(new StartupProblem(PROPERTY, location, null, "cannot be read: " + ex, null));
			return List.of();
		}
	}

}
