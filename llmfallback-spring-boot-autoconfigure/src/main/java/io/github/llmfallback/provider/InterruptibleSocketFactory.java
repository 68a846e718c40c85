package io.github.llmfallback.provider;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;

import javax.net.SocketFactory;

/**
 * Makes sockets over channels: interrupting the thread that waits for one of them closes
 * it, where an ordinary socket would keep the thread waiting until its timeout. Makes
 * only unconnected sockets, the kind that OkHttp asks for.
 */
final class InterruptibleSocketFactory extends SocketFactory {

	@Override
	public Socket createSocket() throws IOException {
		return SocketChannel.open().socket();
	}

	@Override
	public Socket createSocket(String host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress host, int port) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) {
		throw new UnsupportedOperationException();
	}

}
