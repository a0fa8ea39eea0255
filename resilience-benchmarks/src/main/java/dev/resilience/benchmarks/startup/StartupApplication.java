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

package dev.resilience.benchmarks.startup;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;

import com.sun.management.OperatingSystemMXBean;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Service;

/**
 * The application whose start is measured, in a JVM of its own. Its services are found by
 * component scanning in a directory of classes that {@link ServiceClasses} has made.
 * Prints its {@link StartupTimes} once it is ready.
 */
@SpringBootApplication(scanBasePackages = ServiceClasses.PACKAGE)
public class StartupApplication {

	/**
	 * Starts, prints and ends.
	 * @param args the argument {@code intercepted} adds the empty interceptor
	 */
	public static void main(String[] args) {
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		SpringApplicationBuilder application = new SpringApplicationBuilder(StartupApplication.class)
			.web(WebApplicationType.NONE);
		if (Arrays.asList(args).contains("intercepted")) {
			application.sources(EmptyInterception.class);
		}
		long process = system.getProcessCpuTime();
		long thread = threads.getCurrentThreadCpuTime();
		long start = System.nanoTime();
		ConfigurableApplicationContext context = application.run();
		StartupTimes times = new StartupTimes(System.nanoTime() - start, threads.getCurrentThreadCpuTime() - thread,
				system.getProcessCpuTime() - process, ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
				proxies(context));
		System.out.println(times.line());
		context.close();
	}

	// Shows that what a variant adds did take effect
	private static int proxies(ConfigurableApplicationContext context) {
		int proxies = 0;
		for (Object bean : context.getBeansWithAnnotation(Service.class).values()) {
			proxies += AopUtils.isAopProxy(bean) ? 1 : 0;
		}
		return proxies;
	}

}
