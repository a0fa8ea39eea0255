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

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps customers ordering while it runs, and sums up every ten seconds. Starts after the
 * web server and stops before it.
 */
@Component
class Traffic implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(Traffic.class);

	/** Most orders per second. */
	static final double MAX_RATE = 1000;

	private static final Duration SUMMARY_INTERVAL = Duration.ofSeconds(10);

	private static final Duration WEATHER_INTERVAL = Duration.ofMillis(250);

	private final TrafficProperties properties;

	private final Customer customer;

	private final Weather weather;

	private final MeterRegistry meters;

	private final Tally tally = new Tally();

	private @Nullable Clockwork clockwork;

	private volatile double rate;

	private volatile boolean weatherWanted;

	private double savedByRetryBefore;

	Traffic(TrafficProperties properties, Customer customer, Weather weather, MeterRegistry meters) {
		this.properties = properties;
		this.customer = customer;
		this.weather = weather;
		this.meters = meters;
		this.weatherWanted = properties.weather();
		this.rate = properties.rate();
	}

	/**
	 * Changes the number of orders per second.
	 * @param rate orders per second, above 0 and up to 1000
	 * @throws IllegalArgumentException if it is out of range
	 */
	void setRate(double rate) {
		if (!(rate > 0 && rate <= MAX_RATE)) {
			throw new IllegalArgumentException("'rate' must be orders per second, above 0 and up to 1000");
		}
		this.rate = rate;
	}

	double rate() {
		return this.rate;
	}

	void setWeather(boolean wanted) {
		this.weatherWanted = wanted;
	}

	@Override
	public boolean isAutoStartup() {
		return this.properties.enabled();
	}

	@Override
	public synchronized boolean isRunning() {
		return this.clockwork != null;
	}

	@Override
	public synchronized void start() {
		if (this.clockwork == null) {
			logger.info("traffic: {} orders a second until POST /traffic with enabled=false", this.rate);
			this.clockwork = new Clockwork();
		}
	}

	@Override
	public synchronized void stop() {
		if (this.clockwork != null) {
			this.clockwork.close();
			this.clockwork = null;
			logger.info("traffic: off");
		}
	}

	private void summarize() {
		double savedByRetry = this.meters.find("resilience.retry.calls")
			.tag("outcome", "success_with_retry")
			.functionCounters()
			.stream()
			.mapToDouble(FunctionCounter::count)
			.sum();
		logger.info("orders of the last 10 s: {}; {} calls saved by a retry", this.tally.drain(),
				(long) (savedByRetry - this.savedByRetryBefore));
		this.savedByRetryBefore = savedByRetry;
	}

	/**
	 * The threads of one run.
	 */
	private final class Clockwork implements AutoCloseable {

		private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(daemon("traffic"));

		private final ThreadPoolExecutor customers = new ThreadPoolExecutor(Traffic.this.properties.threads(),
				Traffic.this.properties.threads(), 0, TimeUnit.SECONDS, new SynchronousQueue<>(), daemon("customer-"));

		private Clockwork() {
			this.clock.execute(this::sendNext);
			this.clock.scheduleAtFixedRate(this::watchWeather, 0, WEATHER_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			this.clock.scheduleAtFixedRate(Traffic.this::summarize, SUMMARY_INTERVAL.toSeconds(),
					SUMMARY_INTERVAL.toSeconds(), TimeUnit.SECONDS);
		}

		private static CustomizableThreadFactory daemon(String prefix) {
			CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
			factory.setDaemon(true);
			return factory;
		}

		private void sendNext() {
			try {
				this.customers.execute(() -> Traffic.this.customer.order(Traffic.this.tally));
			}
			catch (RejectedExecutionException ex) {
				Traffic.this.tally.refused("no free customer");
			}
			long pause = (long) (TimeUnit.SECONDS.toNanos(1) / Traffic.this.rate);
			this.clock.schedule(this::sendNext, pause, TimeUnit.NANOSECONDS);
		}

		private void watchWeather() {
			if (Traffic.this.weatherWanted) {
				Traffic.this.weather.tick();
			}
			else {
				Traffic.this.weather.clear();
			}
		}

		/**
		 * Ends new orders at once and lets those under way finish.
		 */
		@Override
		public void close() {
			this.clock.shutdownNow();
			this.customers.shutdown();
			try {
				if (!this.customers.awaitTermination(5, TimeUnit.SECONDS)) {
					this.customers.shutdownNow();
				}
			}
			catch (InterruptedException ex) {
				this.customers.shutdownNow();
				Thread.currentThread().interrupt();
			}
			Traffic.this.weather.clear();
		}

	}

}
