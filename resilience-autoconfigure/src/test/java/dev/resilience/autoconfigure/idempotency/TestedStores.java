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

package dev.resilience.autoconfigure.idempotency;

import java.util.function.Supplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.ParameterDeclarations;

import dev.resilience.testsupport.DatabaseKind;

/**
 * The stores on which every case is played.
 */
final class TestedStores implements ArgumentsProvider {

	static Stream<TestedStore> all() {
		return Stream
			.<Supplier<TestedStore>>of(TestedMemory::new, () -> new TestedDatabase(DatabaseKind.H2),
					() -> new TestedDatabase(DatabaseKind.POSTGRESQL), () -> new TestedDatabase(DatabaseKind.MARIADB),
					TestedRedis::new)
			.map(Supplier::get);
	}

	@Override
	public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
		return all().map(Arguments::of);
	}

}
