package io.github.llmfallback.testsupport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A raw server that reads a request and then misbehaves, the same way each time, and that
 * notices when its client hangs up.
 */
public final class FaultyServer implements AutoCloseable {

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");

	private static final Pattern CHUNKED = Pattern.compile("(?im)^transfer-encoding: *chunked");

	private final ServerSocket server;

	private final Fault fault;

	private final byte[] beginning;

	private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();

	private final AtomicInteger requests = new AtomicInteger();

	private final Semaphore arrived = new Semaphore(0);

	private final Semaphore disconnected = new Semaphore(0);

	private FaultyServer(Fault fault, String beginning) {
		this.fault = fault;
		this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
		try {
			this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		start("faulty-server", this::accept);
	}

	/**
	 * Resets the connection without a word.
	 */
	public static FaultyServer resettingBeforeHeaders() {
		return new FaultyServer(Fault.RESET, "");
	}

	/**
	 * Resets the connection after half of a blocking answer.
	 */
	public static FaultyServer resettingInBody(Vendor vendor) {
		return new FaultyServer(Fault.RESET, halfAnswer(vendor));
	}

	/**
	 * Resets the connection after three words of a stream. Three, because the first word
	 * surfaces only with the third where Spring AI reads Google's stream.
	 */
	public static FaultyServer resettingInStream(Vendor vendor) {
		return new FaultyServer(Fault.RESET, halfStream(vendor));
	}

	/**
	 * Accepts the request and says nothing.
	 */
	public static FaultyServer stallingBeforeHeaders() {
		return new FaultyServer(Fault.STALL, "");
	}

	/**
	 * Says nothing more after half of a blocking answer.
	 */
	public static FaultyServer stallingInBody(Vendor vendor) {
		return new FaultyServer(Fault.STALL, halfAnswer(vendor));
	}

	/**
	 * Says nothing more after the beginning of an error.
	 */
	public static FaultyServer stallingInError(int status) {
		return new FaultyServer(Fault.STALL,
				"HTTP/1.1 " + status + " Error\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
	}

	/**
	 * Says nothing more after three words of a stream.
	 */
	public static FaultyServer stallingInStream(Vendor vendor) {
		return new FaultyServer(Fault.STALL, halfStream(vendor));
	}

	/**
	 * Closes the connection after half of a blocking answer.
	 */
	public static FaultyServer endingInBody(Vendor vendor) {
		return new FaultyServer(Fault.CLOSE, halfAnswer(vendor));
	}

	/**
	 * Closes the connection, without a fault on the wire, after three words of a stream
	 * that promises more.
	 */
	public static FaultyServer endingInStream(Vendor vendor) {
		return new FaultyServer(Fault.CLOSE, halfStream(vendor));
	}

	/**
	 * An address where nobody listens.
	 */
	public static String refusingUrl() {
		try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return url(unused);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The server's address, without a path.
	 */
	public String url() {
		return url(this.server);
	}

	public int requests() {
		return this.requests.get();
	}

	/**
	 * Waits until a request has been read completely and, where the fault comes later,
	 * the beginning of the answer has been sent.
	 * @return {@code false} when none came in time; each request is reported once
	 */
	public boolean awaitRequest(Duration timeout) throws InterruptedException {
		return this.arrived.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Waits until a client has closed a connection on which it was kept waiting.
	 * @return {@code false} when none did in time; each connection is reported once
	 */
	public boolean awaitDisconnect(Duration timeout) throws InterruptedException {
		return this.disconnected.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	private void accept() {
		try {
			while (!this.server.isClosed()) {
				Socket socket = this.server.accept();
				this.sockets.add(socket);
				start("faulty-connection", () -> serve(socket));
			}
		}
		catch (IOException ex) {
			// The server was closed.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			InputStream in = socket.getInputStream();
			readRequest(in);
			this.requests.incrementAndGet();
			OutputStream out = socket.getOutputStream();
			out.write(this.beginning);
			out.flush();
			this.arrived.release();
			if (this.fault == Fault.STALL) {
				awaitEnd(in);
				this.disconnected.release();
			}
			else if (this.fault == Fault.RESET) {
				socket.setSoLinger(true, 0);
			}
		}
		catch (IOException ex) {
			// The client hung up before it had sent its request, or the test is over.
		}
	}

	private static void awaitEnd(InputStream in) {
		try {
			in.transferTo(OutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			// A reset is an end as well.
		}
	}

	private static void readRequest(InputStream in) throws IOException {
		String head = readUntil(in, "\r\n\r\n");
		Matcher length = CONTENT_LENGTH.matcher(head);
		if (length.find()) {
			in.readNBytes(Integer.parseInt(length.group(1)));
		}
		else if (CHUNKED.matcher(head).find()) {
			readUntil(in, "\r\n0\r\n\r\n");
		}
	}

	private static String readUntil(InputStream in, String end) throws IOException {
		ByteArrayOutputStream read = new ByteArrayOutputStream();
		while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("The client hung up");
			}
			read.write(next);
		}
		return read.toString(StandardCharsets.ISO_8859_1);
	}

	private static String halfAnswer(Vendor vendor) {
		String body = vendor.blocking(Answer.text("Hello there"));
		return head("application/json") + "Content-Length: " + body.length() + "\r\n\r\n"
				+ body.substring(0, body.length() / 2);
	}

	private static String halfStream(Vendor vendor) {
		String body = vendor.streaming(Answer.text("Hello there my friend"));
		int lineEnd = body.indexOf('\n', body.indexOf("my "));
		String words = body.substring(0, body.startsWith("\n", lineEnd + 1) ? lineEnd + 2 : lineEnd + 1);
		return head(vendor.streamingContentType()) + "Transfer-Encoding: chunked\r\n\r\n"
				+ Integer.toHexString(words.length()) + "\r\n" + words + "\r\n";
	}

	private static String head(String contentType) {
		return "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\n";
	}

	private static String url(ServerSocket server) {
		return "http://127.0.0.1:" + server.getLocalPort();
	}

	private static void start(String name, Runnable work) {
		Thread thread = new Thread(work, name);
		thread.setDaemon(true);
		thread.start();
	}

	private enum Fault {

		RESET, STALL, CLOSE

	}

}
