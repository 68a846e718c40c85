package io.github.llmfallback.budget.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A real Redis on a free port, with the connections that were made to it.
 */
public final class TestRedis implements AutoCloseable {

	private final List<LettuceConnectionFactory> connections = new ArrayList<>();

	private final int port;

	private final RedisServer server;

	private TestRedis(String... settings) {
		try (ServerSocket socket = new ServerSocket(0)) {
			this.port = socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		try {
			RedisServerBuilder builder = RedisServer.newRedisServer()
				.port(this.port)
				.bind("127.0.0.1")
				.setting("save \"\"");
			for (String setting : settings) {
				builder.setting(setting);
			}
			this.server = builder.build();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start();
	}

	public static TestRedis started(String... settings) {
		return new TestRedis(settings);
	}

	/** Writes every change to disk before it answers. */
	static TestRedis durable(Path directory) {
		return new TestRedis("dir " + directory, "appendonly yes", "appendfsync always");
	}

	public int port() {
		return this.port;
	}

	LettuceConnectionFactory connect() {
		return connect(Duration.ofSeconds(5));
	}

	LettuceConnectionFactory connect(Duration timeout) {
		return started(new LettuceConnectionFactory(address(), client(timeout)));
	}

	FaultyConnectionFactory connectFaulty() {
		return started(new FaultyConnectionFactory(address(), client(Duration.ofSeconds(5))));
	}

	LettuceConnectionFactory connectAsCluster() {
		return started(new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("127.0.0.1:" + this.port)),
				client(Duration.ofSeconds(5))));
	}

	private RedisStandaloneConfiguration address() {
		return new RedisStandaloneConfiguration("127.0.0.1", this.port);
	}

	private static LettuceClientConfiguration client(Duration timeout) {
		return LettuceClientConfiguration.builder().commandTimeout(timeout).shutdownTimeout(Duration.ZERO).build();
	}

	private <T extends LettuceConnectionFactory> T started(T factory) {
		factory.afterPropertiesSet();
		factory.start();
		this.connections.add(factory);
		return factory;
	}

	void start() {
		try {
			this.server.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void stop() {
		try {
			this.server.stop();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.connections.forEach(LettuceConnectionFactory::destroy);
		stop();
	}

}
