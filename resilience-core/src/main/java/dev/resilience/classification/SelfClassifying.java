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

package dev.resilience.classification;

import org.jspecify.annotations.Nullable;

/**
 * A failure that says itself what it means, and how lists of failure types reach it.
 */
public interface SelfClassifying {

	/**
	 * Returns the widest type by which a list reaches this failure. Supertypes of it,
	 * such as {@link Exception}, do not select the failure, nor does a list that is not
	 * set.
	 * @return the widest type that selects this failure, or {@code null} where the
	 * ordinary rules of inheritance hold
	 */
	default @Nullable Class<? extends Throwable> selectableAs() {
		return null;
	}

	/**
	 * Returns whether the target was called at all before this failure arose.
	 * @return {@code false} if the call was refused before it reached the target
	 */
	default boolean reachedTarget() {
		return true;
	}

	/**
	 * Returns what this failure means. Asked on the failure path only; its evidence is
	 * filled in by whoever asks.
	 * @return what it means, or {@code null} where its causes say so
	 */
	default @Nullable Classification classification() {
		return null;
	}

}
