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

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Short names for failures that are alike, by which they are counted, limited and looked
 * up. Never throws, whatever the failures do.
 */
public final class FailureSignature {

	private static final int MAX_TEXT = 2000;

	private static final int MAX_FRAMES = 64;

	/** The first 64 bits tell apart as many failures as anybody has. */
	private static final int DIGITS = 16;

	private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

	/** Packages in which failures pass through, the most frequent first. */
	private static final String[] LIBRARIES = { "java.", "jdk.", "org.springframework.", "dev.resilience.", "reactor.",
			"io.netty.", "javax.", "jakarta.", "sun.", "com.sun.", "kotlin.", "kotlinx.", "scala.", "groovy.",
			"org.apache.", "org.eclipse.", "org.hibernate.", "org.postgresql.", "org.h2.", "com.mysql.", "org.mariadb.",
			"oracle.", "com.microsoft.", "com.zaxxer.", "io.grpc.", "io.lettuce.", "redis.clients.", "io.micrometer.",
			"io.github.resilience4j.", "com.fasterxml.", "tools.jackson.", "com.google.", "feign.", "okhttp3.",
			"org.aspectj." };

	private static final String SAMPLE = "dev.resilience.sample.";

	private FailureSignature() {
	}

	/**
	 * Returns the signature of failures that share their type, their code and the place
	 * in the application where they arose; their messages, which may contain numbers,
	 * make no difference.
	 * @param failure the failure as it was thrown
	 * @param meaning what it means
	 * @return 16 digits of lower-case hex
	 */
	public static String of(Throwable failure, Classification meaning) {
		Throwable actual = Failures.unwrap(failure);
		Evidence evidence = meaning.evidence();
		boolean coded = evidence.kind() == Evidence.Kind.CODE || evidence.kind() == Evidence.Kind.CODE_CLASS;
		String text = actual.getClass().getName() + '\n' + (coded ? evidence.matched() : "") + '\n' + ownFrame(actual);
		return sha1(text).substring(0, DIGITS);
	}

	/**
	 * Returns the signature of a code and a text. White space is collapsed, and no more
	 * than the first 2000 characters count.
	 * @param code the code, such as a status or the name of a kind of failure
	 * @param text the text, or {@code null} for none
	 * @return the SHA-1 of both, 40 digits of lower-case hex
	 */
	public static String of(String code, @Nullable String text) {
		String collapsed = (text != null) ? WHITE_SPACE.matcher(text.strip()).replaceAll(" ") : "";
		return sha1(code + '\n' + collapsed.substring(0, Math.min(MAX_TEXT, collapsed.length())));
	}

	// Without the number of the line, which changes with every edit above it
	private static String ownFrame(Throwable failure) {
		StackTraceElement[] frames = frames(failure);
		for (int i = 0; i < Math.min(MAX_FRAMES, frames.length); i++) {
			if (isOwn(frames[i].getClassName())) {
				return frames[i].getClassName() + '.' + frames[i].getMethodName();
			}
		}
		return (frames.length > 0) ? frames[0].getClassName() + '.' + frames[0].getMethodName() : "";
	}

	private static boolean isOwn(String className) {
		for (String library : LIBRARIES) {
			if (className.startsWith(library)) {
				return className.startsWith(SAMPLE);
			}
		}
		return true;
	}

	private static StackTraceElement[] frames(Throwable failure) {
		try {
			return failure.getStackTrace();
		}
		catch (Throwable ex) {
			return new StackTraceElement[0];
		}
	}

	private static String sha1(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every JDK has SHA-1", ex);
		}
	}

}
