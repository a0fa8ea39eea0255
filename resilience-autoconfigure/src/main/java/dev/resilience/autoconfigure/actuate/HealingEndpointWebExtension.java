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

import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.util.MimeType;

import dev.resilience.autoconfigure.actuate.HealingEndpoint.HaltDescriptor;
import dev.resilience.autoconfigure.actuate.HealingEndpoint.HealingDescriptor;
import dev.resilience.classification.FailureCategory;
import dev.resilience.healing.Healer;
import dev.resilience.healing.HealingFilter;
import dev.resilience.healing.HealingOutcome;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link HealingEndpoint} that
 * shows the journal and holds the kill switch.
 */
@EndpointWebExtension(endpoint = HealingEndpoint.class)
public class HealingEndpointWebExtension {

	private static final List<String> VIEWS = List.of("journal", "jsonl");

	private static final MimeType JSON_LINES = MimeType.valueOf("application/x-ndjson");

	private static final int DEFAULT_LIMIT = 100;

	private final HealingEndpoint delegate;

	private final Healer healer;

	/**
	 * Creates an extension.
	 * @param delegate describes healing
	 * @param healer what to halt
	 */
	public HealingEndpointWebExtension(HealingEndpoint delegate, Healer healer) {
		this.delegate = delegate;
		this.healer = healer;
	}

	/**
	 * Returns how far healing may go and what the journal adds up to.
	 * @return the description
	 */
	@ReadOperation
	public HealingDescriptor healing() {
		return this.delegate.healing();
	}

	/**
	 * Returns events of the journal.
	 * @param view {@code journal} for a page of events, the newest first, or
	 * {@code jsonl} for lines of JSON, the oldest first
	 * @param subject what was ill
	 * @param category the kind of failure
	 * @param outcome what became of the action
	 * @param action the id of the action
	 * @param limit the number of events at most, 100 if not given
	 * @return the events, or why there are none
	 */
	@ReadOperation
	public WebEndpointResponse<Object> journal(@Selector String view, @Nullable String subject,
			@Nullable String category, @Nullable String outcome, @Nullable String action, @Nullable Integer limit) {
		if (!VIEWS.contains(view)) {
			return new WebEndpointResponse<>(Refusal.of("There is no view '" + view + "'", view, VIEWS),
					WebEndpointResponse.STATUS_NOT_FOUND);
		}
		FailureCategory ofCategory = constant(FailureCategory.class, category);
		if (category != null && ofCategory == null) {
			return badRequest("'" + category + "' is no category", category, names(FailureCategory.class));
		}
		HealingOutcome ofOutcome = constant(HealingOutcome.class, outcome);
		if (outcome != null && ofOutcome == null) {
			return badRequest("'" + outcome + "' is no outcome", outcome, names(HealingOutcome.class));
		}
		if (limit != null && (limit < 1 || limit > HealingFilter.MANY)) {
			return badRequest("'limit' must be from 1 to " + HealingFilter.MANY, null, List.of());
		}
		HealingFilter filter = HealingFilter.newest((limit != null) ? limit : DEFAULT_LIMIT)
			.withSubject(subject)
			.withCategory(ofCategory)
			.withOutcome(ofOutcome)
			.withAction(action);
		return view.equals("jsonl")
				? new WebEndpointResponse<>(this.delegate.lines(filter), WebEndpointResponse.STATUS_OK, JSON_LINES)
				: new WebEndpointResponse<>(this.delegate.journal(filter));
	}

	/**
	 * Halts or resumes healing.
	 * @param halted {@code true} so that nothing begins any more, {@code false} to go on
	 * @param security who asks for it
	 * @return the new state, or why nothing was changed
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> halt(@Nullable String halted, SecurityContext security) {
		Principal principal = security.getPrincipal();
		String name = (principal != null) ? principal.getName() : null;
		String by = "endpoint 'healing'" + ((name != null) ? " (" + name + ")" : "");
		if ("true".equalsIgnoreCase(halted)) {
			this.healer.halt(by);
		}
		else if ("false".equalsIgnoreCase(halted)) {
			this.healer.resume(by);
		}
		else {
			return new WebEndpointResponse<>(
					Refusal.of((halted != null) ? "'" + halted + "' is neither true nor false" : "'halted' is missing",
							halted, List.of("true", "false")),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(new HaltDescriptor(this.healer.isHalted(), name));
	}

	private static WebEndpointResponse<Object> badRequest(String complaint, @Nullable String written,
			List<String> legal) {
		return new WebEndpointResponse<>(Refusal.of(complaint, written, legal), WebEndpointResponse.STATUS_BAD_REQUEST);
	}

	private static <E extends Enum<E>> @Nullable E constant(Class<E> type, @Nullable String written) {
		String name = (written != null) ? written.toUpperCase(Locale.ROOT).replace('-', '_') : "";
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equals(name))
			.findFirst()
			.orElse(null);
	}

	private static <E extends Enum<E>> List<String> names(Class<E> type) {
		return Arrays.stream(type.getEnumConstants())
			.map((constant) -> constant.name().toLowerCase(Locale.ROOT))
			.toList();
	}

}
