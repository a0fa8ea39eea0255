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

package dev.resilience.policy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import ch.qos.logback.classic.spi.ILoggingEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

import dev.resilience.CapturedLog;
import dev.resilience.Resilience;
import dev.resilience.classification.FailureClassifier;
import dev.resilience.classification.FailureHint;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What is written about failed calls.
 */
class FailureLogTests {

	private final ManualTime time = ManualTime.stopped();

	private final FailureClassifier classifier = FailureClassifier
		.standard(List.of((failure, context) -> (failure instanceof IOException)
				? new FailureHint(true, true, null).toClassification() : null));

	private final FailureLog log = new FailureLog(this.classifier, (text) -> text.replace("secret", "***"), Level.WARN,
			3, Duration.ofSeconds(10), this.time, Runnable::run);

	@Test
	void writesOneLineWithAllThatIsKnown() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER);
				MDC.MDCCloseable trace = MDC.putCloseable("traceId", "4bf92f")) {
			assertThat(trace).isNotNull();
			this.log.failed("payments", new CompletionException(new IOException("broken\npipe secret")),
					OutcomeKind.FAILURE, 3, 12_345_678);
			assertThat(lines.messages()).containsExactly("Call of 'payments' failed: kind=FAILURE attempt=3 "
					+ "category=UNKNOWN confidence=1.0 rule=knowledge effect=UNKNOWN durationMs=12 trace=4bf92f "
					+ "type=java.io.IOException message=\"broken pipe ***\"");
			assertThat(lines.events()).extracting(ILoggingEvent::getLevel)
				.containsExactly(ch.qos.logback.classic.Level.WARN);
			List<KeyValuePair> pairs = lines.events().get(0).getKeyValuePairs();
			assertThat(pairs).extracting((pair) -> pair.key)
				.containsExactly("instance", "kind", "attempt", "category", "confidence", "rule", "effect",
						"durationMs", "trace", "type", "message");
			assertThat(pairs.get(0).value).isEqualTo("payments");
		}
	}

	@Test
	void leavesOutWhatNobodyMeasured() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			this.log.failed("payments", new IllegalStateException(), OutcomeKind.FAILURE, 1, -1);
			assertThat(lines.messages()).singleElement()
				.asString()
				.doesNotContain("durationMs", "trace", "message")
				.endsWith("type=java.lang.IllegalStateException");
		}
	}

	@Test
	void cutsLongMessages() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			this.log.failed("payments", new IllegalStateException("x".repeat(5000)), OutcomeKind.FAILURE, 1, -1);
			assertThat(lines.messages()).singleElement().asString().endsWith("x...\"").hasSizeLessThan(600);
		}
	}

	@Test
	void survivesAMessageThatThrows() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			this.log.failed("payments", new Unspeakable(), OutcomeKind.FAILURE, 1, -1);
			assertThat(lines.messages()).singleElement().asString().contains("Unspeakable").doesNotContain("message");
		}
	}

	@Test
	void saysNothingOfCancelledCalls() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			this.log.failed("payments", new InterruptedException(), OutcomeKind.IGNORED, 1, -1);
			assertThat(lines.messages()).isEmpty();
		}
	}

	@Test
	void countsWhatIsBeyondTheBurstAndTellsWhenTheIntervalIsOver() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			fail("payments", 8);
			assertThat(lines.messages()).hasSize(3);
			this.time.advance(Duration.ofSeconds(10));
			assertThat(lines.messages()).hasSize(4);
			assertThat(lines.messages().get(3)).isEqualTo("Further calls of 'payments' failed in the same way: "
					+ "suppressed=5 rule=knowledge type=java.io.IOException");
			fail("payments", 1);
			assertThat(lines.messages()).hasSize(5);
		}
	}

	@Test
	void armsNoTimerWithinTheBurst() {
		fail("payments", 3);
		assertThat(this.time.scheduledTasks()).isZero();
		fail("payments", 1);
		assertThat(this.time.scheduledTasks()).isEqualTo(1);
	}

	@Test
	void tellsFailuresOfOtherKindsApart() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			fail("payments", 4);
			fail("orders", 4);
			this.log.failed("payments", new IllegalStateException(), OutcomeKind.FAILURE, 1, -1);
			assertThat(lines.messages()).hasSize(7);
		}
	}

	@Test
	void writesAFailureThatPassesThroughSeveralInstancesOnce() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			Resilience inner = instance("inner");
			Resilience outer = instance("outer");
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> outer.call(() -> inner.call(() -> {
				throw new IOException("refused");
			})));
			assertThat(lines.messages()).singleElement().asString().startsWith("Call of 'inner' failed");
		}
	}

	@Test
	void writesAFailureObjectThatIsThrownAgainAndAgain() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			IOException constant = new IOException("constant");
			Resilience instance = instance("payments");
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> instance.call(() -> {
					throw constant;
				}));
			}
			assertThat(lines.messages()).hasSize(2);
		}
	}

	@Test
	void aRedactorThatFailsChangesNothingForTheCaller() {
		FailureLog broken = new FailureLog(this.classifier, (text) -> {
			throw new IllegalStateException("confused");
		}, this.time);
		Resilience instance = Resilience.builder("payments").time(this.time).callFailures(broken).timed().build();
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> instance.call(() -> {
			throw new IOException("secret");
		}));
	}

	@Test
	void boundsTheKindsThatItTellsApart() {
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			for (int i = 0; i < FailureStorms.MAX_KINDS + 50; i++) {
				fail("instance" + i, 1);
			}
			assertThat(lines.messages()).hasSize(FailureStorms.MAX_KINDS + 3);
			this.time.advance(Duration.ofSeconds(10));
			assertThat(lines.messages()).last().asString().contains("suppressed=47");
			fail("another", 1);
			assertThat(lines.messages()).last().asString().startsWith("Call of 'another'");
		}
	}

	@Test
	void losesNoFailureOfManyThreads() throws InterruptedException {
		int threads = 4;
		int each = 5_000;
		try (CapturedLog lines = new CapturedLog(FailureLog.LOGGER)) {
			CountDownLatch start = new CountDownLatch(1);
			List<Thread> running = new ArrayList<>();
			for (int t = 0; t < threads; t++) {
				Thread thread = new Thread(() -> {
					awaitQuietly(start);
					for (int i = 0; i < each; i++) {
						fail("payments", 1);
						if (i % 100 == 0) {
							this.time.advance(Duration.ofSeconds(1));
						}
					}
				});
				thread.start();
				running.add(thread);
			}
			start.countDown();
			for (Thread thread : running) {
				thread.join();
			}
			this.time.advance(Duration.ofSeconds(20));
			long told = lines.messages().stream().mapToLong(FailureLogTests::failuresTold).sum();
			assertThat(told).isEqualTo((long) threads * each);
		}
	}

	@Test
	void refusesABurstAndAnIntervalOfNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureLog(this.classifier, (text) -> text,
				Level.WARN, 0, Duration.ofSeconds(1), this.time, Runnable::run));
		assertThatIllegalArgumentException().isThrownBy(() -> new FailureLog(this.classifier, (text) -> text,
				Level.WARN, 1, Duration.ZERO, this.time, Runnable::run));
	}

	private static long failuresTold(String line) {
		int place = line.indexOf("suppressed=");
		return (place < 0) ? 1 : Long.parseLong(line.substring(place + 11, line.indexOf(' ', place)));
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void fail(String instance, int times) {
		IntStream.range(0, times)
			.forEach((i) -> this.log.failed(instance, new IOException("refused"), OutcomeKind.FAILURE, 1, -1));
	}

	private Resilience instance(String name) {
		return Resilience.builder(name)
			.time(this.time)
			.callFailures(this.log)
			.circuitBreaker((settings) -> settings.failureThreshold(100))
			.build();
	}

	/** Its message cannot be read. */
	private static final class Unspeakable extends RuntimeException {

		private static final long serialVersionUID = 1;

		@Override
		public @Nullable String getMessage() {
			throw new IllegalStateException("no message");
		}

	}

}
