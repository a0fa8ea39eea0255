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

package dev.resilience.interleaving;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A copy of one package and of a model of it, in which one defect is planted. It is made
 * from the sources as they are, so it follows every change of them, and it fails loudly
 * when the place is gone where the defect belongs.
 * <p>
 * The copies bear the names of the originals behind a prefix and live in the same package
 * and class loader. Other packages are shared.
 */
public final class Mutant {

	private static final Path MAIN = Path.of("src/main/java");

	private static final Path TEST = Path.of("src/test/java");

	private final String prefix;

	private final Class<?> model;

	/** Sources by simple name. */
	private final Map<String, String> sources = new LinkedHashMap<>();

	private Mutant(String prefix, Class<?> model) {
		this.prefix = prefix;
		this.model = model;
	}

	/**
	 * Copies a model and the package that it is in.
	 * @param prefix what the names of the copies begin with, unique in the package
	 * @param model the model
	 * @param helpers what the model needs of the tests
	 * @return the copies, still without defect
	 */
	public static Mutant of(String prefix, Class<?> model, Class<?>... helpers) {
		Mutant mutant = new Mutant(prefix, model);
		Path folder = Path.of(model.getPackageName().replace('.', '/'));
		try (Stream<Path> files = Files.list(MAIN.resolve(folder))) {
			for (Path file : files.filter((candidate) -> !candidate.endsWith("package-info.java")).sorted().toList()) {
				mutant.copy(file);
			}
			mutant.copy(TEST.resolve(folder).resolve(model.getSimpleName() + ".java"));
			for (Class<?> helper : helpers) {
				mutant.copy(TEST.resolve(folder).resolve(helper.getSimpleName() + ".java"));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return mutant;
	}

	private void copy(Path file) throws IOException {
		this.sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
	}

	/**
	 * Plants a defect.
	 * @param where one of the classes
	 * @param original a piece of its source that occurs exactly once
	 * @param defect what to put in its place
	 * @return this object
	 */
	public Mutant plant(Class<?> where, String original, String defect) {
		String source = this.sources.getOrDefault(where.getSimpleName(), "");
		int first = source.indexOf(original);
		if (first < 0 || source.indexOf(original, first + 1) >= 0) {
			throw new IllegalStateException(where.getSimpleName() + " does not contain '" + original
					+ "' exactly once: the mutant '" + this.prefix + "' must follow the change of its original");
		}
		this.sources.put(where.getSimpleName(), source.replace(original, defect));
		return this;
	}

	/**
	 * Compiles the copies and defines them in their package.
	 * @param lookup full access to the package
	 * @return the copy of the model
	 */
	public Class<?> define(MethodHandles.Lookup lookup) {
		ClassLoader loader = lookup.lookupClass().getClassLoader();
		Map<String, byte[]> undefined = compile();
		while (!undefined.isEmpty()) {
			int before = undefined.size();
			undefined.entrySet().removeIf((compiled) -> defines(lookup, loader, compiled));
			if (undefined.size() == before) {
				throw new IllegalStateException("Cannot define " + undefined.keySet());
			}
		}
		try {
			return Class.forName(copy(this.model.getSimpleName()), true, loader);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean defines(MethodHandles.Lookup lookup, ClassLoader loader,
			Map.Entry<String, byte[]> compiled) {
		try {
			lookup.defineClass(compiled.getValue());
			return true;
		}
		catch (NoClassDefFoundError ex) {
			// Either its upper class is still missing, or only something that is needed
			// to link it, which can be done later
			return isDefined(loader, compiled.getKey());
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isDefined(ClassLoader loader, String name) {
		try {
			Class.forName(name, false, loader);
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private String copy(String name) {
		return this.model.getPackageName() + "." + this.prefix + name;
	}

	private Map<String, byte[]> compile() {
		Pattern names = Pattern.compile("\\b(" + String.join("|", this.sources.keySet()) + ")\\b");
		List<JavaFileObject> units = new ArrayList<>();
		this.sources.forEach((name, source) -> units
			.add(new Source(copy(name), names.matcher(source).replaceAll(this.prefix + "$1"))));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter messages = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Output output = new Output(files)) {
			List<String> options = List.of("-proc:none", "-nowarn", "-parameters", "--release", "17", "-classpath",
					System.getProperty("java.class.path"));
			if (!compiler.getTask(messages, output, null, options, null, units).call()) {
				throw new IllegalStateException("The mutant '" + this.prefix + "' does not compile:\n" + messages);
			}
			return output.classes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** A source in memory. */
	private static final class Source extends SimpleJavaFileObject {

		private final String text;

		Source(String name, String text) {
			super(URI.create("memory:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
			this.text = text;
		}

		@Override
		public CharSequence getCharContent(boolean ignoreEncodingErrors) {
			return this.text;
		}

	}

	/** Keeps compiled classes in memory. */
	private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {

		private final Map<String, ByteArrayOutputStream> compiled = new LinkedHashMap<>();

		Output(JavaFileManager files) {
			super(files);
		}

		@Override
		public JavaFileObject getJavaFileForOutput(Location location, String name, JavaFileObject.Kind kind,
				FileObject sibling) {
			return new SimpleJavaFileObject(URI.create("memory:///" + name + ".class"), kind) {

				@Override
				public OutputStream openOutputStream() {
					ByteArrayOutputStream bytes = new ByteArrayOutputStream();
					Output.this.compiled.put(name, bytes);
					return bytes;
				}

			};
		}

		Map<String, byte[]> classes() {
			Map<String, byte[]> classes = new LinkedHashMap<>();
			this.compiled.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
			return classes;
		}

	}

}
