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

package dev.resilience.retry;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import dev.resilience.event.ResilienceEvent;

import static org.assertj.core.api.Assertions.assertThat;

class RetryReportingTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(Retry.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	@BeforeEach
	void startLog() {
		this.logger.setLevel(Level.DEBUG);
		this.logger.setAdditive(false);
		this.log.start();
		this.logger.addAppender(this.log);
	}

	@AfterEach
	void stopLog() {
		this.logger.detachAppender(this.log);
		this.logger.setAdditive(true);
		this.logger.setLevel(null);
	}

	@Test
	void publishesEveryAttemptThatWillBeRepeatedAndTheExhaustion() {
		RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE));
		IOException failure = new IOException();
		fixture.failureOf(Script.throwing(failure));
		assertThat(fixture.events).hasSize(3).extracting(ResilienceEvent::instance).containsOnly("orders");
		assertThat(fixture.events(AttemptFailed.class)).extracting(AttemptFailed::attempt).containsExactly(1, 2);
		assertThat(fixture.events(AttemptFailed.class)).extracting(AttemptFailed::failure).containsOnly(failure);
		assertThat(fixture.events(AttemptFailed.class)).extracting(AttemptFailed::delay)
			.containsExactly(Duration.ofMillis(200), Duration.ofMillis(400));
		assertThat(fixture.events(RetryExhausted.class)).singleElement().satisfies((event) -> {
			assertThat(event.attempts()).isEqualTo(3);
			assertThat(event.failure()).isSameAs(failure);
			assertThat(event.at()).isEqualTo(fixture.time.wallClock().instant());
		});
	}

	@Test
	void publishesNothingForSuccessesAndForWhatIsNotRepeated() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b);
		fixture.call(Script.returning("value"));
		fixture.failureOf(Script.throwing(new LinkageError()));
		assertThat(fixture.events).isEmpty();
	}

	@Test
	void firstList14AThrowingListenerChangesNothing() throws Throwable {
		RetryFixture fixture = RetryFixture.of((b) -> b);
		fixture.context.events().on(ResilienceEvent.class, (event) -> {
			throw new IllegalStateException("listener");
		});
		Script script = Script.throwing(new IOException()).thenThrow(new IOException()).thenReturn("value");
		assertThat(fixture.call(script)).isEqualTo("value");
		IOException failure = new IOException();
		assertThat(fixture.failureOf(Script.throwing(failure))).isSameAs(failure);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 1, 0, 1, 0, 4));
	}

	@Test
	void throwingHooksChangeNothing() throws Throwable {
		RetryHook throwing = (attempt, failure, wait) -> {
			throw new AssertionError("hook");
		};
		RetryFixture fixture = RetryFixture.of((b) -> b.beforeRetry(throwing).afterExhaustion(throwing));
		Script script = Script.throwing(new IOException()).thenThrow(new IOException()).thenReturn("value");
		assertThat(fixture.call(script)).isEqualTo("value");
		IOException failure = new IOException();
		assertThat(fixture.failureOf(Script.throwing(failure))).isSameAs(failure);
		assertThat(fixture.numbers()).isEqualTo(new RetrySnapshot(0, 1, 0, 1, 0, 4));
		assertThat(messages(Level.WARN)).filteredOn((message) -> message.contains("hook")).hasSize(5);
	}

	@Test
	void theHookForExhaustionIsCalledOnceAndOnlyOnExhaustion() throws Throwable {
		List<List<Object>> told = new ArrayList<>();
		RetryFixture fixture = RetryFixture
			.of((b) -> b.afterExhaustion((attempt, failure, wait) -> told.add(List.of(attempt, failure, wait))));
		IOException failure = new IOException();
		fixture.call(Script.throwing(failure).thenReturn("value"));
		fixture.failureOf(Script.throwing(new LinkageError()));
		assertThat(told).isEmpty();
		fixture.failureOf(Script.throwing(failure));
		assertThat(told).containsExactly(List.of(3, failure, Duration.ZERO));
	}

	@Test
	void logsEachFailedAttemptForDebuggingAndGivingUpAsAWarning() {
		RetryFixture fixture = RetryFixture.of((b) -> b.jitter(Jitter.NONE));
		fixture.failureOf(Script.throwing(new IOException("card 4711")));
		assertThat(messages(Level.DEBUG)).hasSize(2)
			.allMatch((message) -> message.contains("orders") && message.contains("java.io.IOException"));
		assertThat(messages(Level.DEBUG).get(0)).contains("attempt 1").contains("PT0.2S");
		assertThat(messages(Level.WARN)).singleElement()
			.asString()
			.contains("orders", "attempt 3", "java.io.IOException", "max-attempts")
			.doesNotContain("4711");
	}

	@Test
	void doesNotWarnOfFailuresThatAreNotRepeated() {
		RetryFixture.of((b) -> b).failureOf(Script.throwing(new LinkageError()));
		assertThat(messages(Level.WARN)).isEmpty();
		assertThat(messages(Level.DEBUG)).hasSize(1);
	}

	@Test
	void warnsOfRetriesThatAreStoppedFromOutside() {
		RetryFixture fixture = RetryFixture
			.of((b) -> b.retryOn(List.of(RefusedException.class)).maxRetryAfter(Duration.ofSeconds(1)));
		fixture.failureOf(Script.throwing(new RefusedException(Duration.ofSeconds(2))));
		assertThat(messages(Level.WARN)).singleElement().asString().contains("orders", "attempt 1", "max-retry-after");
		assertThat(fixture.events).isEmpty();
	}

	@Test
	void warnsOfAConditionThatThrows() throws Throwable {
		RetryFixture.of((b) -> b.retryOnResult((result) -> {
			throw new IllegalStateException("defect");
		})).call(Script.returning("value"));
		assertThat(messages(Level.WARN)).singleElement().asString().contains("orders");
	}

	private List<String> messages(Level level) {
		return this.log.list.stream()
			.filter((event) -> event.getLevel() == level)
			.map(ILoggingEvent::getFormattedMessage)
			.toList();
	}

}
