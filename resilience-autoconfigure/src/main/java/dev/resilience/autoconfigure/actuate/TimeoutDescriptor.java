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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import dev.resilience.pipeline.InstancePolicies;
import dev.resilience.timeout.TimeoutCounters;

/**
 * Description of the timeouts of an instance.
 *
 * @param name the name of the instance
 * @param calls lifetime totals of attempts
 */
public record TimeoutDescriptor(String name, Calls calls) implements OperationResponseBody {

	static @Nullable TimeoutDescriptor of(InstancePolicies instance) {
		TimeoutCounters counters = instance.timeoutCounters();
		return (counters != null)
				? new TimeoutDescriptor(instance.instance(),
						new Calls(counters.inTime(), counters.timedOut(), counters.rejected(), counters.shadow()))
				: null;
	}

	/**
	 * What became of attempts; each attempt is in exactly one.
	 *
	 * @param inTime attempts that ended before the limit, however they ended
	 * @param timedOut attempts that exceeded the limit
	 * @param rejected attempts that found no thread to be offloaded to
	 * @param shadow attempts that shadow mode let exceed the limit
	 */
	public record Calls(long inTime, long timedOut, long rejected, long shadow) {

	}

}
