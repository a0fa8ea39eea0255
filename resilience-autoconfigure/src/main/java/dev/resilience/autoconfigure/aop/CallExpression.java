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

package dev.resilience.autoconfigure.aop;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import dev.resilience.autoconfigure.settings.NearestSpelling;

/**
 * A SpEL expression over the arguments of a method: parsed and checked once, evaluated
 * for each call. Knows {@code #argName}, {@code #p0}, {@code #root.method} and
 * {@code @beanName}.
 */
final class CallExpression {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private static final List<String> ROOT = List.of("method", "args", "target");

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final SpelExpression expression;

	private final Method method;

	private final BeanFactoryResolver beans;

	private CallExpression(SpelExpression expression, Method method, BeanFactory beanFactory) {
		this.expression = expression;
		this.method = method;
		this.beans = new BeanFactoryResolver(beanFactory);
	}

	/**
	 * Parses an expression and checks that the arguments and beans exist that it names.
	 * @param text the expression
	 * @param method the method whose arguments it sees, of the class of the bean
	 * @param beanFactory where beans are found
	 * @return the expression
	 * @throws IllegalArgumentException if it does not parse or names an unknown argument
	 * or bean
	 */
	static CallExpression parse(String text, Method method, BeanFactory beanFactory) {
		SpelExpression expression;
		try {
			expression = PARSER.parseRaw(text);
		}
		catch (ParseException | IllegalStateException ex) {
			throw new IllegalArgumentException("does not parse: " + ex.getMessage(), ex);
		}
		check(expression.getAST(), method);
		checkBeans(expression.getAST(), beanFactory);
		return new CallExpression(expression, method, beanFactory);
	}

	private static void check(SpelNode ast, Method method) {
		@Nullable String[] found = NAMES.getParameterNames(method);
		List<String> arguments = new ArrayList<>();
		for (int i = 0; i < KotlinSuspension.parameterCount(method); i++) {
			arguments.add("#p" + i);
			arguments.add("#a" + i);
			if (found != null && i < found.length && found[i] != null) {
				arguments.add(0, "#" + found[i]);
			}
		}
		check(ast, arguments, found != null || KotlinSuspension.parameterCount(method) == 0, true);
	}

	/**
	 * Checks a part of an expression.
	 * @param node the part
	 * @param arguments what variables there are
	 * @param complete whether the names of arguments are known
	 * @param onRoot whether a plain name here means a property of {@code #root}, not of
	 * what stands before it
	 */
	private static void check(SpelNode node, List<String> arguments, boolean complete, boolean onRoot) {
		if (node instanceof PropertyOrFieldReference reference && onRoot && !ROOT.contains(reference.getName())) {
			throw new IllegalArgumentException(
					"'" + reference.getName() + "' is no argument" + suggestion("#" + reference.getName(), arguments)
							+ " Arguments are written with #, texts in quotes");
		}
		if (node instanceof MethodReference reference && onRoot && !ROOT.contains(reference.getName())) {
			throw new IllegalArgumentException("there is no " + reference.getName()
					+ "() to call: write what it is called on, such as #argument." + reference.getName() + "()");
		}
		if (node instanceof VariableReference variable && complete) {
			String name = variable.toStringAST();
			if (!arguments.contains(name) && !name.equals("#root") && !name.equals("#this")) {
				throw new IllegalArgumentException("'" + name + "' is no argument" + suggestion(name, arguments));
			}
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), arguments, complete, staysOnRoot(node, i, onRoot));
		}
	}

	private static void checkBeans(SpelNode node, BeanFactory beanFactory) {
		if (node instanceof BeanReference reference) {
			// Written @name or, where dots are in the name, @'name'
			String name = reference.toStringAST().substring(1).replace("'", "");
			if (!beanFactory.containsBean(name)) {
				throw new IllegalArgumentException(
						"there is no bean '" + name + "'" + beanSuggestion(name, beanFactory));
			}
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			checkBeans(node.getChild(i), beanFactory);
		}
	}

	private static String beanSuggestion(String name, BeanFactory beanFactory) {
		return (beanFactory instanceof ListableBeanFactory beans)
				? suggestion(name, List.of(beans.getBeanDefinitionNames())) : ".";
	}

	private static boolean staysOnRoot(SpelNode parent, int child, boolean onRoot) {
		if (parent instanceof CompoundExpression) {
			return onRoot && child == 0;
		}
		if (parent instanceof TypeReference || parent instanceof ConstructorReference) {
			// Names of classes, not of properties.
			return false;
		}
		return onRoot && !(parent instanceof Projection) && !(parent instanceof Selection)
				&& !(parent instanceof Indexer);
	}

	private static String suggestion(String name, List<String> arguments) {
		return NearestSpelling.of(name, arguments).map((nearest) -> ", did you mean '" + nearest + "'?").orElse(".");
	}

	@Nullable Object evaluate(MethodInvocation invocation) {
		MethodBasedEvaluationContext context = new MethodBasedEvaluationContext(CallExpressionRoot.of(invocation),
				this.method, invocation.getArguments(), NAMES);
		context.setBeanResolver(this.beans);
		return this.expression.getValue(context);
	}

	@Override
	public String toString() {
		return this.expression.getExpressionString();
	}

}
