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

package dev.resilience.autoconfigure.settings;

/**
 * How calls of annotated methods are noticed.
 */
public enum AopMode {

	/**
	 * By proxies of Spring around beans. Calls from within a class are not noticed.
	 */
	PROXY,

	/**
	 * By an aspect that AspectJ weaves into annotated methods, whoever calls them.
	 * Proxies only protect what cannot be woven: clients that are made from an interface,
	 * and methods whose annotation stands on an interface or on a method that they
	 * override.
	 */
	ASPECTJ

}
