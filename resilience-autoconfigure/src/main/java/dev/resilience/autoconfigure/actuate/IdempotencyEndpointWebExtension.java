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
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link IdempotencyEndpoint} that
 * looks keys up by themselves and releases claims.
 */
@EndpointWebExtension(endpoint = IdempotencyEndpoint.class)
public class IdempotencyEndpointWebExtension {

	private final IdempotencyEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param delegate knows stores and records
	 */
	public IdempotencyEndpointWebExtension(IdempotencyEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns the claims of calls that have not ended and what instances count, or the
	 * records of one key, which is hashed and not shown.
	 * @param operation the name of the operation of the key
	 * @param key the key as its caller gave it
	 * @param principal on whose behalf the call was made, if that counts
	 * @param limit how many claims of each store to show at most
	 * @return the descriptions, with status 404 if there is no record of the key
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> idempotency(@Nullable String operation, @Nullable String key,
			@Nullable String principal, @Nullable Integer limit) {
		if (operation == null && key == null && principal == null) {
			return new WebEndpointResponse<>(this.delegate.idempotency(limit));
		}
		if (operation == null || key == null) {
			throw new InvalidEndpointRequestException("A key is looked up by 'operation' and 'key'",
					"operation or key missing");
		}
		return orNotFound(this.delegate.records(operation, principal, key));
	}

	/**
	 * Returns the records of one key.
	 * @param keyHash the hash under which they are kept, 64 hex digits
	 * @return the description, with status 404 if there is no record
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> records(@Selector String keyHash) {
		return orNotFound(this.delegate.records(keyHash));
	}

	/**
	 * Releases a key, whatever its state, so that the next call under it runs. A call
	 * that runs loses its claim.
	 * @param keyHash the hash under which the record is kept, 64 hex digits
	 * @return nothing, with status 404 if there was no record
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> release(@Selector String keyHash) {
		return this.delegate.release(keyHash) ? new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT)
				: orNotFound(null);
	}

	private static WebEndpointResponse<OperationResponseBody> orNotFound(@Nullable OperationResponseBody found) {
		return (found != null) ? new WebEndpointResponse<>(found) : new WebEndpointResponse<>(
				Refusal.of("There is no record of this key", null, List.of()), WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
