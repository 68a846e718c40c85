package io.github.llmfallback.faults;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import io.github.llmfallback.failure.FailureKind;
import io.github.llmfallback.testsupport.Answer;
import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;
import org.jspecify.annotations.Nullable;

import static io.github.llmfallback.failure.FailureKind.AUTHENTICATION;
import static io.github.llmfallback.failure.FailureKind.CONNECTION;
import static io.github.llmfallback.failure.FailureKind.CONTENT_FILTERED;
import static io.github.llmfallback.failure.FailureKind.CONTEXT_LENGTH_EXCEEDED;
import static io.github.llmfallback.failure.FailureKind.EMPTY_RESPONSE;
import static io.github.llmfallback.failure.FailureKind.INVALID_REQUEST;
import static io.github.llmfallback.failure.FailureKind.MALFORMED_RESPONSE;
import static io.github.llmfallback.failure.FailureKind.MODEL_NOT_FOUND;
import static io.github.llmfallback.failure.FailureKind.OVERLOADED;
import static io.github.llmfallback.failure.FailureKind.QUOTA_EXHAUSTED;
import static io.github.llmfallback.failure.FailureKind.RATE_LIMITED;
import static io.github.llmfallback.failure.FailureKind.SERVER_ERROR;
import static io.github.llmfallback.failure.FailureKind.TIMEOUT;
import static io.github.llmfallback.failure.FailureKind.TRUNCATED;

/**
 * What goes wrong at the first provider, and the kind of failure it is.
 */
enum Fault {

	BAD_REQUEST("400", status(400), INVALID_REQUEST),

	UNAUTHORIZED("401", status(401), AUTHENTICATION),

	PAYMENT_REQUIRED("402", status(402), QUOTA_EXHAUSTED),

	FORBIDDEN("403", status(403), AUTHENTICATION),

	NOT_FOUND("404", status(404), MODEL_NOT_FOUND),

	REQUEST_TIMEOUT("408", status(408), TIMEOUT),

	TOO_LARGE("413", status(413), INVALID_REQUEST),

	UNPROCESSABLE("422", status(422), INVALID_REQUEST),

	TOO_MANY_REQUESTS("429", status(429), RATE_LIMITED),

	TOO_MANY_REQUESTS_FOR_SECONDS("429 with `Retry-After`",
			(server, mode) -> Upstream.of(server.fails(429, Map.of("Retry-After", "7"))), RATE_LIMITED),

	INTERNAL_ERROR("500", status(500), SERVER_ERROR),

	BAD_GATEWAY("502", status(502), SERVER_ERROR),

	UNAVAILABLE("503", status(503), OVERLOADED),

	GATEWAY_TIMEOUT("504", status(504), TIMEOUT),

	SITE_OVERLOADED("529", status(529), OVERLOADED),

	QUOTA("quota used up, told in the text",
			(server, mode) -> error(server, Bodies.quotaStatus(server.vendor()), Bodies.quota(server.vendor())),
			QUOTA_EXHAUSTED),

	CONTEXT_LENGTH("prompt too long, told in the text",
			(server, mode) -> error(server, 400, Bodies.contextLength(server.vendor())), CONTEXT_LENGTH_EXCEEDED),

	PROMPT_BLOCKED("question blocked", (server, mode) -> promptBlocked(server, mode), CONTENT_FILTERED),

	FILTERED("answer filtered",
			(server, mode) -> Upstream.of(server.answers(Answer.text("").finish(Answer.Finish.FILTERED))),
			CONTENT_FILTERED) {

		@Override
		@Nullable FailureKind kind(Vendor vendor, Mode mode) {
			return (vendor == Vendor.OLLAMA) ? EMPTY_RESPONSE : super.kind(vendor, mode);
		}

		@Override
		@Nullable String note(Vendor vendor) {
			return (vendor == Vendor.OLLAMA) ? "Ollama has no finish reason for filtered content" : null;
		}

	},

