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

package dev.resilience.benchmarks;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

import dev.resilience.classification.FailureCategory;
import dev.resilience.classification.FailureClassifier;

/**
 * What it costs to know what a failure means, against what users write by hand: a chain
 * of 20 {@code instanceof}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
public class ClassificationBenchmark {

	private final FailureClassifier classifier = FailureClassifier.standard();

	// Of one class alone the compiler would guess everything
	private final Throwable[] failures = { new ConnectException("refused"), new UnknownHostException("nowhere"),
			new NoRouteToHostException("unreachable"), new PortUnreachableException("closed"),
			new InterruptedException("stop"), new ClosedByInterruptException(), new HttpConnectTimeoutException("slow"),
			new OutOfMemoryError("heap") };

	private int next;

	@Benchmark
	public FailureCategory cachedClass_ours() {
		return this.classifier.classify(nextFailure()).category();
	}

	@Benchmark
	public FailureCategory cachedClass_jdk() {
		return byHand(nextFailure());
	}

	private Throwable nextFailure() {
		return this.failures[this.next++ & (this.failures.length - 1)];
	}

	private static FailureCategory byHand(Throwable failure) {
		if (failure instanceof SocketTimeoutException || failure instanceof TimeoutException) {
			return FailureCategory.TIMEOUT;
		}
		if (failure instanceof UnknownHostException || failure instanceof NoRouteToHostException
				|| failure instanceof PortUnreachableException || failure instanceof ClosedChannelException
				|| failure instanceof EOFException || failure instanceof SSLException) {
			return FailureCategory.UNAVAILABLE;
		}
		if (failure instanceof BindException) {
			return FailureCategory.CONFIGURATION;
		}
		if (failure instanceof InterruptedException || failure instanceof CancellationException) {
			return FailureCategory.CANCELLED;
		}
		if (failure instanceof RejectedExecutionException) {
			return FailureCategory.OVERLOAD;
		}
		if (failure instanceof FileNotFoundException || failure instanceof NoSuchFileException
				|| failure instanceof NoSuchElementException) {
			return FailureCategory.NOT_FOUND;
		}
		if (failure instanceof AccessDeniedException) {
			return FailureCategory.SECURITY;
		}
		if (failure instanceof NullPointerException || failure instanceof ClassCastException
				|| failure instanceof IllegalStateException) {
			return FailureCategory.BUG;
		}
		return (failure instanceof ConnectException) ? FailureCategory.NETWORK : FailureCategory.UNKNOWN;
	}

}
