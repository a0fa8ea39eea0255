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

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PlannedMethodsTests {

	private final PlannedMethods methods = new PlannedMethods();

	@Test
	void findsAMethodByItsIdentityAndTheClassOfItsTarget() {
		PlannedMethod planned = planned(newMethod(), Target.class);
		this.methods.add(planned);
		assertThat(this.methods.find(planned.method(), Target.class)).isSameAs(planned);
		assertThat(this.methods.find(planned.method(), SpecialTarget.class)).isNull();
	}

	@Test
	void anEqualMethodOfAnotherIdentityIsAnother() {
		Method method = newMethod();
		this.methods.add(planned(method, Target.class));
		assertThat(newMethod()).isEqualTo(method).isNotSameAs(method);
		assertThat(this.methods.find(newMethod(), Target.class)).isNull();
	}

	@Test
	void whoCameFirstStays() {
		Method method = newMethod();
		PlannedMethod first = planned(method, Target.class);
		this.methods.add(first);
		this.methods.add(planned(method, Target.class));
		assertThat(this.methods.find(method, Target.class)).isSameAs(first);
	}

	@Test
	void keepsAtMostItsLimit() {
		List<PlannedMethod> added = addAndFind(PlannedMethods.LIMIT);
		PlannedMethod tooMany = planned(newMethod(), Target.class);
		this.methods.add(tooMany);
		assertThat(this.methods.find(tooMany.method(), Target.class)).isNull();
		assertThat(added).allMatch((planned) -> this.methods.find(planned.method(), Target.class) == planned);
	}

	@Test
	void losesNoMethodThatManyThreadsAdd() throws Exception {
		int threads = 4;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			CountDownLatch start = new CountDownLatch(1);
			Callable<List<PlannedMethod>> adding = () -> {
				start.await();
				return addAndFind(500);
			};
			List<Future<List<PlannedMethod>>> running = new ArrayList<>();
			for (int thread = 0; thread < threads; thread++) {
				running.add(executor.submit(adding));
			}
			start.countDown();
			for (Future<List<PlannedMethod>> each : running) {
				assertThat(each.get(60, TimeUnit.SECONDS))
					.allMatch((planned) -> this.methods.find(planned.method(), Target.class) == planned);
			}
		}
		finally {
			executor.shutdownNow();
		}
	}

	private List<PlannedMethod> addAndFind(int number) {
		List<PlannedMethod> added = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			PlannedMethod planned = planned(newMethod(), Target.class);
			this.methods.add(planned);
			assertThat(this.methods.find(planned.method(), Target.class)).isSameAs(planned);
			added.add(planned);
		}
		return added;
	}

	// Every look-up gives another object for the same method.
	private static Method newMethod() {
		try {
			return Target.class.getDeclaredMethod("call");
		}
		catch (NoSuchMethodException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@SuppressWarnings("NullAway")
	private static PlannedMethod planned(Method method, Class<?> targetClass) {
		return new PlannedMethod(method, targetClass, null, MethodBody.PROCEEDING);
	}

	static class Target {

		void call() {
		}

	}

	static class SpecialTarget extends Target {

	}

}
