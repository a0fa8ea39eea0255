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

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the services are.
 *
 * @param inventory the service that reserves stock
 * @param payment the service that charges the customer
 * @param recommendation the service that proposes related products
 * @param mail the service that sends mails
 */
@ConfigurationProperties("sample.downstream")
record DownstreamProperties(@DefaultValue Location inventory, @DefaultValue Location payment,
		@DefaultValue Location recommendation, @DefaultValue Location mail) {

	Location of(Downstream downstream) {
		return switch (downstream) {
			case INVENTORY -> this.inventory;
			case PAYMENT -> this.payment;
			case RECOMMENDATION -> this.recommendation;
			case MAIL -> this.mail;
		};
	}

	/**
	 * Where one service is.
	 *
	 * @param port port on which this application serves it, 0 for any free one
	 * @param url base URL of a service that lives elsewhere; unset to serve it here
	 */
	record Location(@DefaultValue("0") int port, @Nullable URI url) {

	}

}
