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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.resilience.Resilience;
import dev.resilience.annotation.Bulkhead;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Idempotent;
import dev.resilience.annotation.RateLimiter;
import dev.resilience.annotation.Retry;
import dev.resilience.annotation.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No monitor is held while user code runs or a call waits: a virtual thread that holds
 * one pins its carrier on Java 21 to 23.
 */
class MonitorTests {

	/** Classes that have monitors, none of which is held across a call or a wait. */
	private static final Set<String> WITH_MONITORS = new TreeSet<>(Set.of(
			// registration of listeners and options
			"event.Events", "fallback.FallbackCounters",
			// start and end of the timer thread
			"time.WakeupTimer",
			// a clock for tests
			"time.ManualTime",
			// start-up, and changes of settings
			"autoconfigure.aop.AnnotatedBeans", "autoconfigure.aop.DeclaredInstance", "autoconfigure.aop.WovenCalls",
			"autoconfigure.settings.PropertiesText", "autoconfigure.settings.StartupProblems"));

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, ResilienceAutoConfiguration.class,
				ResilienceAopAutoConfiguration.class))
		.withBean(Target.class)
		.withPropertyValues("resilience.instances.all.retry.delay=0", "resilience.instances.sleepy.retry.delay=10m",
				"resilience.instances.sleepy.retry.max-delay=10m",
				"resilience.instances.narrow.bulkhead.max-concurrent=1",
				"resilience.instances.narrow.bulkhead.queue-size=1", "resilience.instances.rare.rate-limiter.permits=1",
				"resilience.instances.rare.rate-limiter.period=1h",
				"resilience.instances.rare.rate-limiter.max-wait=1h",
				"resilience.instances.once.idempotency.on-duplicate=wait",
				"resilience.instances.once.idempotency.max-wait=10m");

	@ParameterizedTest
	@ValueSource(strings = { "interrupt", "offload" })
	void userCodeHoldsNoMonitorOfOurs(String mode) {
		this.contextRunner.withPropertyValues("resilience.instances.all.timeout.mode=" + mode).run((context) -> {
			Target target = context.getBean(Target.class);
			Thread caller = new Thread(() -> target.everything("a"));
			caller.start();
			caller.join();
			assertThat(target.seen()).hasSize(3).allMatch(String::isEmpty);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "sleepy", "narrow", "rare", "once" })
	void aCallThatWaitsHoldsNoMonitor(String instance) {
		this.contextRunner.run((context) -> {
			Target target = context.getBean(Target.class);
			CountDownLatch release = new CountDownLatch(1);
			List<Thread> callers = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				Thread caller = new Thread(() -> {
					try {
						call(target, instance, release);
					}
					catch (Exception ex) {
						// Ends by the interrupt below
						target.seen().add(ex.getClass().getSimpleName());
					}
				});
				callers.add(caller);
				caller.start();
			}
			Thread waiting = Awaitility.await().until(() -> waitingWithUs(callers), (thread) -> thread != null);
			assertThat(monitors(waiting)).isEmpty();
			release.countDown();
			callers.forEach(Thread::interrupt);
			for (Thread caller : callers) {
				caller.join();
			}
		});
	}

	private static void call(Target target, String instance, CountDownLatch release) throws Exception {
		switch (instance) {
			case "sleepy" -> target.sleepy();
			case "narrow" -> target.narrow(release);
			case "rare" -> target.rare();
			default -> target.once("key", release);
		}
	}

	// A thread that waits in the engine and not in the method of the user.
	private static Thread waitingWithUs(List<Thread> callers) {
		return callers.stream()
			.filter((caller) -> caller.getState() == Thread.State.TIMED_WAITING
					|| caller.getState() == Thread.State.WAITING)
			.filter((caller) -> Stream.of(caller.getStackTrace())
				.noneMatch((frame) -> frame.getMethodName().equals("hold")))
			.findFirst()
			.orElse(null);
	}

	private static String monitors(Thread thread) {
		ThreadInfo info = ManagementFactory.getThreadMXBean()
			.getThreadInfo(new long[] { thread.getId() }, true, true)[0];
		if (info == null) {
			// A virtual thread, which tells nothing; the other kind of thread tells for
			// it.
			return "";
		}
		StringBuilder held = new StringBuilder();
		for (MonitorInfo monitor : info.getLockedMonitors()) {
			held.append(monitor.getClassName()).append(" at ").append(monitor.getLockedStackFrame()).append('\n');
		}
		return held.toString();
	}

	@Test
	void monitorsAreOnlyWhereNoCallPassesOrWaits() throws IOException {
		Set<String> found = new TreeSet<>();
		for (Class<?> origin : List.of(Resilience.class, ResilienceAutoConfiguration.class)) {
			Path place = Path.of(URI.create(origin.getProtectionDomain().getCodeSource().getLocation().toString()));
			if (Files.isDirectory(place)) {
				addClassesWithMonitors(place, found);
			}
			else {
				try (FileSystem jar = FileSystems.newFileSystem(place)) {
					addClassesWithMonitors(jar.getPath("/"), found);
				}
			}
		}
		assertThat(found).isEqualTo(WITH_MONITORS);
	}

	private static void addClassesWithMonitors(Path root, Set<String> found) throws IOException {
		Path classes = root.resolve("dev/resilience");
		try (Stream<Path> files = Files.walk(classes)) {
			files.filter((file) -> file.toString().endsWith(".class"))
				.filter(MonitorTests::hasMonitor)
				.map((file) -> classes.relativize(file).toString().replace('/', '.'))
				.forEach((name) -> found.add(name.replaceAll("(\\$.*)?\\.class$", "")));
		}
	}

	private static boolean hasMonitor(Path classFile) {
		boolean[] found = new boolean[1];
		ClassVisitor visitor = new ClassVisitor(SpringAsmInfo.ASM_VERSION) {

			@Override
			public MethodVisitor visitMethod(int access, String name, String descriptor, String signature,
					String[] exceptions) {
				found[0] |= (access & Opcodes.ACC_SYNCHRONIZED) != 0;
				return new MethodVisitor(SpringAsmInfo.ASM_VERSION) {

					@Override
					public void visitInsn(int opcode) {
						found[0] |= opcode == Opcodes.MONITORENTER;
					}

				};
			}

		};
		try {
			new ClassReader(Files.readAllBytes(classFile)).accept(visitor, 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return found[0];
	}

	public static class Target {

		private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

		List<String> seen() {
			return this.seen;
		}

		@Fallback(value = "instead", instance = "all")
		@Idempotent(value = "all", key = "#key")
		@Retry(value = "all", maxAttempts = 2)
		@CircuitBreaker("all")
		@RateLimiter("all")
		@Timeout(value = "all", duration = "1m")
		@Bulkhead("all")
		public String everything(String key) {
			this.seen.add(monitors(Thread.currentThread()));
			throw new IllegalStateException("down");
		}

		String instead(String key) {
			this.seen.add(monitors(Thread.currentThread()));
			return "instead of " + key;
		}

		@Retry("sleepy")
		public void sleepy() throws IOException {
			throw new IOException("down");
		}

		@Bulkhead("narrow")
		public void narrow(CountDownLatch release) throws InterruptedException {
			hold(release);
		}

		@RateLimiter("rare")
		public void rare() {
		}

		@Idempotent(value = "once", key = "#key")
		public void once(String key, CountDownLatch release) throws InterruptedException {
			hold(release);
		}

		private void hold(CountDownLatch release) throws InterruptedException {
			release.await();
		}

	}

}
