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

package dev.resilience.retry;

/**
 * What limits how many attempts are repeated beside the calls that are made anyway.
 */
public enum RetryBudgetType {

	/**
	 * A share of the calls of the last seconds, and a few per second beside it, as in
	 * Finagle and Linkerd.
	 */
	RATIO,

	/**
	 * A bucket that failures empty and successes fill, as in gRPC: nothing is repeated
	 * unless it is more than half full.
	 */
	TOKEN_BUCKET,

	/** A number of repeated attempts at a time, their waits included, as in Envoy. */
	CONCURRENT,

	/** Nothing. */
	NONE

}
