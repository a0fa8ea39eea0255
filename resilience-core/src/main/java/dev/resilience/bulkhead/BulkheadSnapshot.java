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

package dev.resilience.bulkhead;

/**
 * The numbers of a bulkhead at one moment. The totals count since the bulkhead was
 * created and never fall.
 *
 * @param active the number of permits that are out
 * @param waiting the number of calls in the queue
 * @param limit the number of calls that may run at the same time; fewer than are active
 * while a lowered limit takes effect
 * @param queueSize the number of calls that may wait
 * @param accepted the number of calls that got a permit
 * @param rejected the number of calls that were refused
 * @param shadow the number of calls that shadow mode let pass although there was no
 * permit
 */
public record BulkheadSnapshot(int active, int waiting, int limit, int queueSize, long accepted, long rejected,
		long shadow) {

}
