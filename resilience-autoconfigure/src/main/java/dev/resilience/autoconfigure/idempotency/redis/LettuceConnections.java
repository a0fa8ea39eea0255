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

package dev.resilience.autoconfigure.idempotency.redis;

import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisException;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.ReflectionUtils;

/**
 * A connection of our own to the server of the application. The application's queues
 * commands while it is disconnected and may wait for a minute, after which nobody knows
 * what has happened; this one refuses them at once, and connects again within a second of
 * the server's return.
 */
final class LettuceConnections {

	/** The field with the address of the server, whatever kind of address it is. */
	static final String SERVER = "configuration";

	private static final Duration LONGEST_RECONNECT_DELAY = Duration.ofSeconds(1);

	private LettuceConnections() {
	}

	/**
	 * Returns connections of our own.
	 * @param connections the application's
	 * @param timeout the longest wait for a connection and for an answer
	 * @return the connections, or {@code null} if only the application's can be used
	 */
	static @Nullable LettuceConnectionFactory ownOf(RedisConnectionFactory connections, Duration timeout) {
		if (!(connections instanceof LettuceConnectionFactory lettuce)) {
			return null;
		}
		RedisConfiguration server = server(lettuce);
		if (server == null) {
			return null;
		}
		LettuceConnectionFactory own = new LettuceConnectionFactory(server,
				configuration(lettuce.getClientConfiguration(), timeout));
		own.afterPropertiesSet();
		own.start();
		return own;
	}

	// Spring Data tells where a cluster is but not the replicas at fixed addresses, which
	// look like a server on this host. What extends its factory may do anything.
	private static @Nullable RedisConfiguration server(LettuceConnectionFactory lettuce) {
		if (lettuce.getClass() != LettuceConnectionFactory.class) {
			return null;
		}
		Field field = ReflectionUtils.findField(LettuceConnectionFactory.class, SERVER, RedisConfiguration.class);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return (RedisConfiguration) ReflectionUtils.getField(field, lettuce);
	}

	private static LettuceClientConfiguration configuration(LettuceClientConfiguration original, Duration timeout) {
		Duration shorter = shorter(original.getCommandTimeout(), timeout);
		LettuceClientConfiguration.LettuceClientConfigurationBuilder builder = LettuceClientConfiguration.builder();
		if (original.isUseSsl()) {
			LettuceClientConfiguration.LettuceSslClientConfigurationBuilder ssl = builder.useSsl()
				.verifyPeer(original.getVerifyMode());
			if (original.isStartTls()) {
				ssl.startTls();
			}
		}
		original.getClientResources().map(LettuceConnections::reconnectingSoon).ifPresent(builder::clientResources);
		original.getClientName().ifPresent(builder::clientName);
		original.getRedisCredentialsProviderFactory().ifPresent(builder::redisCredentialsProviderFactory);
		return builder.clientOptions(options(original.getClientOptions().orElseGet(ClientOptions::create), shorter))
			.commandTimeout(shorter)
			.shutdownTimeout(original.getShutdownTimeout())
			.shutdownQuietPeriod(original.getShutdownQuietPeriod())
			.build();
	}

	private static ClientResources reconnectingSoon(ClientResources original) {
		return original.mutate()
			.reconnectDelay(Delay.equalJitter(Duration.ofMillis(1), LONGEST_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
			.build();
	}

	private static ClientOptions options(ClientOptions original, Duration timeout) {
		SocketOptions socket = original.getSocketOptions();
		return original.mutate()
			.autoReconnect(true)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(socket.mutate().connectTimeout(shorter(socket.getConnectTimeout(), timeout)).build())
			.timeoutOptions(TimeoutOptions.enabled(timeout))
			.build();
	}

	private static Duration shorter(Duration first, Duration second) {
		return (!first.isZero() && first.compareTo(second) < 0) ? first : second;
	}

	/**
	 * Returns whether a command has been refused before it was sent.
	 * @param failure what was thrown
	 * @return {@code false} if it may have been sent
	 */
	static boolean hasSentNothing(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			// There is no type for it
			if (cause.getClass() == RedisException.class && isRefusal(cause.getMessage())) {
				return true;
			}
		}
		return false;
	}

	private static boolean isRefusal(@Nullable String message) {
		return message != null
				&& (message.startsWith("Currently not connected.") || message.equals("Connection is closed"));
	}

}
