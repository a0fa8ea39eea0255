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

package dev.resilience.sample.shop;

import java.math.BigDecimal;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import dev.resilience.sample.SampleTest;

import static org.assertj.core.api.Assertions.assertThat;

@SampleTest
class OrderRepositoryTests {

	@Autowired
	OrderRepository orders;

	@Test
	void keepsTheLastThousandOrders() {
		Purchase purchase = new Purchase("book-1", 1);
		long first = this.orders.save(purchase, BigDecimal.TEN, "pay-1").orderId();
		for (int order = 2; order <= 1000; order++) {
			this.orders.save(purchase, BigDecimal.TEN, "pay-" + order);
		}
		assertThat(this.orders.find(first)).isPresent();
		this.orders.save(purchase, BigDecimal.TEN, "pay-1001");
		assertThat(this.orders.find(first)).isEmpty();
		assertThat(this.orders.find(first + 1)).isPresent();
		assertThat(this.orders.findLatest(2000)).hasSize(1000)
			.isSortedAccordingTo((a, b) -> (int) (b.orderId() - a.orderId()));
	}

}
