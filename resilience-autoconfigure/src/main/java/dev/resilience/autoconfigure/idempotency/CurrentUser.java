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

package dev.resilience.autoconfigure.idempotency;

import java.security.Principal;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationTrustResolver;
import org.springframework.security.authentication.AuthenticationTrustResolverImpl;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * The user whom Spring Security knows, else that of the servlet request, as far as the
 * libraries are there.
 */
final class CurrentUser implements IdempotencyPrincipal {

	private final Supplier<@Nullable String> user;

	private CurrentUser(Supplier<@Nullable String> user) {
		this.user = user;
	}

	static CurrentUser of(@Nullable ClassLoader classLoader) {
		if (ClassUtils.isPresent("org.springframework.security.core.context.SecurityContextHolder", classLoader)) {
			return new CurrentUser(Secured::user);
		}
		if (ClassUtils.isPresent("jakarta.servlet.http.HttpServletRequest", classLoader)
				&& ClassUtils.isPresent("org.springframework.web.context.request.RequestContextHolder", classLoader)) {
			return new CurrentUser(Served::user);
		}
		return new CurrentUser(() -> null);
	}

	@Override
	public @Nullable String current() {
		return this.user.get();
	}

	/** Asks Spring Security. */
	private static final class Secured {

		private static final AuthenticationTrustResolver TRUST = new AuthenticationTrustResolverImpl();

		static @Nullable String user() {
			Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
			return (TRUST.isAuthenticated(authentication) && authentication != null) ? authentication.getName() : null;
		}

	}

	/** Asks the request. */
	private static final class Served {

		static @Nullable String user() {
			RequestAttributes attributes = RequestContextHolder.getRequestAttributes();
			Principal principal = (attributes instanceof ServletRequestAttributes request)
					? request.getRequest().getUserPrincipal() : null;
			return (principal != null) ? principal.getName() : null;
		}

	}

}
