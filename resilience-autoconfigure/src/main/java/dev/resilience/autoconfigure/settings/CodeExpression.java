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

package dev.resilience.autoconfigure.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.DataBindingMethodResolver;
import org.springframework.expression.spel.support.MapAccessor;
import org.springframework.expression.spel.support.SimpleEvaluationContext;

/**
 * A SpEL expression over the outcome of a call: parsed and checked once, evaluated for
 * each outcome that it is asked about. It can read properties and call methods of the
 * outcome, and nothing else: no classes, constructors, beans or assignments. Settings may
 * come from where code must not, such as an endpoint.
 */
public final class CodeExpression {

	private static final SpelExpressionParser PARSER = new SpelExpressionParser();

	private final SpelExpression expression;

	private final String variable;

	private final ConstantNames constants;

	private CodeExpression(SpelExpression expression, String variable) {
		this.expression = expression;
		this.variable = variable;
		this.constants = ConstantNames.in(expression.getAST());
	}

	/**
	 * Parses an expression and checks that it does nothing but read.
	 * @param text the expression
	 * @param variable the name of its variable
	 * @return the expression
	 * @throws UnusableValueException if it does not parse or does something else
	 */
	static CodeExpression parse(String text, String variable) throws UnusableValueException {
		SpelExpression expression;
		try {
			expression = PARSER.parseRaw(text);
		}
		catch (ParseException | IllegalStateException ex) {
			throw new UnusableValueException("does not parse: " + ex.getMessage(), null);
		}
		check(expression.getAST(), "#" + variable, false);
		return new CodeExpression(expression, variable);
	}

	/**
	 * Checks a part of an expression.
	 * @param node the part
	 * @param variable the variable that there is
	 * @param onSomething whether something stands before the part whose member it may be
	 */
	private static void check(SpelNode node, String variable, boolean onSomething) throws UnusableValueException {
		if (node instanceof TypeReference || node instanceof ConstructorReference || node instanceof BeanReference
				|| node instanceof FunctionReference || node instanceof Assign || node instanceof OpInc
				|| node instanceof OpDec) {
			throw new UnusableValueException("has " + node.toStringAST() + ", but can only read members of " + variable,
					"What needs more can be a bean, named here.");
		}
		if ((node instanceof PropertyOrFieldReference || node instanceof MethodReference) && !onSomething) {
			throw new UnusableValueException("has " + node.toStringAST() + ", which is a member of nothing",
					"Write " + variable + "." + node.toStringAST() + ", or a text in quotes.");
		}
		if (node instanceof VariableReference reference) {
			String name = reference.toStringAST();
			if (!name.equals(variable) && !(onSomething && name.equals("#this"))) {
				throw new UnusableValueException("has " + name + ", but the only variable is " + variable, null);
			}
		}
		boolean inside = node instanceof Selection || node instanceof Projection;
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), variable, inside || (node instanceof CompoundExpression && i > 0)
					|| (onSomething && !(node instanceof MethodReference)));
		}
	}

	/**
	 * Evaluates the expression.
	 * @param outcome the value of its variable
	 * @return what it yields
	 */
	@Nullable Object valueFor(@Nullable Object outcome) {
		EvaluationContext context = SimpleEvaluationContext
			.forPropertyAccessors(this.constants.propertyAccessor(), new MapAccessor(false))
			.withMethodResolvers(this.constants.methodResolver(DataBindingMethodResolver.forInstanceMethodInvocation()))
			.withAssignmentDisabled()
			.build();
		context.setVariable(this.variable, this.constants.nameIn(this.variable, outcome));
		return this.expression.getValue(context);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof CodeExpression that && toString().equals(that.toString())
				&& this.variable.equals(that.variable));
	}

	@Override
	public int hashCode() {
		return toString().hashCode();
	}

	@Override
	public String toString() {
		return this.expression.getExpressionString();
	}

}
