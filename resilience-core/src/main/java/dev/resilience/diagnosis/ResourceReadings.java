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

package dev.resilience.diagnosis;

import java.io.File;
import java.util.ArrayList;
import java.util.List;

/**
 * How much memory and disk this process has left.
 */
final class ResourceReadings {

	private static final long MEBIBYTE = 1024 * 1024;

	private ResourceReadings() {
	}

	static List<Finding> findings() {
		List<Finding> findings = new ArrayList<>();
		Runtime runtime = Runtime.getRuntime();
		long used = (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE;
		findings.add(new Finding(Finding.Kind.RESOURCES,
				"The heap holds " + used + " of at most " + runtime.maxMemory() / MEBIBYTE + " MiB"));
		try {
			File directory = new File("").getAbsoluteFile();
			findings.add(new Finding(Finding.Kind.RESOURCES,
					directory.getUsableSpace() / MEBIBYTE + " MiB are free on the disk of the working directory"));
		}
		catch (RuntimeException ex) {
			// Then nothing is known of the disk
			return findings;
		}
		return findings;
	}

}
