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

package dev.resilience.autoconfigure;

import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.ProceedingJoinPoint;
import org.springframework.aop.framework.ReflectiveMethodInvocation;
import org.springframework.aop.framework.autoproxy.AbstractAutoProxyCreator;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;

import dev.resilience.ResilienceRegistry;
import dev.resilience.autoconfigure.aop.AnnotatedBeans;
import dev.resilience.autoconfigure.aop.AnnotatedInstances;
import dev.resilience.autoconfigure.aop.MethodPlanCompiler;
import dev.resilience.autoconfigure.aop.MethodPlans;
import dev.resilience.autoconfigure.aop.ResilienceAdvisor;
import dev.resilience.autoconfigure.aop.ResilienceInterceptor;
import dev.resilience.autoconfigure.aop.WovenProtection;
import dev.resilience.autoconfigure.deadletter.DeadLetterMethods;
import dev.resilience.autoconfigure.idempotency.IdempotentOperations;
import dev.resilience.autoconfigure.settings.Globals;
import dev.resilience.autoconfigure.settings.ResilienceSettings;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for annotated methods. Everything
 * that is made before ordinary beans takes the rest lazily.
 */
@AutoConfiguration(after = ResilienceAutoConfiguration.class)
@ConditionalOnClass({ MethodInterceptor.class, ReflectiveMethodInvocation.class })
public final class ResilienceAopAutoConfiguration {

	ResilienceAopAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	AnnotatedInstances resilienceAnnotatedInstances(ResilienceSettings settings, ResilienceRegistry registry) {
		return new AnnotatedInstances(settings, registry);
	}

	@Bean
	@ConditionalOnMissingBean
	MethodPlans resilienceMethodPlans(AnnotatedInstances instances, ObjectProvider<IdempotentOperations> operations,
			ObjectProvider<DeadLetterMethods> deadLetters, BeanFactory beanFactory) {
		return new MethodPlans(
				new MethodPlanCompiler(instances, operations::getObject, deadLetters::getObject, beanFactory));
	}

	@Bean
	@ConditionalOnMissingBean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ResilienceAdvisor resilienceAdvisor(ResilienceSettings settings, ObjectProvider<MethodPlans> plans) {
		Globals globals = settings.globals();
		return new ResilienceAdvisor(new ResilienceInterceptor(globals.enabled(), plans::getObject), globals.aopMode(),
				globals.aopOrder());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "resilience.enabled", matchIfMissing = true)
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AnnotatedBeans resilienceAnnotatedBeans(ObjectProvider<MethodPlans> plans,
			ObjectProvider<AnnotatedInstances> instances, ObjectProvider<ResilienceSettings> settings,
			ApplicationContext context) {
		return new AnnotatedBeans(plans::getObject, instances::getObject, settings::getObject,
				() -> context.getBeanNamesForType(AbstractAutoProxyCreator.class, true, false).length > 0);
	}

	/**
	 * Protects what AspectJ has woven.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ProceedingJoinPoint.class)
	static class WeavingConfiguration {

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static WovenProtection resilienceWovenProtection() {
			return new WovenProtection();
		}

	}

}
