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

import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

import dev.resilience.autoconfigure.settings.StartupProblem;
import dev.resilience.autoconfigure.settings.StartupProblems;

/**
 * An entry of a knowledge file, and where to say what is wrong with it.
 *
 * @param location the location of the file as it was written
 * @param file the name of the file
 * @param entry the id or number of the entry; empty outside of entries
 * @param problems takes what is wrong
 */
record YamlPlace(String location, String file, String entry, StartupProblems problems) {

	YamlPlace withEntry(String name) {
		return new YamlPlace(this.location, this.file, name, this.problems);
	}

	void report(@Nullable Mark mark, String reason, @Nullable String suggestion) {
		String line = (mark != null) ? this.file + ":" + (mark.getLine() + 1) : this.file;
		this.problems.add(new StartupProblem(KnowledgeFiles.PROPERTY, this.location, line,
				this.entry.isEmpty() ? reason : "entry " + this.entry + " " + reason, suggestion));
	}

}
