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

package dev.resilience.timeout;

/**
 * How a timeout is enforced, and how far.
 */
public enum TimeoutMode {

	/**
	 * The call runs on the caller's thread, which is interrupted at the limit. Work that
	 * ignores interrupts holds the caller up until it ends; it has timed out all the
	 * same. The word {@code enforce} means the same in settings.
	 */
	INTERRUPT,

	/**
	 * The call runs on another thread; the caller returns at the limit even if the call
	 * ignores interrupts.
	 */
	OFFLOAD,

	/** Calls that exceed the limit are counted, but nothing is cut short. */
	SHADOW,

	/** The timeout is skipped. */
	OFF

}
