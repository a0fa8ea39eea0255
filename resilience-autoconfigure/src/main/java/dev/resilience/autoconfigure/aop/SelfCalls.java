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

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/**
 * Finds calls of annotated methods from within their own class, which go past the proxy.
 * Reads bytecode; a method that handles another object of its class, such as an injected
 * proxy of itself, is given the benefit of the doubt.
 */
final class SelfCalls {

	/** The tag of a constant that names a method of a class. */
	private static final int METHOD_CONSTANT = 10;

	/** The tag of a constant that names a method of an interface. */
	private static final int INTERFACE_METHOD_CONSTANT = 11;

	private SelfCalls() {
	}

	/**
	 * Finds self-calls.
	 * @param type the class
	 * @param guarded the names and descriptors of its annotated methods
	 * @return one text for each pair of methods, such as
	 * {@code checkout() calls charge()}
	 */
	static Set<String> find(Class<?> type, Set<String> guarded) {
		Set<String> found = new LinkedHashSet<>();
		try (InputStream bytes = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
			ClassReader reader = (bytes != null) ? new ClassReader(bytes) : null;
			if (reader != null && refersToAny(reader, Type.getInternalName(type), guarded)) {
				reader.accept(new Visitor(Type.getInternalName(type), guarded, found),
						ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			// Without readable bytecode there is nothing to see, and a warning less.
			return Set.of();
		}
		return found;
	}

	// Whether the constants of a class name any of its guarded methods, without which no
	// instruction can call them. Spares nearly every class the look at its instructions.
	private static boolean refersToAny(ClassReader reader, String owner, Set<String> guarded) {
		char[] buffer = new char[reader.getMaxStringLength()];
		for (int i = 1; i < reader.getItemCount(); i++) {
			int constant = reader.getItem(i);
			if (constant != 0 && isMethod(reader.readByte(constant - 1))
					&& owner.equals(reader.readClass(constant, buffer))) {
				int called = reader.getItem(reader.readUnsignedShort(constant + 2));
				if (guarded.contains(reader.readUTF8(called, buffer) + reader.readUTF8(called + 2, buffer))) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean isMethod(int tag) {
		return tag == METHOD_CONSTANT || tag == INTERFACE_METHOD_CONSTANT;
	}

	private static final class Visitor extends ClassVisitor {

		private final String owner;

		private final Set<String> guarded;

		private final Set<String> found;

		Visitor(String owner, Set<String> guarded, Set<String> found) {
			super(SpringAsmInfo.ASM_VERSION);
			this.owner = owner;
			this.guarded = guarded;
			this.found = found;
		}

		@Override
		public @Nullable MethodVisitor visitMethod(int access, String name, String descriptor,
				@Nullable String signature, String @Nullable [] exceptions) {
			// A bridge method only leads callers of a generic type to the method itself.
			return ((access & Opcodes.ACC_BRIDGE) == 0) ? new CallVisitor(name, descriptor) : null;
		}

		private final class CallVisitor extends MethodVisitor {

			private final String caller;

			private final List<String> calls = new ArrayList<>();

			private boolean handlesAnother;

			CallVisitor(String caller, String descriptor) {
				super(SpringAsmInfo.ASM_VERSION);
				// A lambda is compiled into a method lambda$caller$0.
				this.caller = caller.startsWith("lambda$") ? caller.split("\\$")[1] : caller;
				this.handlesAnother = descriptor.contains("L" + Visitor.this.owner + ";");
			}

			@Override
			public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
				this.handlesAnother |= descriptor.equals("L" + Visitor.this.owner + ";");
			}

			@Override
			public void visitTypeInsn(int opcode, String type) {
				this.handlesAnother |= opcode == Opcodes.CHECKCAST && type.equals(Visitor.this.owner);
			}

			@Override
			public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
				if (owner.equals(Visitor.this.owner) && Visitor.this.guarded.contains(name + descriptor)) {
					this.calls.add(name);
				}
				this.handlesAnother |= descriptor.endsWith(")L" + Visitor.this.owner + ";");
			}

			@Override
			public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrapMethod,
					Object... arguments) {
				for (Object argument : arguments) {
					if (argument instanceof Handle target) {
						visitMethodInsn(Opcodes.INVOKEVIRTUAL, target.getOwner(), target.getName(), target.getDesc(),
								target.isInterface());
					}
				}
			}

			@Override
			public void visitEnd() {
				if (!this.handlesAnother) {
					this.calls.forEach((called) -> Visitor.this.found.add(this.caller + "() calls " + called + "()"));
				}
			}

		}

	}

}
