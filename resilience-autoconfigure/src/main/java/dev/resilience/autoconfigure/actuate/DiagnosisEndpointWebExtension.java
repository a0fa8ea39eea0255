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
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link DiagnosisEndpoint} that
 * says by its status what is not there, and reads files of known patterns again.
 */
@EndpointWebExtension(endpoint = DiagnosisEndpoint.class)
public class DiagnosisEndpointWebExtension {

	private final DiagnosisEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param delegate diagnoses
	 */
	public DiagnosisEndpointWebExtension(DiagnosisEndpoint delegate) {
		this.delegate = delegate;
	}

	/**
	 * Returns one diagnosis, or the known patterns.
	 * @param id the id of the diagnosis, or {@code knowledge}
	 * @return the description, with status 404 if the diagnosis is not kept
	 */
	@ReadOperation
	public WebEndpointResponse<OperationResponseBody> diagnosis(@Selector String id) {
		return orNotFound(this.delegate.diagnosis(id), "No diagnosis with this id is kept");
	}

	/**
	 * Diagnoses a text, or an instance by the last failure of its target.
	 * @param text the text, or {@code null}
	 * @param instance the name of the instance, or {@code null}
	 * @return the diagnosis, with status 404 if no failure of the instance was seen
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> diagnose(@Nullable String text, @Nullable String instance) {
		return orNotFound(this.delegate.diagnose(text, instance), "No failure of this instance was seen");
	}

	/**
	 * Reads the files of known patterns again.
	 * @param id {@code knowledge}
	 * @return the patterns that hold now; status 422 and what is wrong if they are those
	 * from before, status 404 for another id
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> reload(@Selector String id) {
		if (!id.equals(DiagnosisEndpoint.KNOWLEDGE)) {
			return orNotFound(null, "Only the knowledge can be read again");
		}
		List<String> problems = this.delegate.reload();
		return problems.isEmpty() ? orNotFound(this.delegate.diagnosis(id), "")
				: new WebEndpointResponse<>(new ReloadRefusal("The known patterns were not replaced", problems), 422);
	}

	private static WebEndpointResponse<OperationResponseBody> orNotFound(@Nullable OperationResponseBody found,
			String complaint) {
		return (found != null) ? new WebEndpointResponse<>(found) : new WebEndpointResponse<>(
				Refusal.of(complaint, null, List.of()), WebEndpointResponse.STATUS_NOT_FOUND);
	}

	/**
	 * Why files were not read.
	 *
	 * @param message what did not happen
	 * @param problems what is wrong, with file and line
	 */
	public record ReloadRefusal(String message, List<String> problems) implements OperationResponseBody {

	}

}
