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

package dev.resilience.autoconfigure.aop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AdviceMode;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.aspectj.AnnotationTransactionAspect;

import dev.resilience.annotation.Retry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Woven methods in transactions, which are woven too or made by proxies.
 */
@Tag("woven")
@ExtendWith(OutputCaptureExtension.class)
class WovenTransactionTests {

	@AfterEach
	void forgetTheDatabase() {
		// The aspect is one for the whole JVM.
		AnnotationTransactionAspect.aspectOf().destroy();
	}

	@Test
	void aWovenTransactionIsThatOfAnAttempt(CapturedOutput output) {
		AnnotatedContext.with(Entries.class)
			.withUserConfiguration(WovenTransactions.class)
			.withPropertyValues("resilience.aop.mode=aspectj")
			.run((context) -> {
				Entries entries = context.getBean(Entries.class);
				entries.callsInsert();
				assertThat(entries.transactions).hasSize(3).doesNotHaveDuplicates();
				assertThat(entries.count()).isEqualTo(1);
				assertThat(output).doesNotContain("surrounds all attempts");
			});
	}

	@Test
	void aTransactionOfAProxySurroundsAllAttemptsAndTheStartWarnsOfIt(CapturedOutput output) {
		AnnotatedContext.with(Entries.class)
			.withUserConfiguration(ProxiedTransactions.class)
			.withPropertyValues("resilience.aop.mode=aspectj")
			.run((context) -> {
				Entries entries = context.getBean(Entries.class);
				entries.insert();
				assertThat(entries.count()).isEqualTo(3);
				assertThat(output)
					.contains("@Transactional of WovenTransactionTests.Entries.insert surrounds all attempts");
			});
	}

	public static class Entries {

		private final List<String> transactions = new ArrayList<>();

		private final JdbcTemplate jdbc;

		Entries(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
		}

		@Retry
		@Transactional(rollbackFor = Exception.class)
		public void insert() throws IOException {
			this.jdbc.update("insert into entry default values");
			this.transactions.add(this.jdbc.queryForObject("select transaction_id()", String.class));
			if (this.transactions.size() < 3) {
				throw new IOException("not yet");
			}
		}

		public void callsInsert() throws IOException {
			insert();
		}

		public Integer count() {
			return this.jdbc.queryForObject("select count(*) from entry", Integer.class);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(mode = AdviceMode.ASPECTJ)
	static class WovenTransactions extends Database {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class ProxiedTransactions extends Database {

	}

	static class Database {

		@Bean
		DataSource dataSource() {
			DataSource dataSource = new EmbeddedDatabaseBuilder().generateUniqueName(true)
				.setType(EmbeddedDatabaseType.H2)
				.build();
			new JdbcTemplate(dataSource).execute("create table entry (id int generated always as identity)");
			return dataSource;
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
