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

import java.util.List;
import java.util.Map;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes a service slow, failing or rate-limited by one {@code curl}.
 */
@RestController
@RequestMapping("/downstream")
class DownstreamController {

	private final Downstreams downstreams;

	DownstreamController(Downstreams downstreams) {
		this.downstreams = downstreams;
	}

	@GetMapping
	List<Status> list() {
		return this.downstreams.servedHere().stream().map(this::status).toList();
	}

	@GetMapping("/{name}")
	Status show(@PathVariable String name) {
		return status(Downstream.of(name));
	}

	@RequestMapping(path = "/{name}", method = { RequestMethod.POST, RequestMethod.PUT })
	Status behave(@PathVariable String name, @RequestParam Map<String, String> parameters) {
		Downstream downstream = Downstream.of(name);
		this.downstreams.server(downstream).behave(Behaviour.of(parameters));
		return status(downstream);
	}

	@DeleteMapping("/{name}")
	Status release(@PathVariable String name) {
		Downstream downstream = Downstream.of(name);
		this.downstreams.server(downstream).release();
		return status(downstream);
	}

	private Status status(Downstream downstream) {
		DownstreamServer server = this.downstreams.server(downstream);
		DownstreamServer.Control control = server.control();
		return new Status(downstream.toString(), server.url().toString(), control.behaviour().describe(),
				control.byHand() ? "hand" : "weather", server.calls());
	}

	@ExceptionHandler
	ProblemDetail invalid(InvalidBehaviourException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
	}

	/**
	 * How a service behaves and what became of its calls.
	 *
	 * @param service the name of the service
	 * @param url where it listens
	 * @param behaviour how it behaves
	 * @param setBy {@code hand} or {@code weather}
	 * @param calls number of calls by HTTP status or {@code closed}
	 */
	record Status(String service, String url, Map<String, Object> behaviour, String setBy, Map<String, Long> calls) {

	}

}
