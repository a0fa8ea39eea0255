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

package dev.resilience.policy;

import org.jspecify.annotations.Nullable;

/**
 * Work that finds what it needs on the call for which it is done, so that one object
 * serves all calls.
 */
public abstract class CallWork implements ThrowingSupplier<@Nullable Object, Throwable> {

	/**
	 * Creates work.
	 */
	protected CallWork() {
	}

	/**
	 * Does the work.
	 * @param call the call, or one that was {@linkplain Call#detach() detached} from it
	 * @return the value
	 * @throws Throwable as the work declares
	 */
	public abstract @Nullable Object get(Call call) throws Throwable;

	/**
	 * Does work for a call, whether it needs the call or not.
	 * @param work the work
	 * @param call the call
	 * @return the value
	 * @throws Throwable as the work declares
	 */
	public static @Nullable Object run(ThrowingSupplier<?, ?> work, Call call) throws Throwable {
		return (work instanceof CallWork about) ? about.get(call) : work.get();
	}

	/**
	 * Not supported, as the call is needed.
	 * @throws UnsupportedOperationException always
	 */
	@Override
	public final @Nullable Object get() {
		throw new UnsupportedOperationException("This work needs its call");
	}

}