	FILTERED_LATE("answer filtered after some words",
			(server, mode) -> Upstream.of(server.answers(Bodies.WORDS.finish(Answer.Finish.FILTERED))),
			CONTENT_FILTERED) {

		@Override
		@Nullable FailureKind kind(Vendor vendor, Mode mode) {
			return (vendor == Vendor.OLLAMA) ? null : super.kind(vendor, mode);
		}

		@Override
		@Nullable String note(Vendor vendor) {
			return FILTERED.note(vendor);
		}

		@Override
		boolean isPartial(Mode mode) {
			return mode == Mode.STREAM;
		}

	},

	REFUSED("connection refused", (server, mode) -> Upstream.refusing(server.vendor()), CONNECTION),

	RESET_BEFORE_HEADERS("reset before headers", faulty((vendor) -> FaultyServer.resettingBeforeHeaders()), CONNECTION),

	RESET_IN_BODY("reset in the body", faulty(FaultyServer::resettingInBody), CONNECTION, Mode.CALL),

	RESET_IN_STREAM("reset mid-stream", faulty(FaultyServer::resettingInStream), CONNECTION, Mode.STREAM) {

		@Override
		boolean isPartial(Mode mode) {
			return true;
		}

	},

	CLOSED_IN_BODY("connection closed in the body", faulty(FaultyServer::endingInBody), CONNECTION, Mode.CALL),

	CLOSED_IN_STREAM("connection closed mid-stream", faulty(FaultyServer::endingInStream), CONNECTION, Mode.STREAM) {

		@Override
		boolean isPartial(Mode mode) {
			return true;
		}

	},

	ENDED_IN_STREAM("end mid-stream, no finish reason",
			(server, mode) -> streamed(server, Bodies.halfStream(server.vendor())), TRUNCATED, Mode.STREAM) {

		@Override
		boolean isPartial(Mode mode) {
			return true;
		}

	},

	STALL_BEFORE_HEADERS("stall before headers", faulty((vendor) -> FaultyServer.stallingBeforeHeaders()), TIMEOUT) {

		@Override
		Patience patience() {
			return Patience.SHORT_ATTEMPT;
		}

	},

	STALL_IN_BODY("stall in the body", faulty(FaultyServer::stallingInBody), TIMEOUT, Mode.CALL) {

		@Override
		Patience patience() {
			return Patience.SHORT_ATTEMPT;
		}

	},

	STALL_IN_STREAM("stall mid-stream", faulty(FaultyServer::stallingInStream), TIMEOUT, Mode.STREAM) {

		@Override
		Patience patience() {
			return Patience.SHORT_PAUSE;
		}

		@Override
		boolean isPartial(Mode mode) {
			return true;
		}

	},

	TRICKLE("trickle beyond the deadline of the call",
			(server, mode) -> Upstream
				.of(server.answersOver(Duration.ofSeconds(4), Answer.text("One word after another ".repeat(20)))),
			TIMEOUT) {

		@Override
		Patience patience() {
			return Patience.SHORT_CALL;
		}

		@Override
		boolean isPartial(Mode mode) {
			return mode == Mode.STREAM;
		}

	},

	MALFORMED("malformed JSON",
			(server, mode) -> (mode == Mode.STREAM) ? streamed(server, Bodies.brokenStream(server.vendor()))
					: error(server, 200, "{\"id\":\"1\",\"choices\":[{\"mess"),
			MALFORMED_RESPONSE),

	EMPTY_BODY("empty body", (server, mode) -> (mode == Mode.STREAM) ? streamed(server, "") : error(server, 200, ""),
			MALFORMED_RESPONSE) {

		@Override
		@Nullable FailureKind kind(Vendor vendor, Mode mode) {
			return (mode == Mode.STREAM) ? EMPTY_RESPONSE : MALFORMED_RESPONSE;
		}

	},

	EMPTY_TEXT("empty text", (server, mode) -> Upstream.of(server.answers("")), EMPTY_RESPONSE),

