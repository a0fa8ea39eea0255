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

package dev.resilience.autoconfigure.idempotency.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;

import dev.resilience.ResilienceRegistry;
import dev.resilience.idempotency.Idempotency;
import dev.resilience.idempotency.IdempotencySnapshot;
import dev.resilience.idempotency.OutcomeRecovery;
import dev.resilience.idempotency.Recovered;
import dev.resilience.idempotency.ResultCodecs;
import dev.resilience.policy.PolicyMode;
import dev.resilience.time.TimeSource;

/**
 * A process that dies in the middle of its work.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class NodeApplication {

	@Value("${node.name}")
	private String name;

	public static void main(String[] arguments) {
		run(arguments);
	}

	static ConfigurableApplicationContext run(String... arguments) {
		return new SpringApplicationBuilder(NodeApplication.class).web(WebApplicationType.NONE).run(arguments);
	}

	@Bean
	ResultCodecs codecs() {
		TextCodec codec = new TextCodec();
		return (type) -> codec;
	}

	@Bean
	OutsideClient outside(@Value("${outside.url}") String url) {
		return new OutsideClient(url, this.name);
	}

	@Bean
	Charges charges(OutsideClient outside) {
		return new Charges(outside, this.name);
	}

	@Bean
	Bookings bookings(OutsideClient outside, JdbcTemplate jdbc) {
		return new Bookings(outside, jdbc, this.name);
	}

	// Asks whether the abandoned call has got as far as its effect.
	@Bean
	OutcomeRecovery lookUp(OutsideClient outside) {
		return (call) -> outside.knows(call.key(), call.childKey("charge"))
				? Recovered.completed("receipt of " + call.key() + " as found") : Recovered.notStarted();
	}

	// The clock of the library, wrong by a setting.
	@Bean
	TimeSource time(@Value("${node.ahead:0s}") Duration ahead) {
		return new WrongClock(ahead);
	}

	@Bean
	CommandServer commands(Charges charges, Bookings bookings, OutsideClient outside, Idempotency idempotency,
			ResilienceRegistry registry) throws IOException {
		Map<String, UnaryOperator<String>> commands = new TreeMap<>();
		commands.put("short-lease", charges::shortLease);
		commands.put("long-lease", charges::longLease);
		commands.put("rejecting", charges::rejecting);
		commands.put("recovering", charges::recovering);
		commands.put("bypassing", charges::bypassing);
		commands.put("booking", (key) -> {
			String booking = bookings.book(key);
			outside.pass("returned", key);
			return booking;
		});
		// By hand, as an operator does who has found out what became of a call
		commands.put("forget", (what) -> {
			String[] operationAndKey = what.split(" ", 2);
			return Boolean.toString(idempotency.of(operationAndKey[0]).release(operationAndKey[1]));
		});
		commands.put("count", (what) -> {
			String[] instanceAndName = what.split(" ");
			return Long.toString(count(registry, instanceAndName[0], instanceAndName[1]));
		});
		return new CommandServer(commands);
	}

	private static long count(ResilienceRegistry registry, String instance, String what) {
		IdempotencySnapshot snapshot = registry.find(instance)
			.orElseThrow()
			.policies()
			.idempotencyCounters()
			.snapshot(instance, PolicyMode.ENFORCE);
		return switch (what) {
			case "bypassed" -> snapshot.bypassed();
			case "late-completions" -> snapshot.lateCompletions();
			case "stale-completions" -> snapshot.staleCompletions();
			case "takeovers" -> snapshot.takeovers();
			default -> throw new IllegalArgumentException(what);
		};
	}

}
