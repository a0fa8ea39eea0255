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

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.expression.AccessException;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.MethodExecutor;
import org.springframework.expression.MethodResolver;
import org.springframework.expression.PropertyAccessor;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpEQ;
import org.springframework.expression.spel.ast.OpNE;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.support.DataBindingPropertyAccessor;

/**
 * Lets {@code #result.status == 'PENDING'} hold for an enum constant of that name. SpEL
 * finds a constant and a text unequal, always and without saying so. What is compared
 * with a text, and used in no other way, is read as the name of the constant.
 *
 * @param members the members and variables that are compared with texts
 */
record ConstantNames(Set<String> members) {

	/**
	 * Finds what is compared with texts.
	 * @param ast the expression
	 * @return its members and variables
	 */
	static ConstantNames in(SpelNode ast) {
		Set<String> compared = new HashSet<>();
		Set<String> used = new HashSet<>();
		collect(ast, false, compared, used);
		compared.removeAll(used);
		return new ConstantNames(Set.copyOf(compared));
	}

	private static void collect(SpelNode node, boolean comparedWithText, Set<String> compared, Set<String> used) {
		String name = name(node);
		if (name != null) {
			(comparedWithText ? compared : used).add(name);
		}
		boolean comparison = node instanceof OpEQ || node instanceof OpNE;
		for (int i = 0; i < node.getChildCount(); i++) {
			boolean last = i == node.getChildCount() - 1;
			boolean child = comparison ? node.getChild(1 - i) instanceof StringLiteral
					: comparedWithText && node instanceof CompoundExpression && last;
			collect(node.getChild(i), child, compared, used);
		}
	}

	private static @Nullable String name(SpelNode node) {
		if (node instanceof PropertyOrFieldReference property) {
			return property.getName();
		}
		if (node instanceof MethodReference method && method.getChildCount() == 0) {
			return method.getName();
		}
		return (node instanceof VariableReference variable) ? variable.toStringAST() : null;
	}

	@Nullable Object nameIn(String variable, @Nullable Object value) {
		return nameOf("#" + variable, value);
	}

	private @Nullable Object nameOf(String member, @Nullable Object value) {
		return (value instanceof Enum<?> constant && this.members.contains(member)) ? constant.name() : value;
	}

	PropertyAccessor propertyAccessor() {
		DataBindingPropertyAccessor accessor = DataBindingPropertyAccessor.forReadOnlyAccess();
		return this.members.isEmpty() ? accessor : new NamingAccessor(accessor, this);
	}

	MethodResolver methodResolver(MethodResolver resolver) {
		if (this.members.isEmpty()) {
			return resolver;
		}
		return (context, target, name, argumentTypes) -> {
			MethodExecutor executor = resolver.resolve(context, target, name, argumentTypes);
			return (executor != null && argumentTypes.isEmpty()) ? named(executor, name) : executor;
		};
	}

	private MethodExecutor named(MethodExecutor executor, String name) {
		return (context, target, arguments) -> named(name, executor.execute(context, target, arguments));
	}

	private TypedValue named(String member, TypedValue read) {
		Object value = read.getValue();
		Object name = nameOf(member, value);
		return (name != value) ? new TypedValue(name, TypeDescriptor.forObject(name)) : read;
	}

	/**
	 * Reads constants as their names.
	 *
	 * @param accessor reads everything
	 * @param names knows which members are read as names
	 */
	private record NamingAccessor(PropertyAccessor accessor, ConstantNames names) implements PropertyAccessor {

		@Override
		public Class<?> @Nullable [] getSpecificTargetClasses() {
			return this.accessor.getSpecificTargetClasses();
		}

		@Override
		public boolean canRead(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
			return this.accessor.canRead(context, target, name);
		}

		@Override
		public TypedValue read(EvaluationContext context, @Nullable Object target, String name) throws AccessException {
			return this.names.named(name, this.accessor.read(context, target, name));
		}

		@Override
		public boolean canWrite(EvaluationContext context, @Nullable Object target, String name) {
			return false;
		}

		@Override
		public void write(EvaluationContext context, @Nullable Object target, String name, @Nullable Object newValue)
				throws AccessException {
			throw new AccessException("Nothing is written here");
		}

	}

}