	NO_CHOICES("no choices",
			(server, mode) -> (mode == Mode.STREAM) ? streamed(server, Bodies.streamWithoutChoices(server.vendor()))
					: error(server, 200, Bodies.withoutChoices(server.vendor())),
			MALFORMED_RESPONSE) {

		@Override
		@Nullable FailureKind kind(Vendor vendor, Mode mode) {
			return (vendor == Vendor.OLLAMA) ? MALFORMED_RESPONSE : EMPTY_BODY.kind(vendor, mode);
		}

	},

	WEB_PAGE("HTML with 200",
			(server, mode) -> Upstream.of(server.responds(200, Map.of("Content-Type", "text/html; charset=utf-8"),
					"<!doctype html><html><body>Sign in</body></html>")),
			MALFORMED_RESPONSE),

	ERROR_EVENT("error event first in a 200 stream",
			(server, mode) -> streamed(server, Bodies.errorEvent(server.vendor())), OVERLOADED, Mode.STREAM),

	LATE_ERROR_EVENT("error event after some words",
			(server, mode) -> streamed(server, Bodies.halfStream(server.vendor()) + Bodies.errorEvent(server.vendor())),
			OVERLOADED, Mode.STREAM) {

		@Override
		boolean isPartial(Mode mode) {
			return true;
		}

	},

	BROKEN_EVENT("one malformed event in a complete stream",
			(server, mode) -> streamed(server, Bodies.withBrokenEvent(server.vendor())), null, Mode.STREAM);

	private final String title;

	private final Script script;

	private final @Nullable FailureKind kind;

	private final Set<Mode> modes;

	Fault(String title, Script script, @Nullable FailureKind kind) {
		this(title, script, kind, EnumSet.allOf(Mode.class));
	}

	Fault(String title, Script script, @Nullable FailureKind kind, Mode mode) {
		this(title, script, kind, EnumSet.of(mode));
	}

	Fault(String title, Script script, @Nullable FailureKind kind, Set<Mode> modes) {
		this.title = title;
		this.script = script;
		this.kind = kind;
		this.modes = modes;
	}

	String title() {
		return this.title;
	}

	Set<Mode> modes() {
		return this.modes;
	}

	Upstream upstream(VendorServer server, Mode mode) throws Exception {
		return this.script.play(server, mode);
	}

	/**
	 * What it has to be taken for.
	 * @return {@code null} when it does not keep the answer from being one
	 */
	@Nullable FailureKind kind(Vendor vendor, Mode mode) {
		return this.kind;
	}

	/**
	 * Why a family's kind is another than that of the rest.
	 */
	@Nullable String note(Vendor vendor) {
		return null;
	}

	/**
	 * Whether a part of the answer was delivered before.
	 */
	boolean isPartial(Mode mode) {
		return false;
	}

	Patience patience() {
		return Patience.NORMAL;
	}

	private static Script status(int status) {
		return (server, mode) -> Upstream.of(server.fails(status));
	}

	private static Script faulty(Function<Vendor, FaultyServer> faults) {
		return (server, mode) -> Upstream.of(faults.apply(server.vendor()), server.vendor());
	}

	private static Upstream error(VendorServer server, int status, String body) {
		return Upstream.of(server.responds(status, Map.of(), body));
	}

	private static Upstream streamed(VendorServer server, String body) {
		return Upstream.of(server.responds(200, Map.of("Content-Type", server.vendor().streamingContentType()), body));
	}

	private static Upstream promptBlocked(VendorServer server, Mode mode) {
		Vendor vendor = server.vendor();
		return (mode == Mode.STREAM && vendor == Vendor.GEMINI) ? streamed(server, Bodies.event(Bodies.blocked(vendor)))
				: error(server, Bodies.blockedStatus(vendor), Bodies.blocked(vendor));
	}

	/**
	 * Makes a server misbehave, or another one in its place.
	 */
	interface Script {

		Upstream play(VendorServer server, Mode mode) throws Exception;

	}

}
