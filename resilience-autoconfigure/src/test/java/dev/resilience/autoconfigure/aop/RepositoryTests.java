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

import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FilterType;
import org.springframework.data.annotation.Id;
import org.springframework.data.jdbc.repository.config.AbstractJdbcConfiguration;
import org.springframework.data.jdbc.repository.config.EnableJdbcRepositories;
import org.springframework.data.jdbc.repository.query.Query;
import org.springframework.data.repository.CrudRepository;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

import dev.resilience.ResilienceRegistry;
import dev.resilience.annotation.CircuitBreaker;
import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Retry;
import dev.resilience.retry.AttemptFailed;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotations on Spring Data repositories, which are proxies around a class that all
 * repositories share, with a real database. Its table comes into being after the second
 * failed attempt.
 */
class RepositoryTests {

	@Test
	void aQueryMethodIsRepeatedUnderTheNameOfTheRepository() {
		with(OneRepository.class).run((context) -> {
			AtomicInteger failures = createTableAfterTwoFailures(context.getBean(ResilienceRegistry.class),
					context.getBean(JdbcTemplate.class));
			assertThat(context.getBean(Books.class).countBelow(5)).isZero();
			assertThat(failures).hasValue(2);
			assertThat(context.getBean(ResilienceRegistry.class).find("Books-countBelow")).isPresent();
		});
	}

	@Test
	void anAnnotationOnTheRepositoryHoldsForInheritedMethods() {
		with(OneRepository.class).run((context) -> {
			AtomicInteger failures = createTableAfterTwoFailures(context.getBean(ResilienceRegistry.class),
					context.getBean(JdbcTemplate.class));
			assertThat(context.getBean(Books.class).count()).isZero();
			assertThat(failures).hasValue(2);
			assertThat(context.getBean(ResilienceRegistry.class).find("Books-count")).isPresent();
		});
	}

	@Test
	void aDefaultMethodAnswersInstead() {
		with(OneRepository.class)
			.run((context) -> assertThat(context.getBean(Books.class).titleOf(7)).isEqualTo("no title of 7"));
	}

	@Test
	void theBreakerOfARepositoryIsInTheRegistry() {
		with(OneRepository.class)
			.withPropertyValues("resilience.instances.database.circuit-breaker.failure-threshold=2")
			.run((context) -> assertThat(Outcomes.of(3, context.getBean(Books.class)::guarded))
				.isEqualTo("BadSqlGrammar BadSqlGrammar CircuitBreakerOpen"));
	}

	@Test
	void mistakesOnEveryRepositoryStopTheStart() {
		with(BadRepositories.class).run((context) -> assertThat(context).getFailure()
			.hasMessageContaining("Misnamed.count: @Retry(\"2s\")")
			.hasMessageContaining("Misanswered.count: @Fallback(\"missing\")"));
	}

	@Test
	void instancesOfRepositoriesAreThereBeforeTheFirstCall() {
		with(OneRepository.class)
			.run((context) -> assertThat(context.getBean(ResilienceRegistry.class).find("database")).isPresent());
	}

	private static AtomicInteger createTableAfterTwoFailures(ResilienceRegistry registry, JdbcTemplate jdbc) {
		AtomicInteger failures = new AtomicInteger();
		registry.events().on(AttemptFailed.class, (event) -> {
			if (failures.incrementAndGet() == 2) {
				jdbc.execute("create table book (id int primary key, title varchar(20), price int)");
			}
		});
		return failures;
	}

	private static ApplicationContextRunner with(Class<?> repositories) {
		// A missing table is a mistake of the program, neither repeated nor held against
		// the database by itself
		return AnnotatedContext.with()
			.withUserConfiguration(Database.class, repositories)
			.withPropertyValues("resilience.defaults.retry.retry-on=category:BUG",
					"resilience.defaults.circuit-breaker.record-on=category:BUG");
	}

	/** Has repositories injected, which are not made before somebody needs them. */
	static class Shop {

		Shop(CrudRepository<?, ?>... repositories) {
			assertThat(repositories).doesNotContainNull();
		}

	}

	record Book(@Id int id, String title, int price) {

	}

	@Retry
	public interface Books extends CrudRepository<Book, Integer> {

		@Query("select count(*) from book where price < :limit")
		int countBelow(int limit);

		@Fallback("untitled")
		@Query("select title from book where id = :id")
		String titleOf(int id);

		@Retry(maxAttempts = 1)
		@CircuitBreaker("database")
		@Query("select title from nowhere")
		String guarded();

		default String untitled(int id) {
			return "no title of " + id;
		}

	}

	public interface Misnamed extends CrudRepository<Book, Integer> {

		@Override
		@Retry("2s")
		long count();

	}

	public interface Misanswered extends CrudRepository<Book, Integer> {

		@Override
		@Fallback("missing")
		long count();

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Books.class),
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE,
					classes = { Misnamed.class, Misanswered.class }))
	static class OneRepository {

		@Bean
		Shop shop(Books books) {
			return new Shop(books);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableJdbcRepositories(considerNestedRepositories = true,
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Books.class))
	static class BadRepositories {

		@Bean
		Shop shop(Misnamed misnamed, Misanswered misanswered) {
			return new Shop(misnamed, misanswered);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Database extends AbstractJdbcConfiguration {

		@Bean
		DataSource dataSource() {
			return new EmbeddedDatabaseBuilder().generateUniqueName(true).setType(EmbeddedDatabaseType.H2).build();
		}

		@Bean
		JdbcTemplate jdbcTemplate(DataSource dataSource) {
			return new JdbcTemplate(dataSource);
		}

		@Bean
		NamedParameterJdbcOperations namedParameterJdbcOperations(DataSource dataSource) {
			return new NamedParameterJdbcTemplate(dataSource);
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

}
