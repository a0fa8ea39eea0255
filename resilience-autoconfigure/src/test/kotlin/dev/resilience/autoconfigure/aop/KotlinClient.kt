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


package dev.resilience.autoconfigure.aop

import dev.resilience.annotation.Fallback
import dev.resilience.annotation.Idempotent
import dev.resilience.annotation.Retry
import dev.resilience.annotation.Timeout
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withTimeoutOrNull
import kotlin.coroutines.coroutineContext

/**
 * Suspend functions and flows, with annotations that Java's tests look at.
 */
open class KotlinClient {

	open val attempts = mutableListOf<String>()

	@Retry("kotlin", maxAttempts = 3, delay = "0ms")
	open suspend fun find(id: String, failures: Int): String {
		delay(1)
		attempts.add(coroutineContext[CoroutineName]?.name ?: "unnamed")
		check(attempts.size > failures) { "attempt ${attempts.size}" }
		return "$id found"
	}

	@Fallback("remembered", instance = "suspended")
	open suspend fun findElsewhere(id: String): String {
		delay(1)
		throw IllegalStateException("no $id")
	}

	private suspend fun remembered(id: String, failure: IllegalStateException): String {
		delay(1)
		return "$id remembered after ${failure.message}"
	}

	@Fallback("known", instance = "plain")
	open suspend fun findNowhere(id: String): String = throw IllegalStateException("no $id")

	private fun known(id: String) = "$id known"

	@Timeout("slow", duration = "20ms")
	open suspend fun wait(): String = awaitCancellation()

	@Idempotent("once", key = "#id")
	open suspend fun once(id: String): String {
		attempts.add(id)
		return "$id ${attempts.size}"
	}

	@Retry("flow", maxAttempts = 3, delay = "0ms")
	open fun stream(failures: Int): Flow<Int> = flow {
		attempts.add("collected")
		check(attempts.size > failures) { "attempt ${attempts.size}" }
		emit(1)
		emit(2)
	}

	@Retry("begun", maxAttempts = 3, delay = "0ms")
	open fun begun(): Flow<Int> = flow {
		attempts.add("collected")
		emit(1)
		error("after the first")
	}

	@Retry("optional")
	open suspend fun nothing(): String? = null

}

/**
 * Calls of a client as Kotlin makes them.
 */
object KotlinCalls {

	@JvmStatic
	fun find(client: KotlinClient, failures: Int): String = runBlocking(CoroutineName("caller")) {
		client.find("a", failures)
	}

	@JvmStatic
	fun findElsewhere(client: KotlinClient): String = runBlocking { client.findElsewhere("a") }

	@JvmStatic
	fun findNowhere(client: KotlinClient): String = runBlocking { client.findNowhere("a") }

	@JvmStatic
	fun wait(client: KotlinClient): String = runBlocking { client.wait() }

	@JvmStatic
	fun waitShortly(client: KotlinClient): String? = runBlocking { withTimeoutOrNull(20) { client.wait() } }

	@JvmStatic
	fun once(client: KotlinClient): String = runBlocking { client.once("a") }

	@JvmStatic
	fun stream(client: KotlinClient, failures: Int): List<Int> = runBlocking { client.stream(failures).toList() }

	@JvmStatic
	fun begun(client: KotlinClient, into: MutableList<Int>) = runBlocking { client.begun().collect { into.add(it) } }

	@JvmStatic
	fun nothing(client: KotlinClient): String? = runBlocking { client.nothing() }

}

/**
 * Names a fallback that suspends for a function that does not.
 */
open class KotlinMisfit {

	@Fallback("later")
	open fun now(): String = "now"

	suspend fun later(): String = "later"

}
