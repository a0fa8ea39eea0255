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

package dev.resilience.autoconfigure;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

import dev.resilience.policy.ContextCarrier;

/**
 * Carries the logging context and everything that is registered with the context
 * propagation library, such as the observation and the security context.
 */
final class PropagatingContextCarrier implements ContextCarrier {

	private final ContextSnapshotFactory snapshots;

	PropagatingContextCarrier(ContextSnapshotFactory snapshots) {
		this.snapshots = snapshots;
	}

	@Override
	public Captured capture() {
		Captured logging = ContextCarrier.MDC_ONLY.capture();
		ContextSnapshot snapshot = this.snapshots.captureAll();
		return () -> {
			Scope loggingScope = logging.open();
			ContextSnapshot.Scope scope = snapshot.setThreadLocals();
			return () -> {
				scope.close();
				loggingScope.close();
			};
		};
	}

}
