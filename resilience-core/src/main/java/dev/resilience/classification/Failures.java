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

package dev.resilience.classification;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Looks through the wrappers that the JDK puts around failures.
 */
public final class Failures {

	private static final int MAX_DEPTH = 16;

	private Failures() {
	}

	/**
	 * Returns the failure inside {@link CompletionException}, {@link ExecutionException},
	 * {@link UndeclaredThrowableException} and {@link InvocationTargetException}. A
	 * wrapper without a cause stands for itself, and so does one that fails when it is
	 * asked for it.
	 * @param failure the failure as it was thrown
	 * @return the failure that the wrappers carry
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; depth < MAX_DEPTH && isWrapper(current); depth++) {
			Throwable cause = causeOf(current);
			if (cause == null) {
				return current;
			}
			current = cause;
		}
		return current;
	}

	/**
	 * Returns whether a failure says that the call was cancelled or its thread
	 * interrupted.
	 * @param failure the failure as it was thrown
	 * @return whether it is a cancellation
	 */
	public static boolean isCancellation(Throwable failure) {
		Throwable actual = unwrap(failure);
		return actual instanceof InterruptedException || actual instanceof CancellationException
				|| actual instanceof ClosedByInterruptException;
	}

	/**
	 * Returns the message of a failure, whatever its author has made of
	 * {@link Throwable#getMessage()}.
	 * @param failure the failure
	 * @return the message; empty where there is none or it throws
	 */
	public static String messageOf(Throwable failure) {
		try {
			String message = failure.getMessage();
			return (message != null) ? message : "";
		}
		catch (Throwable ex) {
			return "";
		}
	}

	// Types outside of the JDK may say what they like
	private static @Nullable Throwable causeOf(Throwable wrapper) {
		try {
			return wrapper.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	static boolean isWrapper(Class<? extends Throwable> type) {
		return CompletionException.class.isAssignableFrom(type) || ExecutionException.class.isAssignableFrom(type)
				|| UndeclaredThrowableException.class.isAssignableFrom(type)
				|| InvocationTargetException.class.isAssignableFrom(type);
	}

	private static boolean isWrapper(Throwable failure) {
		return failure instanceof CompletionException || failure instanceof ExecutionException
				|| failure instanceof UndeclaredThrowableException || failure instanceof InvocationTargetException;
	}

}
