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

package dev.resilience.autoconfigure.reactive;

import java.util.List;
import java.util.concurrent.Flow;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * A type whose values can be seen as publishers and made from them: those of Reactor,
 * RxJava, Mutiny and Kotlin's coroutines as far as they are there, and {@link Publisher}
 * itself.
 */
public final class ReactiveType {

	private static final boolean PRESENT = ClassUtils.isPresent("org.reactivestreams.Publisher",
			ReactiveType.class.getClassLoader());

	/** Reactive types that are not the only ones of the interfaces they implement. */
	private static final List<String> IMPLEMENTING = List.of("io.reactivex.rxjava3.core.Observable",
			"io.reactivex.rxjava3.core.Single", "io.reactivex.rxjava3.core.Maybe",
			"io.reactivex.rxjava3.core.Completable");

	private final @Nullable ReactiveAdapter adapter;

	private ReactiveType(@Nullable ReactiveAdapter adapter) {
		this.adapter = adapter;
	}

	/**
	 * Returns how values of a type are seen as publishers.
	 * @param type the type of a value, or that a method declares
	 * @return the reactive type, or {@code null} if it is none, or one of which nothing
	 * on the class path knows more
	 */
	public static @Nullable ReactiveType of(Class<?> type) {
		if (!PRESENT) {
			return null;
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
		if (adapter == null || adapter.getReactiveType() == Publisher.class) {
			return Publisher.class.isAssignableFrom(type) ? new ReactiveType(null) : null;
		}
		return new ReactiveType(adapter);
	}

	/**
	 * Returns how values of a type are seen as publishers.
	 * @param name the name of the type
	 * @return the reactive type, or {@code null} if it is not there or nothing knows how
	 */
	public static @Nullable ReactiveType ofName(String name) {
		Class<?> type = named(name);
		return (type != null) ? of(type) : null;
	}

	private static @Nullable Class<?> named(String name) {
		try {
			return ClassUtils.forName(name, ReactiveType.class.getClassLoader());
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return null;
		}
	}

	/**
	 * Returns whether a type is meant for publishers, be they known here or not.
	 * @param type the type
	 * @return whether its values publish something
	 */
	public static boolean looksReactive(Class<?> type) {
		return Flow.Publisher.class.isAssignableFrom(type) || (PRESENT && Publisher.class.isAssignableFrom(type));
	}

	/**
	 * Returns whether values of a type that is not reactive itself may be.
	 * @param type the type
	 * @return whether a known reactive type implements it
	 */
	public static boolean mayBe(Class<?> type) {
		return type.isInterface() && IMPLEMENTING.stream()
			.map(ReactiveType::named)
			.anyMatch((reactive) -> reactive != null && type.isAssignableFrom(reactive));
	}

	/**
	 * Returns the class of what is made from publishers.
	 * @return the class
	 */
	public Class<?> type() {
		return (this.adapter != null) ? this.adapter.getReactiveType() : Publisher.class;
	}

	/**
	 * Returns whether there can be more than one value.
	 * @return whether values come one after the other
	 */
	public boolean isMultiValue() {
		return this.adapter == null || this.adapter.isMultiValue();
	}

	/**
	 * Returns a value of this type as a publisher.
	 * @param source the value
	 * @return the publisher
	 */
	public Publisher<?> toPublisher(Object source) {
		return (this.adapter != null) ? this.adapter.toPublisher(source) : (Publisher<?>) source;
	}

	/**
	 * Returns a publisher as a value of this type.
	 * @param publisher the publisher
	 * @return the value
	 */
	public Object fromPublisher(Publisher<?> publisher) {
		return (this.adapter != null) ? this.adapter.fromPublisher(publisher) : publisher;
	}

}
