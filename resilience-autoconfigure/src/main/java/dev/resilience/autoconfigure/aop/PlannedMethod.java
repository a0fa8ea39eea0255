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

/**
 * A method as proxies invoke it on one class of targets, with everything that its calls
 * need.
 *
 * @param method the method as it is invoked
 * @param targetClass the class of the target
 * @param plan what happens to calls
 * @param body calls the method, where no other advice stands between ours and it
 */
record PlannedMethod(Method method, Class<?> targetClass, MethodPlan plan, MethodBody body) {

	// A proxy always passes the same object for a method: to compare what it stands for
	// would cost more than all else that is looked up for a call.
	@SuppressWarnings("ReferenceEquality")
	boolean isOf(Method method, Class<?> targetClass) {
		return this.method == method && this.targetClass == targetClass;
	}

}
