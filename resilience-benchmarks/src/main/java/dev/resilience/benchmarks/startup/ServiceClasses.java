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

package dev.resilience.benchmarks.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Makes the services of a {@link StartupVariant}: 40 classes with five methods each,
 * which differ between variants in their annotations only.
 */
final class ServiceClasses {

	/** Where the services are. */
	static final String PACKAGE = "dev.resilience.benchmarks.startup.services";

	/** How many services there are. */
	static final int SERVICES = 40;

	private final StartupVariant variant;

	private final String classPath;

	ServiceClasses(StartupVariant variant, String classPath) {
		this.variant = variant;
		this.classPath = classPath;
	}

	/**
	 * Writes and compiles the services.
	 * @param directory where sources and classes go
	 * @return the directory for the class path
	 */
	Path compile(Path directory) {
		Path sources = directory.resolve(this.variant.label()).resolve("sources");
		Path classes = directory.resolve(this.variant.label()).resolve("classes");
		try {
			Files.createDirectories(sources);
			Files.createDirectories(classes);
			List<Path> files = new ArrayList<>();
			for (int service = 0; service < SERVICES; service++) {
				String name = String.format("Service%02d", service);
				files.add(Files.writeString(sources.resolve(name + ".java"), source(name)));
			}
			compile(files, classes);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return classes;
	}

	private String source(String name) {
		StringBuilder source = new StringBuilder("package " + PACKAGE + ";\n\n");
		source.append("import dev.resilience.annotation.*;\n");
		source.append("import dev.resilience.benchmarks.startup.Intercepted;\n\n");
		source.append("@org.springframework.stereotype.Service\npublic class ").append(name).append(" {\n\n");
		source.append("\tstatic final String NAME = \"").append(name).append("\";\n\n");
		int method = 0;
		for (String annotations : this.variant.annotations()) {
			source.append('\t').append(annotations).append('\n');
			source.append("\tpublic String method").append(method++).append("(String argument) {\n");
			source.append("\t\treturn argument;\n\t}\n\n");
		}
		source.append("\tString stored(String argument, Exception failure) {\n\t\treturn argument;\n\t}\n\n}\n");
		return source.toString();
	}

	private void compile(List<Path> files, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(problems, null,
				StandardCharsets.UTF_8)) {
			List<String> options = List.of("-d", classes.toString(), "-cp", this.classPath, "--release", "17",
					"-parameters", "-proc:none");
			if (!compiler.getTask(null, manager, problems, options, null, manager.getJavaFileObjectsFromPaths(files))
				.call()) {
				throw new IllegalStateException("The services do not compile: " + problems.getDiagnostics());
			}
		}
	}

}
