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

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.Show;

import dev.resilience.policy.KeyMask;

/**
 * Who may read the keys of keyed instances in an endpoint. Whoever may not sees a hash in
 * their place.
 */
public class KeyVisibility {

	/** When to show keys as they are. */
	private Show showValues = Show.NEVER;

	/** Roles of which a user must have one for keys that are shown when authorized. */
	private Set<String> roles = new HashSet<>();

	/**
	 * Returns when keys are shown.
	 * @return when they are shown
	 */
	public Show getShowValues() {
		return this.showValues;
	}

	/**
	 * Sets when keys are shown.
	 * @param showValues when to show them
	 */
	public void setShowValues(Show showValues) {
		this.showValues = showValues;
	}

	/**
	 * Returns the roles of users who may see keys.
	 * @return the roles; empty if every user may who is authenticated
	 */
	public Set<String> getRoles() {
		return this.roles;
	}

	/**
	 * Sets the roles of users who may see keys.
	 * @param roles the roles
	 */
	public void setRoles(Set<String> roles) {
		this.roles = roles;
	}

	/**
	 * Returns how keys are written.
	 * @param security who reads them; {@code null} where that is not known, as over JMX
	 * @return the keys as they are or their hashes
	 */
	KeyNames namesFor(@Nullable SecurityContext security) {
		return isShown(security) ? (key) -> key : KeyMask::mask;
	}

	/**
	 * Returns whether somebody may see values as they are.
	 * @param security who reads them; {@code null} where that is not known, as over JMX
	 * @return whether they are shown
	 */
	boolean isShown(@Nullable SecurityContext security) {
		return (security != null) ? this.showValues.isShown(security, this.roles) : this.showValues.isShown(true);
	}

}
