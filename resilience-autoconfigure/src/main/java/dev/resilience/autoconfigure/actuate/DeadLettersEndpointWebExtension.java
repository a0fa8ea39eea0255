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

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import dev.resilience.deadletter.DeadLetters;
import dev.resilience.deadletter.DiscardOutcome;
import dev.resilience.deadletter.ReplayPlan;
import dev.resilience.deadletter.ReplayResult;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link DeadLettersEndpoint} that
 * replays and discards letters.
 */
@EndpointWebExtension(endpoint = DeadLettersEndpoint.class)
public class DeadLettersEndpointWebExtension {

	private static final int WEB_STATUS_CONFLICT = 409;

	private static final int DEFAULT_REPLAYS = 10;

	private static final int MOST_REPLAYS = 100;

	private static final Duration LONGEST_REPLAY = Duration.ofMinutes(1);

	private static final String REPLAY = "replay";

	private static final String DISCARD = "discard";

	private static final Logger logger = LoggerFactory.getLogger(DeadLettersEndpoint.class);

	private final Supplier<DeadLetters> letters;

	private final DeadLettersEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param letters gives the letters to change when they are asked for
	 * @param delegate describes letters
	 */
	public DeadLettersEndpointWebExtension(Supplier<DeadLetters> letters, DeadLettersEndpoint delegate) {
		this.letters = letters;
		this.delegate = delegate;
	}

