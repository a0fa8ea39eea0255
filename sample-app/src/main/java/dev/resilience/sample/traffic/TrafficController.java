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

package dev.resilience.sample.traffic;

import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Switches traffic and weather by one {@code curl}.
 */
@RestController
@RequestMapping("/traffic")
class TrafficController {

	private final Traffic traffic;

	private final Weather weather;

	TrafficController(Traffic traffic, Weather weather) {
		this.traffic = traffic;
		this.weather = weather;
	}

	@GetMapping
	Status show() {
		return new Status(this.traffic.isRunning(), this.traffic.rate(), this.weather.report());
	}

	@RequestMapping(method = { RequestMethod.POST, RequestMethod.PUT })
	Status change(@RequestParam Map<String, String> parameters) {
		Change change = Change.of(parameters);
		if (change.rate() != null) {
			this.traffic.setRate(change.rate());
		}
		if (change.weather() != null) {
			this.traffic.setWeather(change.weather());
		}
		if (Boolean.TRUE.equals(change.enabled())) {
			this.traffic.start();
		}
		else if (Boolean.FALSE.equals(change.enabled())) {
			this.traffic.stop();
		}
		return show();
	}

	@ExceptionHandler
	ProblemDetail invalid(IllegalArgumentException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	/**
	 * What the sample does by itself.
	 *
	 * @param enabled whether there is traffic
	 * @param rate orders per second
	 * @param weather what the weather is like
	 */
	record Status(boolean enabled, double rate, String weather) {

	}

}
