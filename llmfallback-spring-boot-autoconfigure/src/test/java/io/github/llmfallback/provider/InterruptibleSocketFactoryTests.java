package io.github.llmfallback.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class InterruptibleSocketFactoryTests {

	private final InterruptibleSocketFactory sockets = new InterruptibleSocketFactory();

	@Test
	void itsSocketsHaveAChannelWhichIsWhatMakesThemInterruptible() throws IOException {
		try (Socket socket = this.sockets.createSocket()) {
			assertThat(socket.getChannel()).isNotNull();
			assertThat(socket.isConnected()).isFalse();
		}
	}

	@Test
	void itDoesNotConnect() {
		InetAddress local = InetAddress.getLoopbackAddress();
		assertUnsupported(() -> this.sockets.createSocket("localhost", 80));
		assertUnsupported(() -> this.sockets.createSocket(local, 80));
		assertUnsupported(() -> this.sockets.createSocket("localhost", 80, local, 0));
		assertUnsupported(() -> this.sockets.createSocket(local, 80, local, 0));
	}

	private static void assertUnsupported(ThrowingCallable connecting) {
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(connecting);
	}

}
