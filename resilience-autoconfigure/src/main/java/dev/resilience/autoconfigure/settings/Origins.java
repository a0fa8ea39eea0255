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

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.SystemEnvironmentOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;

/**
 * Says in a few words where a property was set.
 */
final class Origins {

	private Origins() {
	}

	static String describe(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		if (origin instanceof PropertySourceOrigin inSource) {
			Origin within = inSource.getOrigin();
			return (within != null) ? describe(within) : describe(inSource);
		}
		return (origin != null) ? describe(origin) : "unknown";
	}

	private static String describe(PropertySourceOrigin origin) {
		if (origin.getPropertySource() instanceof SystemEnvironmentPropertySource) {
			return "environment variable " + origin.getPropertyName();
		}
		return origin.getPropertySource().getName();
	}

	private static String describe(Origin origin) {
		if (origin instanceof TextResourceOrigin text) {
			Resource resource = text.getResource();
			TextResourceOrigin.Location location = text.getLocation();
			if (resource != null && location != null) {
				return describe(resource) + ":" + (location.getLine() + 1);
			}
		}
		if (origin instanceof SystemEnvironmentOrigin variable) {
			return "environment variable " + variable.getProperty();
		}
		return origin.toString();
	}

	private static String describe(Resource resource) {
		Resource actual = (resource instanceof OriginTrackedResource tracked) ? tracked.getResource() : resource;
		if (actual instanceof ClassPathResource inClassPath) {
			return inClassPath.getPath();
		}
		if (actual instanceof FileSystemResource inFileSystem) {
			return inFileSystem.getPath();
		}
		String fileName = actual.getFilename();
		return (fileName != null) ? fileName : actual.getDescription();
	}

}
