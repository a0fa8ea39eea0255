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

package dev.resilience.autoconfigure.aop;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import org.aspectj.bridge.MessageHandler;
import org.aspectj.tools.ajc.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Classes that the compiler of AspectJ has woven against our published classes, in a JVM
 * without the weaver.
 */
class BuildTimeWeavingTests {

	@Test
	void aWovenClassNeedsNoAgent(@TempDir Path directory) throws Exception {
		Path plain = Files.createDirectory(directory.resolve("plain"));
		Path woven = Files.createDirectory(directory.resolve("woven"));
		copy(SelfCaller.class, plain);
		weave(plain, woven);
		try (Loader loader = new Loader(woven.toUri().toURL())) {
			Class<?> type = loader.loadClass(SelfCaller.class.getName());
			AnnotatedContext.with(type).withPropertyValues("resilience.aop.mode=aspectj").run((context) -> {
				assertThat(context).hasNotFailed();
				Object target = context.getBean(type);
				assertThat(target.getClass()).isSameAs(type).isNotEqualTo(SelfCaller.class);
				assertThat(type.getMethod("call").invoke(target)).isEqualTo("answered after 3");
			});
		}
	}

	@Test
	void theSameClassUnwovenStopsTheStart() {
		AnnotatedContext.with(SelfCaller.class)
			.withPropertyValues("resilience.aop.mode=aspectj")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("resilience.aop.mode is aspectj, but not woven are [hidden]"));
	}

	private static void copy(Class<?> type, Path directory) throws IOException {
		String file = type.getName().replace('.', '/') + ".class";
		Path copy = directory.resolve(file);
		Files.createDirectories(copy.getParent());
		try (InputStream classFile = BuildTimeWeavingTests.class.getClassLoader().getResourceAsStream(file)) {
			assertThat(classFile).isNotNull();
			Files.copy(classFile, copy);
		}
	}

	private static void weave(Path from, Path to) throws Exception {
		File ours = new File(ResilienceAspect.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		MessageHandler messages = new MessageHandler();
		new Main().run(new String[] { "-inpath", from.toString(), "-aspectpath", ours.toString(), "-d", to.toString(),
				"-classpath", System.getProperty("java.class.path"), "-17", "-proc:none" }, messages);
		assertThat(messages.getErrors()).isEmpty();
		assertThat(messages.getWarnings()).isEmpty();
	}

	/** Finds woven classes before those of the class path. */
	private static final class Loader extends URLClassLoader {

		Loader(URL woven) {
			super(new URL[] { woven }, BuildTimeWeavingTests.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			synchronized (getClassLoadingLock(name)) {
				boolean first = name.equals(SelfCaller.class.getName()) && findLoadedClass(name) == null;
				return first ? findClass(name) : super.loadClass(name, resolve);
			}
		}

	}

}
