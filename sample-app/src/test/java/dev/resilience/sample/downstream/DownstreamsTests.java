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

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import tools.jackson.databind.json.JsonMapper;

import dev.resilience.sample.downstream.DownstreamProperties.Location;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DownstreamsTests {

	private static final Location FREE_PORT = new Location(0, null);

	@Test
	void stopListeningWhenClosed() throws Exception {
		int port;
		try (Downstreams downstreams = start(FREE_PORT)) {
			port = downstreams.url(Downstream.PAYMENT).getPort();
			connect(port);
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(port));
	}

	@Test
	void serveNothingThatLivesElsewhere() {
		URI elsewhere = URI.create("http://payment.example:80");
		try (Downstreams downstreams = start(new Location(0, elsewhere))) {
			assertThat(downstreams.url(Downstream.PAYMENT)).isEqualTo(elsewhere);
			assertThat(downstreams.servedHere()).containsExactly(Downstream.INVENTORY, Downstream.RECOMMENDATION,
					Downstream.MAIL);
			downstreams.weather(Downstream.PAYMENT, Behaviour.failing(1));
			assertThatExceptionOfType(InvalidBehaviourException.class)
				.isThrownBy(() -> downstreams.server(Downstream.PAYMENT))
				.withMessage(
						"The service 'payment' lives at http://payment.example:80 and cannot be changed from here");
		}
	}

	@Test
	void nameThePropertyOfAPortInUse() {
		try (Downstreams first = start(FREE_PORT)) {
			Location taken = new Location(first.url(Downstream.PAYMENT).getPort(), null);
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(() -> start(taken))
				.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("sample.downstream.payment.port"));
		}
	}

	private static Downstreams start(Location payment) {
		return new Downstreams(new DownstreamProperties(FREE_PORT, payment, FREE_PORT, FREE_PORT), JsonMapper.shared());
	}

	private static void connect(int port) throws Exception {
		new Socket(InetAddress.getLoopbackAddress(), port).close();
	}

}
