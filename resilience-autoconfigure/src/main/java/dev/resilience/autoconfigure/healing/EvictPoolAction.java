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

package dev.resilience.autoconfigure.healing;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import org.springframework.boot.jdbc.DataSourceUnwrapper;

import dev.resilience.diagnosis.RecoveryStep;
import dev.resilience.healing.RecoveryAction;
import dev.resilience.healing.RecoveryContext;

/**
 * Closes the connections of all Hikari pools, idle ones at once and others when they come
 * back, so that calls get new ones: after a failover or a restart of the database those
 * that are there may be dead. Safe for use by many threads.
 */
public final class EvictPoolAction implements RecoveryAction {

	private final Supplier<List<DataSource>> dataSources;

	/**
	 * Creates an action.
	 * @param dataSources gives the data sources; those without a Hikari pool are left
	 * alone
	 */
	public EvictPoolAction(Supplier<List<DataSource>> dataSources) {
		this.dataSources = dataSources;
	}

	@Override
	public String id() {
		return RecoveryStep.EVICT_POOL;
	}

	@Override
	public void execute(RecoveryContext context) {
		List<HikariPoolMXBean> pools = this.dataSources.get()
			.stream()
			.map((source) -> DataSourceUnwrapper.unwrap(source, HikariConfigMXBean.class, HikariDataSource.class))
			.filter(Objects::nonNull)
			.map(HikariDataSource::getHikariPoolMXBean)
			// A pool begins with its first connection
			.filter(Objects::nonNull)
			.distinct()
			.toList();
		if (pools.isEmpty()) {
			throw new IllegalStateException("There is no Hikari pool with connections");
		}
		pools.forEach(HikariPoolMXBean::softEvictConnections);
	}

}