	/**
	 * Returns letters, newest first, or groups of them, largest first.
	 * @param status states, separated by commas; without it those about which something
	 * is left to do
	 * @param includeEnded whether letters that are resolved or discarded are shown too
	 * @param operation the operation, or {@code null} for all
	 * @param instance the name of the instance, or {@code null} for all
	 * @param category the kind of the last failure, or {@code null} for all
	 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
	 * @param groupBy {@code fingerprint} to see groups of letters
	 * @param before the id behind which the list begins: {@code next} of the page before
	 * @param limit how many to show at most, 1 to 1000
	 * @return the letters or groups, with status 400 and the reason where the request
	 * makes no sense
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> letters(@Nullable String status, @Nullable Boolean includeEnded,
			@Nullable String operation, @Nullable String instance, @Nullable String category,
			@Nullable String fingerprint, @Nullable String groupBy, @Nullable String before, @Nullable Integer limit) {
		try {
			return new WebEndpointResponse<>(this.delegate.letters(status, includeEnded, operation, instance, category,
					fingerprint, groupBy, before, limit));
		}
		catch (InvalidEndpointRequestException ex) {
			return refusal(ex);
		}
	}

	/**
	 * Returns one letter.
	 * @param id its id
	 * @param security who asks for it
	 * @return the description, with status 404 if there is none
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> letter(@Selector String id, SecurityContext security) {
		DeadLetterDescriptor letter = this.delegate.letter(id, security);
		return (letter != null) ? new WebEndpointResponse<>(letter) : notFound(id);
	}

	/**
	 * Replays letters, the oldest first, and waits for their end.
	 * @param action {@code replay}
	 * @param status states, separated by commas; letters are replayed that are new or
	 * have failed again
	 * @param operation the operation, or {@code null} for all
	 * @param instance the name of the instance, or {@code null} for all
	 * @param category the kind of the last failure, or {@code null} for all
	 * @param fingerprint the fingerprint of the last failure, or {@code null} for all
	 * @param limit how many at most, 1 to 100; 10 unless said otherwise
	 * @param perSecond how many begin in a second, above 0; 1 unless said otherwise. All
	 * of them must begin within a minute
	 * @param dryRun whether only to tell what would be done
	 * @return how each of them ended, with status 400 and the reason where the request
	 * makes no sense
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> replayAll(@Nullable String action, @Nullable String status,
			@Nullable String operation, @Nullable String instance, @Nullable String category,
			@Nullable String fingerprint, @Nullable Integer limit, @Nullable Double perSecond,
			@Nullable Boolean dryRun) {
		if (!REPLAY.equalsIgnoreCase(action)) {
			return unknown(action, List.of(REPLAY));
		}
		try {
			ReplayPlan plan = ReplayPlan
				.of(new DeadLetterQuery(status, null, operation, instance, category, fingerprint).filter())
				.withLimit(DeadLetterQuery.limit(limit, DEFAULT_REPLAYS, MOST_REPLAYS))
				.withRate(rate(perSecond));
			if (plan.limit() / plan.perSecond() > LONGEST_REPLAY.toSeconds()) {
				throw new InvalidEndpointRequestException("limit / perSecond must be at most 60: a request does not "
						+ "wait longer than a minute for letters to begin", "takes too long");
			}
			if (Boolean.TRUE.equals(dryRun)) {
				return new WebEndpointResponse<>(ReplayReport.of(this.letters.get().dryRun(plan)));
			}
			ReplayReport report = ReplayReport.of(this.letters.get().replay(plan));
			logger.info("Dead letters were replayed through the actuator: {}", report.counts());
			return new WebEndpointResponse<>(report);
		}
		catch (InvalidEndpointRequestException ex) {
			return refusal(ex);
		}
	}

	private static double rate(@Nullable Double perSecond) {
		double rate = (perSecond != null) ? perSecond : ReplayPlan.DEFAULT_PER_SECOND;
		if (!(rate > 0)) {
			throw new InvalidEndpointRequestException("perSecond must be above 0", "perSecond out of range");
		}
		return rate;
	}

	/**
	 * Replays or discards one letter. A replay is waited for.
	 * @param id the id of the letter
	 * @param action {@code replay} or {@code discard}
	 * @param reason why it is discarded
	 * @param payload the payload to be used instead of that of the letter, as text, where
	 * payloads may be edited
	 * @param dryRun whether only to tell what a replay would do
	 * @param security who asks for it
	 * @return how the replay ended or the discarded letter; status 404 if there is no
	 * such letter, 409 where it cannot be done now, 400 where the request makes no sense
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector String id, @Nullable String action,
			@Nullable String reason, @Nullable String payload, @Nullable Boolean dryRun, SecurityContext security) {
		if (REPLAY.equalsIgnoreCase(action)) {
			return replay(id, payload, Boolean.TRUE.equals(dryRun));
		}
		if (DISCARD.equalsIgnoreCase(action)) {
			return discard(id, reason, security);
		}
		return unknown(action, List.of(REPLAY, DISCARD));
	}

	private WebEndpointResponse<OperationResponseBody> replay(String id, @Nullable String payload, boolean dryRun) {
		if (dryRun) {
			ReplayResult checked = this.letters.get().dryRun(id);
			return (checked.outcome() == ReplayResult.Outcome.NOT_FOUND) ? notFound(id)
					: new WebEndpointResponse<>(ReplayDescriptor.of(checked));
		}
		ReplayResult result = (payload != null) ? this.letters.get().replay(id, payload)
				: this.letters.get().replay(id);
		if (result.letter() != null) {
			logger.info("Dead letter {} was to be replayed through the actuator: {}", result.letter().id(),
					result.outcome());
		}
		return switch (result.outcome()) {
			case SUCCEEDED, FAILED, READY -> new WebEndpointResponse<>(ReplayDescriptor.of(result));
			case NOT_FOUND -> notFound(id);
			case CONFLICT, NOT_REPLAYABLE, BLOCKED ->
				new WebEndpointResponse<>(ReplayDescriptor.of(result), WEB_STATUS_CONFLICT);
		};
	}

	private WebEndpointResponse<OperationResponseBody> discard(String id, @Nullable String reason,
			SecurityContext security) {
		if (reason == null || reason.isBlank()) {
			return refusal(WebEndpointResponse.STATUS_BAD_REQUEST, "'reason' is missing: why is it discarded?");
		}
		DiscardOutcome outcome = this.letters.get().discard(id, reason);
		return switch (outcome) {
			case DISCARDED -> {
				logger.info("Dead letter {} was discarded through the actuator", id);
				yield letter(id, security);
			}
			case NOT_FOUND -> notFound(id);
			case CONFLICT ->
				refusal(WEB_STATUS_CONFLICT, "It is being replayed, or has been resolved or discarded already");
		};
	}

	private static WebEndpointResponse<OperationResponseBody> notFound(String id) {
		return refusal(WebEndpointResponse.STATUS_NOT_FOUND, "There is no dead letter '" + id + "'");
	}

	private static WebEndpointResponse<OperationResponseBody> unknown(@Nullable String action, List<String> legal) {
		String complaint = (action != null) ? "'" + action + "' is no action" : "'action' is missing";
		return new WebEndpointResponse<>(Refusal.of(complaint, action, legal), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static WebEndpointResponse<OperationResponseBody> refusal(InvalidEndpointRequestException ex) {
		return refusal(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	private static WebEndpointResponse<OperationResponseBody> refusal(int status, String complaint) {
		return new WebEndpointResponse<>(Refusal.of(complaint, null, List.of()), status);
	}

	/**
	 * Description of how several replays ended.
	 *
	 * @param counts how many ended in each way
	 * @param results how each of them ended, in their order
	 */
	public record ReplayReport(Map<ReplayResult.Outcome, Long> counts,
			List<ReplayDescriptor> results) implements OperationResponseBody {

		static ReplayReport of(List<ReplayResult> results) {
			Map<ReplayResult.Outcome, Long> counts = new EnumMap<>(ReplayResult.Outcome.class);
			results.forEach((result) -> counts.merge(result.outcome(), 1L, Long::sum));
			return new ReplayReport(counts, results.stream().map(ReplayDescriptor::of).toList());
		}

	}

}
