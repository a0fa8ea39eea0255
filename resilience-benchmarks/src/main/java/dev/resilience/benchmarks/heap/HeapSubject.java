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

package dev.resilience.benchmarks.heap;

import java.util.concurrent.Callable;

/**
 * A kind of instance of which very many are made. Everything that instances can share,
 * they share.
 */
interface HeapSubject {

	/**
	 * Makes an instance.
	 * @param name its name, which the measurement holds anyway
	 * @return what must be held so that the instance lives
	 */
	Object create(String name);

	/**
	 * Makes a call through an instance.
	 * @param instance what {@link #create} has returned
	 * @param work what is called
	 * @throws Exception what the work has thrown, if the instance does not handle it
	 */
	void call(Object instance, Callable<Integer> work) throws Exception;

}
