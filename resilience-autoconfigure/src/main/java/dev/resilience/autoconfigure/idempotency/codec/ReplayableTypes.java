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

package dev.resilience.autoconfigure.idempotency.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.AbstractDeserializer;
import tools.jackson.databind.deser.SettableBeanProperty;
import tools.jackson.databind.deser.ValueInstantiator;
import tools.jackson.databind.deser.bean.BeanDeserializerBase;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.TypeDeserializer;

/**
 * Walks through everything that a type consists of and finds what could not be read back
 * as it was. Where the application has its own deserializer, that one is trusted. Used by
 * one thread, once.
 */
final class ReplayableTypes {

	private final DeserializationContext context;

	private final DeserializationConfig config;

	private final Set<JavaType> seen = new HashSet<>();

	private boolean comparable = true;

	ReplayableTypes(DeserializationContext context) {
		this.context = context;
		this.config = context.getConfig();
	}

	/**
	 * Returns whether all classes on the way say when two of their objects are equal.
	 * @return whether results can be compared
	 */
	boolean comparable() {
		return this.comparable;
	}

	/**
	 * Checks a type and all that it consists of.
	 * @param type the type
	 * @param path where it is, for what is wrong
	 * @throws IllegalArgumentException if its values could not be replayed
	 */
	void check(JavaType type, String path) {
		Class<?> raw = type.getRawClass();
		String forbidden = ForbiddenTypes.reason(raw);
		if (forbidden != null) {
			throw refuse(type, path, forbidden);
		}
		if (!this.seen.add(type) || raw == Void.class || raw == void.class) {
			return;
		}
		if (type.isReferenceType() && type.getReferencedType().isReferenceType()) {
			throw refuse(type, path, "cannot be told from an empty one: use one level only");
		}
		TypeDeserializer named = ask(type, path, () -> this.context.findTypeDeserializer(type));
		if (named != null) {
			checkSubtypes(type, path, named, null);
			if (type.isAbstract()) {
				return;
			}
		}
		if (type.isContainerType() || type.isReferenceType()) {
			checkParts(type, path);
		}
		ValueDeserializer<?> deserializer = ask(type, path,
				() -> this.context.findContextualValueDeserializer(type, null));
		if (deserializer instanceof AbstractDeserializer || deserializer == null) {
			throw refuse(type, path, "is abstract, and nothing in a record would say what it was: declare a concrete "
					+ "type, or annotate it with @JsonTypeInfo(use = JsonTypeInfo.Id.NAME) and name its subtypes");
		}
		if (deserializer instanceof BeanDeserializerBase bean) {
			checkBean(type, path, bean);
		}
	}

	private void checkParts(JavaType type, String path) {
		if (type.isMapLikeType()) {
			JavaType key = type.getKeyType();
			if (key.isJavaLangObject()) {
				throw refuse(key, path + " key", "may be anything: declare the type of the keys");
			}
			ask(key, path + " key", () -> this.context.findKeyDeserializer(key, null));
		}
		JavaType content = type.isReferenceType() ? type.getReferencedType() : type.getContentType();
		if (content != null) {
			check(content, path + (type.isReferenceType() ? "" : "[]"));
		}
	}

	private void checkSubtypes(JavaType type, String path, TypeDeserializer named, @Nullable AnnotatedMember member) {
		JsonTypeInfo.Id id = named.getTypeIdResolver().getMechanism();
		if (id == JsonTypeInfo.Id.CLASS || id == JsonTypeInfo.Id.MINIMAL_CLASS) {
			throw refuse(type, path, "would make a record name classes to be loaded (@JsonTypeInfo(use = " + id
					+ ")): use JsonTypeInfo.Id.NAME and name its subtypes");
		}
		if (id == JsonTypeInfo.Id.CUSTOM) {
			return;
		}
		Collection<NamedType> subtypes = (member != null)
				? this.config.getSubtypeResolver().collectAndResolveSubtypesByTypeId(this.config, member, type)
				: this.config.getSubtypeResolver()
					.collectAndResolveSubtypesByTypeId(this.config, this.context.introspectClassAnnotations(type));
		boolean concrete = false;
		for (NamedType subtype : subtypes) {
			Class<?> subclass = subtype.getType();
			if (!Modifier.isAbstract(subclass.getModifiers())) {
				concrete = true;
				if (subclass != type.getRawClass()) {
					checkConcrete(this.context.constructSpecializedType(type, subclass), path);
				}
			}
		}
		if (!concrete && type.isAbstract()) {
			throw refuse(type, path, "has no named subtypes: list them in @JsonSubTypes, or seal it");
		}
	}

