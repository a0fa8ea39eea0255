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
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

import dev.resilience.Resilience;
import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.settings.ChangedBy;
import dev.resilience.autoconfigure.settings.InvalidSettingsException;
import dev.resilience.autoconfigure.settings.LiveSettings;
import dev.resilience.autoconfigure.settings.StartupProblem;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} for {@link ResilienceEndpoint} that
 * changes settings while the application runs.
 */
@EndpointWebExtension(endpoint = ResilienceEndpoint.class)
public class ResilienceEndpointWebExtension {

	private final ResilienceRegistry registry;

	private final LiveSettings settings;

	private final ResilienceEndpoint delegate;

	/**
	 * Creates an extension.
	 * @param registry the instances to change
	 * @param settings changes their settings
	 * @param delegate describes what was changed
	 */
	public ResilienceEndpointWebExtension(ResilienceRegistry registry, LiveSettings settings,
			ResilienceEndpoint delegate) {
		this.registry = registry;
		this.settings = settings;
		this.delegate = delegate;
	}

	/**
	 * Puts live settings on top of those of an instance, in place of earlier live
	 * settings.
	 * @param instance the name of the instance in any spelling; an unknown one is not
	 * created
	 * @param settings the settings as the text of a properties file, one a line
	 * @param security who asks for it
	 * @return the description of the changed instance, or everything that is wrong and
	 * why nothing was changed
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector String instance, @Nullable String settings,
			SecurityContext security) {
		if (settings == null) {
			return new WebEndpointResponse<>(
					Refusal.of("'settings' is missing: write {\"settings\": \"retry.max-attempts=5\"}", null,
							List.of()),
					this.registry.find(instance).isPresent() ? WebEndpointResponse.STATUS_BAD_REQUEST
							: WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return apply(instance, (by) -> this.settings.change(instance, settings, by), security);
	}

	/**
	 * Takes the live settings of an instance away.
	 * @param instance the name of the instance in any spelling
	 * @param security who asks for it
	 * @return the description of the changed instance, or why nothing was changed
	 */
	@DeleteOperation
	public WebEndpointResponse<OperationResponseBody> reset(@Selector String instance, SecurityContext security) {
		return apply(instance, (by) -> this.settings.reset(instance, by), security);
	}

	private WebEndpointResponse<OperationResponseBody> apply(String instance, Predicate<ChangedBy> change,
			SecurityContext security) {
		Principal principal = security.getPrincipal();
		try {
			if (change.test(ChangedBy.actuator((principal != null) ? principal.getName() : null))) {
				return new WebEndpointResponse<>(this.delegate.instance(instance));
			}
		}
		catch (InvalidSettingsException ex) {
			return new WebEndpointResponse<>(RefusedSettings.of(ex.problems()), WebEndpointResponse.STATUS_BAD_REQUEST);
		}
		return new WebEndpointResponse<>(Refusal.of("There is no instance '" + instance + "'", instance, names()),
				WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private List<String> names() {
		return this.registry.instances().stream().map(Resilience::name).sorted().toList();
	}

	/**
	 * Why settings were refused.
	 *
	 * @param message how many problems there are
	 * @param problems everything that is wrong
	 */
	public record RefusedSettings(String message, List<Problem> problems) implements OperationResponseBody {

		private static RefusedSettings of(List<StartupProblem> problems) {
			return new RefusedSettings("Nothing was changed: "
					+ ((problems.size() == 1) ? "there is 1 problem" : "there are " + problems.size() + " problems"),
					problems.stream().map(Problem::of).toList());
		}

	}

	/**
	 * One thing that is wrong.
	 *
	 * @param setting what is wrong
	 * @param value its value as written
	 * @param origin where it was written
	 * @param reason what is wrong with it
	 * @param suggestion what to do about it
	 */
	public record Problem(String setting, @Nullable String value, @Nullable String origin, String reason,
			@Nullable String suggestion) {

		private static Problem of(StartupProblem problem) {
			return new Problem(problem.place(), problem.value(), problem.origin(), problem.reason(),
					problem.suggestion());
		}

	}

}
