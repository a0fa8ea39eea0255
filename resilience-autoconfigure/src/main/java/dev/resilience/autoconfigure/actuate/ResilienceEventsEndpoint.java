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

import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

import dev.resilience.InstanceNames;

/**
 * {@link Endpoint @Endpoint} that shows the last events, newest first.
 */
@Endpoint(id = "resilienceevents")
public class ResilienceEventsEndpoint {

	private final EventBuffer buffer;

	/**
	 * Creates an endpoint.
	 * @param buffer where events are remembered
	 */
	public ResilienceEventsEndpoint(EventBuffer buffer) {
		this.buffer = buffer;
	}

	/**
	 * Returns the last events.
	 * @param instance only events of this instance, or {@code null} for all
	 * @param type only events of this type, such as {@code CallRejected}, or {@code null}
	 * for all
	 * @param limit the number of events at most, or {@code null} for all that are kept
	 * @return the events, newest first
	 * @throws InvalidEndpointRequestException if the limit is negative
	 */
	@ReadOperation
	public EventsDescriptor events(@Nullable String instance, @Nullable String type, @Nullable Integer limit) {
		if (limit != null && limit < 0) {
			throw new InvalidEndpointRequestException("'limit' must not be negative",
					"'limit' must not be negative but is " + limit);
		}
		return new EventsDescriptor(
				this.buffer.latest((event) -> matches(instance, event.instance()) && matches(type, event.type()),
						(limit != null) ? limit : Integer.MAX_VALUE));
	}

	private static boolean matches(@Nullable String wanted, String present) {
		return wanted == null || InstanceNames.uniform(wanted).equals(InstanceNames.uniform(present));
	}

	/**
	 * Description of the last events.
	 *
	 * @param events the events, newest first
	 */
	public record EventsDescriptor(List<RecordedEvent> events) implements OperationResponseBody {

	}

}