	// A subtype inherits the names, which are those of the base and checked with it.
	private void checkConcrete(JavaType type, String path) {
		if (!this.seen.add(type)) {
			return;
		}
		ValueDeserializer<?> deserializer = ask(type, path,
				() -> this.context.findContextualValueDeserializer(type, null));
		if (deserializer instanceof BeanDeserializerBase bean) {
			checkBean(type, path, bean);
		}
	}

	private void checkBean(JavaType type, String path, BeanDeserializerBase bean) {
		Class<?> raw = type.getRawClass();
		if (raw.getName().startsWith("java.") || raw.getName().startsWith("javax.")) {
			throw refuse(type, path, "has no JSON form: use a type of your own");
		}
		if (Iterable.class.isAssignableFrom(raw) && !JsonNode.class.isAssignableFrom(raw)) {
			throw refuse(type, path, "is written as an array and not read back: use a List, or a type of your own");
		}
		this.comparable &= overridesEquals(raw);
		if (this.context.introspectBeanDescription(type).findJsonValueAccessor() != null) {
			return;
		}
		checkCreation(type, path, bean.getValueInstantiator());
		Set<SettableBeanProperty> properties = new LinkedHashSet<>();
		addAll(properties, bean.creatorProperties());
		addAll(properties, bean.properties());
		if (properties.isEmpty() && !bean.hasAnySetter() && hasState(raw)) {
			throw refuse(type, path, "hides all its fields from Jackson: add getters, or make it a record");
		}
		checkComponents(type, path);
		for (SettableBeanProperty property : properties) {
			if (!property.isInjectionOnly()) {
				checkProperty(property, path + "." + property.getName());
			}
		}
	}

	private void checkCreation(JavaType type, String path, ValueInstantiator instantiator) {
		if (instantiator.canCreateUsingDelegate()) {
			check(instantiator.getDelegateType(this.config), path);
		}
		else if (instantiator.canCreateUsingArrayDelegate()) {
			check(instantiator.getArrayDelegateType(this.config), path);
		}
		else if (!instantiator.canCreateUsingDefault() && !instantiator.canCreateFromObjectWith()) {
			throw refuse(type, path, "has no constructor that Jackson can use: make it a record, add a default "
					+ "constructor, or annotate one with @JsonCreator");
		}
	}

	private void checkComponents(JavaType type, String path) {
		RecordComponent[] components = type.getRawClass().getRecordComponents();
		if (components == null) {
			return;
		}
		for (RecordComponent component : components) {
			if (component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
				throw refuse(type, path, "would be replayed without '" + component.getName()
						+ "', which is annotated with @JsonIgnore: return a type without it");
			}
		}
	}

	private void checkProperty(SettableBeanProperty property, String path) {
		AnnotatedMember member = property.getMember();
		AnnotationIntrospector annotations = this.context.getAnnotationIntrospector();
		JavaType type = property.getType();
		if (member != null && (annotations.findDeserializer(this.config, member) != null
				|| annotations.findDeserializationConverter(this.config, member) != null)) {
			return;
		}
		TypeDeserializer own = (member != null)
				? ask(type, path, () -> this.context.findPropertyTypeDeserializer(type, member)) : null;
		if (own != null && !type.isContainerType()) {
			checkSubtypes(type, path, own, member);
			return;
		}
		JavaType content = type.isReferenceType() ? type.getReferencedType() : type.getContentType();
		TypeDeserializer ofContent = (member != null && content != null)
				? ask(type, path, () -> this.context.findPropertyContentTypeDeserializer(type, member)) : null;
		if (content != null && ofContent != null) {
			checkSubtypes(content, path, ofContent, member);
			return;
		}
		check(type, path);
	}

	private static void addAll(Set<SettableBeanProperty> properties, Iterator<SettableBeanProperty> more) {
		more.forEachRemaining(properties::add);
	}

	private static boolean hasState(Class<?> type) {
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
						&& !field.isSynthetic()) {
					return true;
				}
			}
		}
		return false;
	}

	private static boolean overridesEquals(Class<?> type) {
		try {
			return type.getMethod("equals", Object.class).getDeclaringClass() != Object.class;
		}
		catch (NoSuchMethodException ex) {
			return false;
		}
	}

	private static <T> @Nullable T ask(JavaType type, String path, Question<T> question) {
		try {
			return question.ask();
		}
		catch (JacksonException ex) {
			throw new IllegalArgumentException(
					describe(type, path) + " cannot be read back: " + ex.getOriginalMessage(), ex);
		}
	}

	private static IllegalArgumentException refuse(JavaType type, String path, String reason) {
		return new IllegalArgumentException(describe(type, path) + " " + reason);
	}

	private static String describe(JavaType type, String path) {
		return path + " of type " + type.toCanonical();
	}

	/**
	 * Something that Jackson knows.
	 *
	 * @param <T> the type of the answer
	 */
	private interface Question<T> {

		@Nullable T ask();

	}

}
