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
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import dev.resilience.autoconfigure.actuate.DeadLettersEndpoint.DeadLettersReport;
import dev.resilience.autoconfigure.actuate.DeadLettersEndpointWebExtension.ReplayReport;
import dev.resilience.classification.FailureCategory;
import dev.resilience.deadletter.DeadLetter;
import dev.resilience.deadletter.DeadLetterCounts;
import dev.resilience.deadletter.DeadLetterHandler;
import dev.resilience.deadletter.DeadLetterPayload;
import dev.resilience.deadletter.DeadLetterRequest;
import dev.resilience.deadletter.DeadLetterStatus;
import dev.resilience.deadletter.DeadLetterStore;
import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.InMemoryDeadLetterStore;
import dev.resilience.deadletter.ReplayResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link DeadLettersEndpoint}, of its web extension and of the health of dead
 * letters.
 */
class DeadLettersEndpointTests {

	private final TestRegistry instances = new TestRegistry();

	private final Charges charges = new Charges();

	private final DeadLetters letters = DeadLetters.builder(new InMemoryDeadLetterStore())
		.context(this.instances.registry.context())
		.handlers((operation) -> operation.equals("charge") ? this.charges : null)
		.build();

	private final KeyVisibility values = new KeyVisibility();

	private final DeadLettersEndpoint endpoint = new DeadLettersEndpoint(() -> this.letters,
			this.instances.time.wallClock(), this.values);

	private final DeadLettersEndpointWebExtension web = new DeadLettersEndpointWebExtension(() -> this.letters,
			this.endpoint);

	@Test
	void listsLettersPageByPageNewestFirst() {
		String first = add("charge");
		this.instances.time.advance(Duration.ofMinutes(1));
		String second = add("refund");
		DeadLettersReport report = report(this.web.letters(null, null, null, null, null, null, null, null, 1));
		assertThat(report.letters()).extracting(DeadLetterSummary::id).containsExactly(second);
		assertThat(report.counts()).containsEntry(DeadLetterStatus.NEW, 2L);
		assertThat(report.oldestNew()).isEqualTo(Duration.ofMinutes(1));
		DeadLettersReport rest = report(this.web.letters(null, null, null, null, null, null, null, report.next(), 50));
		assertThat(rest.letters()).extracting(DeadLetterSummary::id).containsExactly(first);
		assertThat(rest.next()).isNull();
	}

	@Test
	void d082ALetterThatWasReplayedIsShownOnlyWhereAsked() {
		String id = add("charge");
		assertThat(change(id, "replay", null).getStatus()).isEqualTo(200);
		assertThat(list(null, null)).isEmpty();
		assertThat(list(null, true)).extracting(DeadLetterSummary::status).containsExactly(DeadLetterStatus.RESOLVED);
		assertThat(list("resolved", null)).hasSize(1);
		assertThat(list("new, replay-failed", null)).isEmpty();
	}

	@Test
	void filtersAndGroups() {
		add("charge");
		add("charge");
		add("refund");
		assertThat(report(this.web.letters(null, null, "refund", null, "unknown", null, null, null, null)).letters())
			.hasSize(1);
		assertThat(report(this.web.letters(null, null, null, "orders", "BUG", null, null, null, null)).letters())
			.isEmpty();
		DeadLettersReport groups = report(
				this.web.letters(null, null, "charge", null, null, null, "fingerprint", null, null));
		assertThat(groups.letters()).isNull();
		assertThat(groups.groups()).singleElement().satisfies((group) -> {
			assertThat(group.count()).isEqualTo(2);
			assertThat(group.category()).isEqualTo(FailureCategory.UNKNOWN);
		});
	}

