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

package dev.resilience.timeout;

import java.time.Duration;
import java.util.stream.Stream;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

import dev.resilience.policy.AsyncCall;
import dev.resilience.policy.AsyncLimit;
import dev.resilience.policy.Call;
import dev.resilience.policy.PolicyContext;
import dev.resilience.policy.PolicyType;
import dev.resilience.policy.RecordedEnd;
import dev.resilience.time.Deadline;
import dev.resilience.time.ManualTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is said of a limit that an enclosing one cuts short.
 */
class LimitTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	private static final AsyncLimit.Body BODY = (part, completion) -> {
	};

	private final Logger logger = (Logger) LoggerFactory.getLogger(Limit.class);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final ManualTime time = ManualTime.stopped();

	private final PolicyContext context = PolicyContext.standalone(this.time)
		.withContinuations(Runnable::run)
		.withOffload(Runnable::run);

	private final Limit limit = new Limit("orders", PolicyType.TIMEOUT, LIMIT, this.context);

	@BeforeEach
	void startLog() {
		this.time.advance(Duration.ofDays(1));
		this.logger.setLevel(Level.INFO);
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

	private Deadline enclosing(String owner, Duration duration) {
		return Deadline.begin(this.time, owner, this.time.nanoTime(), duration.toNanos());
	}

	private void beginUnder(String owner, Duration duration) {
		Deadline enclosing = enclosing(owner, duration);
		this.limit.begin(this.time.nanoTime()).end();
		enclosing.end();
	}

	@Test
	void aLimitThatAnEnclosingOneCutsShortSaysSoOnce() {
		beginUnder("checkout", LIMIT.minusNanos(1));
		beginUnder("checkout", LIMIT.minusNanos(1));
		assertThat(this.log.list).singleElement()
			.extracting(ILoggingEvent::getFormattedMessage)
			.asString()
			.contains("timeout of 'orders'", "500ms", "'checkout'");
	}

	@TestFactory
	Stream<DynamicTest> nothingIsSaidOfALimitThatHolds() {
		return Stream.of(DynamicTest.dynamicTest("enclosed by none", () -> {
			this.limit.begin(this.time.nanoTime()).end();
			assertThat(this.log.list).isEmpty();
		}), DynamicTest.dynamicTest("enclosed by one that ends as late", () -> {
			beginUnder("checkout", LIMIT);
			assertThat(this.log.list).isEmpty();
		}), DynamicTest.dynamicTest("enclosed by one of the same instance", () -> {
			beginUnder("orders", LIMIT.dividedBy(2));
			assertThat(this.log.list).isEmpty();
		}));
	}

	@TestFactory
	Stream<DynamicTest> callsThatEndLaterSaySoToo() {
		return Stream.of(DynamicTest.dynamicTest("on the caller's thread", () -> callUnderShorterLimit(false)),
				DynamicTest.dynamicTest("on another thread", () -> callUnderShorterLimit(true)));
	}

	private void callUnderShorterLimit(boolean offloaded) {
		this.log.list.clear();
		Limit own = new Limit("orders", PolicyType.TIMEOUT, LIMIT, this.context);
		Deadline enclosing = enclosing("checkout", LIMIT.dividedBy(2));
		AsyncCall call = new AsyncCall(new Call(), this.context);
		enclosing.end();
		RecordedEnd end = new RecordedEnd();
		long now = this.time.nanoTime();
		if (offloaded) {
			own.runOffloaded(call, now, BODY, end, (part) -> new IllegalStateException("late"));
		}
		else {
			own.run(call, now, BODY, end, (part) -> new IllegalStateException("late"));
		}
		assertThat(this.log.list).hasSize(1);
		this.time.advance(LIMIT);
		assertThat(end.failures()).hasSize(1);
	}

}
