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

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;

import dev.resilience.policy.CallFailures;
import dev.resilience.policy.OutcomeKind;

/**
 * Tells all beans of calls that failed, each whatever becomes of the others. The beans
 * are fetched when the first call fails, so that they may depend on whatever they like.
 */
final class CallFailuresBeans implements CallFailures {

	private static final Logger logger = LoggerFactory.getLogger(CallFailuresBeans.class);

	private final ObjectProvider<CallFailures> source;

	/** Those that have failed: once is enough to know it. */
	private final Set<CallFailures> reported = ConcurrentHashMap.newKeySet();

	private volatile @Nullable List<CallFailures> beans;

	CallFailuresBeans(ObjectProvider<CallFailures> source) {
		this.source = source;
	}

	@Override
	public void failed(String instance, Throwable failure, OutcomeKind kind, int attempts, long nanos) {
		List<CallFailures> told = this.beans;
		if (told == null) {
			told = this.source.orderedStream().toList();
			this.beans = told;
		}
		for (CallFailures bean : told) {
			try {
				bean.failed(instance, failure, kind, attempts, nanos);
			}
			catch (Throwable ex) {
				if (this.reported.add(bean)) {
					logger.warn("{} failed to take note of a failed call of '{}'; not logged again", bean.getClass(),
							instance, ex);
				}
			}
		}
	}

}
