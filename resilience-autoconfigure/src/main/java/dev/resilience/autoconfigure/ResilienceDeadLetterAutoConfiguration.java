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

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

import dev.resilience.autoconfigure.deadletter.DeadLetterJacksonConfiguration;
import dev.resilience.autoconfigure.deadletter.jdbc.JdbcDeadLetterConfiguration;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for what dead letters need of other
 * libraries: stores outside of the process, and what writes arguments.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class,
		afterName = { "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration" })
@Import({ DeadLetterJacksonConfiguration.class, JdbcDeadLetterConfiguration.class })
public final class ResilienceDeadLetterAutoConfiguration {

	ResilienceDeadLetterAutoConfiguration() {
	}

}
