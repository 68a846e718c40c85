package io.github.llmfallback.failure;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Maps an error answer to a failure, the same way for every vendor. Codes that mean one
 * thing only outweigh the status, because quota and rate limits hide in many; then the
 * status decides, refined by the message where one status stands for several kinds.
 */
final class ErrorAnswerClassifier {

	private static final Set<FailureKind> BEHIND_BAD_REQUEST = EnumSet.of(FailureKind.QUOTA_EXHAUSTED,
			FailureKind.RATE_LIMITED, FailureKind.CONTEXT_LENGTH_EXCEEDED, FailureKind.CONTENT_FILTERED,
			FailureKind.AUTHENTICATION, FailureKind.MODEL_NOT_FOUND);

	private static final Set<FailureKind> BEHIND_FORBIDDEN = EnumSet.of(FailureKind.QUOTA_EXHAUSTED,
			FailureKind.RATE_LIMITED, FailureKind.CONTENT_FILTERED);

	private static final Set<FailureKind> BEHIND_TOO_MANY = EnumSet.of(FailureKind.QUOTA_EXHAUSTED,
			FailureKind.RATE_LIMITED, FailureKind.OVERLOADED);

	private static final Set<FailureKind> BEHIND_UNAVAILABLE = EnumSet.of(FailureKind.RATE_LIMITED);

	private static final Set<FailureKind> BEHIND_SERVER_ERROR = EnumSet.of(FailureKind.OVERLOADED);

	private static final Set<FailureKind> ANY = EnumSet.allOf(FailureKind.class);

	private static final Pattern KEY = Pattern.compile("(?i)api[ _-]?key|credential|scope|unregistered");

	private static final Pattern MODEL = Pattern.compile("(?i)\\bmodels?\\b");

	private final RetryAfter retryAfter;

	ErrorAnswerClassifier(RetryAfter retryAfter) {
		this.retryAfter = retryAfter;
	}

	/**
	 * Classifies an error answer.
	 * @param answer the answer
	 * @return the failure without its exception; {@link FailureKind#UNKNOWN} when neither
	 * status nor body tell
	 */
	Failure classify(ErrorAnswer answer) {
		return new Failure(kind(answer), this.retryAfter.find(answer.headers(), answer.body().text()), message(answer),
				null);
	}

	private static FailureKind kind(ErrorAnswer answer) {
		List<VendorCode> codes = answer.body().codes();
		for (VendorCode code : codes) {
			FailureKind kind = code.kind();
			if (kind != null) {
				return kind;
			}
		}
		int status = (answer.status() < 300) ? status(codes, answer.status()) : answer.status();
		return kind(status, answer.body().text());
	}

	private static int status(List<VendorCode> codes, int otherwise) {
		for (VendorCode code : codes) {
			int status = code.status();
			if (status > 0) {
				return status;
			}
		}
		return otherwise;
	}

	private static FailureKind kind(int status, String text) {
		return switch (status) {
			case 400, 413, 422 -> find(text, BEHIND_BAD_REQUEST, FailureKind.INVALID_REQUEST);
			case 401 -> FailureKind.AUTHENTICATION;
			case 402 -> FailureKind.QUOTA_EXHAUSTED;
			case 403 -> find(text, BEHIND_FORBIDDEN, forbidden(text));
			case 404, 410 -> FailureKind.MODEL_NOT_FOUND;
			case 408, 504, 524 -> FailureKind.TIMEOUT;
			case 429 -> find(text, BEHIND_TOO_MANY, FailureKind.RATE_LIMITED);
			case 503, 529 -> find(text, BEHIND_UNAVAILABLE, FailureKind.OVERLOADED);
			default -> unlisted(status, text);
		};
	}

	private static FailureKind unlisted(int status, String text) {
		if (status >= 500) {
			return find(text, BEHIND_SERVER_ERROR, FailureKind.SERVER_ERROR);
		}
		if (status >= 300) {
			return FailureKind.UNKNOWN;
		}
		return find(text, ANY, (status >= 200) ? FailureKind.SERVER_ERROR : FailureKind.UNKNOWN);
	}

	private static FailureKind forbidden(String text) {
		return (MODEL.matcher(text).find() && !KEY.matcher(text).find()) ? FailureKind.MODEL_NOT_FOUND
				: FailureKind.AUTHENTICATION;
	}

	private static FailureKind find(String text, Set<FailureKind> expected, FailureKind otherwise) {
		FailureKind found = TelltalePhrase.find(text, expected);
		return (found != null) ? found : otherwise;
	}

	private static String message(ErrorAnswer answer) {
		for (VendorCode code : answer.body().codes()) {
			String printable = code.printable();
			if (printable != null) {
				return origin(answer.status()) + " " + printable;
			}
		}
		return origin(answer.status());
	}

	private static String origin(int status) {
		if (status >= 300) {
			return "HTTP " + status;
		}
		return (status >= 200) ? "error inside HTTP " + status : "provider error";
	}

}
