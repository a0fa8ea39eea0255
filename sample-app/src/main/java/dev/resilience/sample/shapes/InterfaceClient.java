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

package dev.resilience.sample.shapes;

import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;

import dev.resilience.annotation.Fallback;
import dev.resilience.annotation.Resilient;

/**
 * Says what the service offers and leaves the calling to Spring.
 */
public interface InterfaceClient {

	/**
	 * Returns products that go with a product.
	 * @param sku the product
	 * @return the related products, by the service or a stand-in
	 */
	@GetExchange("/related")
	@Resilient("recommendation")
	@Fallback("bestsellers")
	Related related(@RequestParam String sku);

	/**
	 * Answers in place of the service.
	 * @param sku the product
	 * @param failure why
	 * @return the bestsellers
	 */
	default Related bestsellers(String sku, Throwable failure) {
		return Related.bestsellers(failure);
	}

}