	@Test
	void saysWhatCouldHaveBeenAskedFor() {
		assertThat(refusal(this.web.letters("NEWW", null, null, null, null, null, null, null, null), 400))
			.contains("did you mean 'NEW'");
		assertThat(refusal(this.web.letters(null, null, null, null, "TIMEOUTS", null, null, null, null), 400))
			.contains("did you mean 'TIMEOUT'");
		assertThat(refusal(this.web.letters(null, null, null, null, null, null, "color", null, null), 400))
			.contains("fingerprint");
		assertThat(refusal(this.web.letters(null, null, null, null, null, null, null, null, 0), 400))
			.contains("1 to 1000");
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.endpoint.letters(null, null, null, null, null, null, null, null, 1001));
	}

	@Test
	void showsWhatTheWorkWasGivenOnlyToThoseWhoMaySeeIt() {
		String id = add("charge");
		DeadLetterDescriptor hidden = (DeadLetterDescriptor) this.web.letter(id, new Nobody()).getBody();
		assertThat(hidden).isNotNull();
		assertThat(hidden.payload()).isNull();
		assertThat(hidden.payloadLength()).isEqualTo(9);
		assertThat(hidden.headers()).isEqualTo(Map.of("tenant", "******"));
		assertThat(hidden.letter().payload()).isEqualTo(DeadLetterPayload.State.COMPLETE);
		assertThat(hidden.stack()).contains("IOException");
		assertThat(hidden.replay()).isEqualTo(ReplayResult.Outcome.READY);
		this.values.setShowValues(Show.ALWAYS);
		DeadLetterDescriptor shown = this.endpoint.letter(id);
		assertThat(shown).isNotNull();
		assertThat(shown.payload()).isEqualTo("[\"order\"]");
		assertThat(shown.headers()).isEqualTo(Map.of("tenant", "acme"));
		assertThat(refusal(this.web.letter("nobody", new Nobody()), 404)).contains("'nobody'");
	}

	@Test
	void replaysALetterAndTellsHowItEnded() {
		String id = add("charge");
		this.charges.failure = new IOException("down again");
		ReplayDescriptor failed = (ReplayDescriptor) change(id, "REPLAY", null).getBody();
		assertThat(failed).isEqualTo(new ReplayDescriptor(id, ReplayResult.Outcome.FAILED, "",
				"java.io.IOException: down again", null, DeadLetterStatus.REPLAY_FAILED));
		this.charges.failure = null;
		assertThat(this.web.change(id, "replay", null, null, true, new Nobody()).getBody()).isEqualTo(
				new ReplayDescriptor(id, ReplayResult.Outcome.READY, "", null, null, DeadLetterStatus.REPLAY_FAILED));
		assertThat(this.charges.done).hasSize(1);
		ReplayDescriptor done = (ReplayDescriptor) change(id, "replay", null).getBody();
		assertThat(done).isEqualTo(
				new ReplayDescriptor(id, ReplayResult.Outcome.SUCCEEDED, "", null, null, DeadLetterStatus.RESOLVED));
		assertThat(this.charges.done).hasSize(2);
	}

	@Test
	void refusesWhatCannotBeReplayed() {
		String done = add("charge");
		change(done, "replay", null);
		assertThat(change(done, "replay", null).getStatus()).isEqualTo(409);
		String orphan = add("refund");
		WebEndpointResponse<OperationResponseBody> orphaned = change(orphan, "replay", null);
		assertThat(orphaned.getStatus()).isEqualTo(409);
		assertThat(orphaned.getBody()).isInstanceOfSatisfying(ReplayDescriptor.class,
				(replay) -> assertThat(replay.reason()).contains("nobody handles"));
		String blocked = add("charge");
		this.charges.blockedFor = Duration.ofSeconds(30);
		WebEndpointResponse<OperationResponseBody> waiting = change(blocked, "replay", null);
		assertThat(waiting.getStatus()).isEqualTo(409);
		assertThat(waiting.getBody()).isInstanceOfSatisfying(ReplayDescriptor.class,
				(replay) -> assertThat(replay.retryAfter()).isEqualTo(Duration.ofSeconds(30)));
		WebEndpointResponse<OperationResponseBody> edited = this.web.change(blocked, "replay", null, "[1]", null,
				new Nobody());
		assertThat(edited.getStatus()).isEqualTo(409);
		assertThat(refusal(change("nobody", "replay", null), 404)).contains("nobody");
		assertThat(refusal(this.web.change("nobody", "replay", null, null, true, new Nobody()), 404))
			.contains("nobody");
		assertThat(refusal(change(blocked, "reply", null), 400)).contains("did you mean 'replay'");
		assertThat(refusal(change(blocked, null, null), 400)).contains("'action' is missing");
	}

	@Test
	void discardsALetterWithAReason() {
		String id = add("charge");
		assertThat(refusal(change(id, "discard", " "), 400)).contains("reason");
		DeadLetterDescriptor discarded = (DeadLetterDescriptor) change(id, "discard", "paid by hand").getBody();
		assertThat(discarded).isNotNull();
		assertThat(discarded.letter().status()).isEqualTo(DeadLetterStatus.DISCARDED);
		assertThat(discarded.letter().note()).isEqualTo("paid by hand");
		assertThat(refusal(change(id, "discard", "again"), 409)).contains("already");
		assertThat(refusal(change("nobody", "discard", "why not"), 404)).contains("nobody");
	}

	@Test
	void replaysSeveralLettersOldestFirst() {
		String first = add("charge");
		String second = add("charge");
		add("refund");
		ReplayReport dry = (ReplayReport) replayAll("charge", 10, true).getBody();
		assertThat(dry).isNotNull();
		assertThat(dry.counts()).isEqualTo(Map.of(ReplayResult.Outcome.READY, 2L));
		assertThat(this.charges.done).isEmpty();
		ReplayReport done = (ReplayReport) replayAll("charge", 1, false).getBody();
		assertThat(done).isNotNull();
		assertThat(done.results()).extracting(ReplayDescriptor::id).containsExactly(first);
		assertThat(this.charges.done).containsExactly(first).doesNotContain(second);
		assertThat(refusal(replayAll("charge", 101, true), 400)).contains("1 to 100");
		assertThat(refusal(this.web.replayAll("replay", null, null, null, null, null, 100, 1.0, null), 400))
			.contains("a minute");
		assertThat(refusal(this.web.replayAll("replay", null, null, null, null, null, 1, 0.0, null), 400))
			.contains("perSecond");
		assertThat(refusal(this.web.replayAll("discard", null, null, null, null, null, 1, 1.0, null), 400))
			.contains("no action");
	}

	@Test
	void healthTellsHowMuchWaits() {
		assertThat(health(null).getDetails()).isEmpty();
		assertThat(health(this.letters).getDetails()).isEmpty();
		add("charge");
		assertThat(health(this.letters).getDetails()).isEqualTo(Map.of("deadLetters", Map.of("status", "UP", "open", 1L,
				"oldestNew", this.instances.time.wallClock().instant().truncatedTo(ChronoUnit.MILLIS))));
	}

	@Test
	void healthIsDegradedButUpWhereTheStoreFails() {
		Health health = health(DeadLetters.builder(failing()).build());
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("degraded", true)
			.containsEntry("deadLetters", Map.of("status", "DOWN", "letters", "are written to the log", "error",
					"java.lang.IllegalStateException: no route to host"));
	}

	private Health health(@Nullable DeadLetters checked) {
		Health health = new ResilienceHealthIndicator(this.instances.registry, List.of(), Map::of, () -> checked)
			.health();
		assertThat(health).isNotNull();
		return health;
	}

	private static DeadLetterStore failing() {
		return (DeadLetterStore) Proxy.newProxyInstance(DeadLetterStore.class.getClassLoader(),
				new Class<?>[] { DeadLetterStore.class }, (proxy, method, arguments) -> {
					if (method.getReturnType() == DeadLetterCounts.class) {
						throw new IllegalStateException("no route to host");
					}
					return true;
				});
	}

	private String add(String operation) {
		DeadLetterPayload payload = DeadLetterPayload.complete("[\"order\"]", "java.lang.String");
		return Objects.requireNonNull(this.letters.add(new DeadLetterRequest(DeadLetter.CALL, operation, "orders",
				payload, Map.of("tenant", "acme"), new IOException("down"), 3)));
	}

	private List<DeadLetterSummary> list(@Nullable String status, @Nullable Boolean includeEnded) {
		return Objects.requireNonNull(
				report(this.web.letters(status, includeEnded, null, null, null, null, null, null, null)).letters());
	}

	private WebEndpointResponse<OperationResponseBody> change(String id, @Nullable String action,
			@Nullable String reason) {
		return this.web.change(id, action, reason, null, null, new Nobody());
	}

	private WebEndpointResponse<OperationResponseBody> replayAll(String operation, int limit, boolean dryRun) {
		return this.web.replayAll("replay", null, operation, null, null, null, limit, 1000.0, dryRun);
	}

	private static DeadLettersReport report(WebEndpointResponse<OperationResponseBody> response) {
		assertThat(response.getBody()).isInstanceOf(DeadLettersReport.class);
		return (DeadLettersReport) Objects.requireNonNull(response.getBody());
	}

	private static String refusal(WebEndpointResponse<OperationResponseBody> response, int status) {
		assertThat(response.getStatus()).isEqualTo(status);
		assertThat(response.getBody()).isInstanceOf(Refusal.class);
		return ((Refusal) Objects.requireNonNull(response.getBody())).message();
	}

	private static final class Charges implements DeadLetterHandler {

		private final List<String> done = new ArrayList<>();

		private @Nullable Exception failure;

		private Duration blockedFor = Duration.ZERO;

		@Override
		public String operation() {
			return "charge";
		}

		@Override
		public @Nullable Object replay(DeadLetter letter) throws Exception {
			this.done.add(letter.id());
			if (this.failure != null) {
				throw this.failure;
			}
			return null;
		}

		@Override
		public Duration blockedFor(DeadLetter letter) {
			return this.blockedFor;
		}

	}

	private static final class Nobody implements SecurityContext {

		@Override
		public @Nullable Principal getPrincipal() {
			return null;
		}

		@Override
		public boolean isUserInRole(String role) {
			return false;
		}

	}

}
