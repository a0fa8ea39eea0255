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

package dev.resilience.sample.downstream;

import java.net.URI;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The services of the shop: served by this application unless they live elsewhere. They
 * stop with the application context.
 */
@Component
public class Downstreams implements AutoCloseable {

	private final DownstreamProperties properties;

	private final Map<Downstream, DownstreamServer> servers = new EnumMap<>(Downstream.class);

	Downstreams(DownstreamProperties properties, JsonMapper json) {
		this.properties = properties;
		try {
			for (Downstream downstream : Downstream.values()) {
				DownstreamProperties.Location location = properties.of(downstream);
				if (location.url() == null) {
					this.servers.put(downstream, new DownstreamServer(downstream, location.port(), json));
				}
			}
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Returns where a service is.
	 * @param downstream the service
	 * @return the base URL
	 */
	public URI url(Downstream downstream) {
		URI elsewhere = this.properties.of(downstream).url();
		return (elsewhere != null) ? elsewhere : server(downstream).url();
	}

	/**
	 * Changes the behaviour of a service as the weather does: neither where somebody set
	 * it by hand nor where the service lives elsewhere.
	 * @param downstream the service
	 * @param behaviour the behaviour of all calls that arrive from now on
	 */
	public void weather(Downstream downstream, Behaviour behaviour) {
		DownstreamServer server = this.servers.get(downstream);
		if (server != null) {
			server.weather(behaviour);
		}
	}

	Set<Downstream> servedHere() {
		return this.servers.keySet();
	}

	DownstreamServer server(Downstream downstream) {
		DownstreamServer server = this.servers.get(downstream);
		if (server == null) {
			throw new InvalidBehaviourException("The service '%s' lives at %s and cannot be changed from here"
				.formatted(downstream, this.properties.of(downstream).url()));
		}
		return server;
	}

	@Override
	public void close() {
		Collection<DownstreamServer> started = this.servers.values();
		started.forEach(DownstreamServer::close);
	}

}
