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

package dev.resilience.autoconfigure.actuate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.resilience.event.Events;
import dev.resilience.event.ResilienceEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventBufferTests {

	private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");

	private final Events events = new Events();

	@Test
	void showsTheNewestFirst() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		publish("a", 1, 2, 3);
		assertThat(numbers(buffer.latest((event) -> true, 10))).containsExactly(3, 2, 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 7 })
	void keepsAsManyAsItsSize(int size) {
		EventBuffer buffer = new EventBuffer(this.events, size);
		publish("a", 1, 2, 3, 4, 5, 6, 7, 8);
		assertThat(numbers(buffer.latest((event) -> true, 100)))
			.containsExactlyElementsOf(IntStream.range(0, size).mapToObj((i) -> 8 - i).toList());
	}

	@Test
	void countsOnlyWantedEventsAgainstTheLimit() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		publish("a", 1, 2, 3);
		publish("b", 4, 5);
		assertThat(numbers(buffer.latest((event) -> event.instance().equals("a"), 2))).containsExactly(3, 2);
	}

	@Test
	void keepsNothingAndListensToNothingAtSizeZero() {
		EventBuffer buffer = new EventBuffer(this.events, 0);
		assertThat(this.events.wanted(Numbered.class)).isFalse();
		publish("a", 1);
		assertThat(buffer.latest((event) -> true, 10)).isEmpty();
	}

	@Test
	void refusesNegativeSize() {
		assertThatIllegalArgumentException().isThrownBy(() -> new EventBuffer(this.events, -1))
			.withMessageContaining("-1");
	}

	@Test
	void stopsListeningWhenClosed() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		publish("a", 1);
		buffer.close();
		publish("a", 2);
		assertThat(numbers(buffer.latest((event) -> true, 10))).containsExactly(1);
	}

	@Test
	void keepsNoExceptionAlive() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		this.events.publish(new Failed("a", NOW, new IOException("secret"), List.of("x", "y"), Duration.ofSeconds(2)));
		RecordedEvent event = buffer.latest((any) -> true, 1).get(0);
		assertThat(event.type()).isEqualTo("Failed");
		assertThat(event.at()).isEqualTo(NOW);
		assertThat(event.details()).containsOnly(Map.entry("failure", "java.io.IOException"),
				Map.entry("tried", List.of("x", "y")), Map.entry("limit", Duration.ofSeconds(2)));
	}

	@Test
	void leavesOutDetailsThatAreNotKnown() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		this.events.publish(new Failed("a", NOW, null, List.of(), Duration.ZERO));
		assertThat(buffer.latest((any) -> true, 1).get(0).details()).doesNotContainKey("failure");
	}

	@Test
	void remembersEventsThatAreNoRecords() {
		EventBuffer buffer = new EventBuffer(this.events, 10);
		this.events.publish(new Plain());
		assertThat(buffer.latest((any) -> true, 1)).containsExactly(new RecordedEvent(NOW, "Plain", "a", Map.of()));
	}

	@Test
	void manyWritersLeaveTheLastEventsOfAll() throws Exception {
		int writers = 4;
		int each = 20_000;
		int size = 64;
		EventBuffer buffer = new EventBuffer(this.events, size);
		ExecutorService threads = Executors.newFixedThreadPool(writers);
		CountDownLatch start = new CountDownLatch(1);
		try {
			List<Future<?>> done = IntStream.range(0, writers).<Future<?>>mapToObj((writer) -> threads.submit(() -> {
				start.await();
				for (int i = 0; i < each; i++) {
					this.events.publish(new Numbered("w" + writer, NOW, i));
					if (i % 1000 == 0) {
						assertDescending(buffer.latest((event) -> true, size));
					}
				}
				return null;
			})).toList();
			start.countDown();
			for (Future<?> writer : done) {
				writer.get();
			}
		}
		finally {
			threads.shutdownNow();
		}
		List<RecordedEvent> last = buffer.latest((event) -> true, Integer.MAX_VALUE);
		assertThat(last).hasSize(size);
		assertThat(last.get(0).details()).containsEntry("number", each - 1);
		assertDescending(last);
	}

	/** A writer publishes in order, so its events must come back in order, each once. */
	private static void assertDescending(List<RecordedEvent> events) {
		Map<String, Integer> previous = new HashMap<>();
		for (RecordedEvent event : events) {
			int number = (int) event.details().get("number");
			Integer newer = previous.put(event.instance(), number);
			assertThat(newer).satisfiesAnyOf((value) -> assertThat(value).isNull(),
					(value) -> assertThat(value).isGreaterThan(number));
		}
	}

	private void publish(String instance, int... numbers) {
		for (int number : numbers) {
			this.events.publish(new Numbered(instance, NOW, number));
		}
	}

	private static List<Object> numbers(List<RecordedEvent> events) {
		return events.stream().map((event) -> event.details().get("number")).toList();
	}

	private record Numbered(String instance, Instant at, int number) implements ResilienceEvent {

	}

	private record Failed(String instance, Instant at, @Nullable Throwable failure, List<String> tried,
			Duration limit) implements ResilienceEvent {

	}

	private static final class Plain implements ResilienceEvent {

		@Override
		public String instance() {
			return "a";
		}

		@Override
		public Instant at() {
			return NOW;
		}

	}

}
