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

/**
 * What the statuses of HTTP and gRPC mean.
 */
final class RemoteRules {

	static final String TABLE = """
			- | VALIDATION NO FAILED .95 | code | HTTP 400, HTTP 405, HTTP 406, HTTP 411, HTTP 413, HTTP 414, HTTP 415
			- | VALIDATION NO FAILED .95 | code | HTTP 416, HTTP 417, HTTP 422, HTTP 431
			- | SECURITY AFTER_FIX NOT_RUN .95 subtype=authentication | code | HTTP 401
			- | QUOTA AFTER_FIX NOT_RUN .8 | code | HTTP 402
			- | SECURITY AFTER_FIX NOT_RUN .9 subtype=authorization | code | HTTP 403
			- | NOT_FOUND NO FAILED .95 | code | HTTP 404, HTTP 410
			- | TIMEOUT YES NOT_RUN .85 | code | HTTP 408
			- | TIMEOUT YES NOT_RUN .85 excused subtype=too-early | code | HTTP 425
			- | CONFLICT NO FAILED .85 | code | HTTP 409
			- | CONFLICT NO FAILED .85 subtype=stale | code | HTTP 412
			- | CONFLICT YES FAILED .85 subtype=lock | code | HTTP 423
			- | RATE_LIMIT YES NOT_RUN .95 | code | HTTP 429
			- | VALIDATION NO FAILED .85 | code | HTTP 4xx
			- | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .75 | code | HTTP 500
			- | CONTRACT NO NOT_RUN .9 | code | HTTP 501, HTTP 505
			- | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .9 subtype=gateway | code | HTTP 502
			- | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 subtype=gateway | code | HTTP 504
			- | OVERLOAD YES NOT_RUN .9 | code | HTTP 503
			- | RESOURCE NO FAILED .9 target | code | HTTP 507
			- | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .75 | code | HTTP 5xx
			- | UNAVAILABLE IF_IDEMPOTENT UNKNOWN .95 | code | GRPC UNAVAILABLE
			- | TIMEOUT IF_IDEMPOTENT UNKNOWN .9 | code | GRPC DEADLINE_EXCEEDED
			- | RATE_LIMIT YES NOT_RUN .9 | code | GRPC RESOURCE_EXHAUSTED with a hint
			- | QUOTA AFTER_FIX NOT_RUN .7 | code | GRPC RESOURCE_EXHAUSTED
			- | CONFLICT WHOLE_TX FAILED .95 | code | GRPC ABORTED
			- | VALIDATION NO FAILED .95 | code | GRPC FAILED_PRECONDITION, GRPC INVALID_ARGUMENT, GRPC OUT_OF_RANGE
			- | DUPLICATE NO FAILED .95 | code | GRPC ALREADY_EXISTS
			- | NOT_FOUND NO FAILED .95 | code | GRPC NOT_FOUND
			- | SECURITY AFTER_FIX NOT_RUN .95 subtype=authentication | code | GRPC UNAUTHENTICATED
			- | SECURITY AFTER_FIX NOT_RUN .95 subtype=authorization | code | GRPC PERMISSION_DENIED
			- | UNKNOWN IF_IDEMPOTENT UNKNOWN .6 | code | GRPC INTERNAL, GRPC UNKNOWN
			- | CORRUPTION NO UNKNOWN .95 | code | GRPC DATA_LOSS
			- | CONTRACT NO NOT_RUN .95 | code | GRPC UNIMPLEMENTED
			- | CANCELLED NO UNKNOWN .95 | code | GRPC CANCELLED
			""";

	private RemoteRules() {
	}

}
