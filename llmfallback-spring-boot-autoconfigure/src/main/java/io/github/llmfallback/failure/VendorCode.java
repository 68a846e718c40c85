package io.github.llmfallback.failure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A machine-readable identifier inside an error answer: OpenAI's {@code code} and
 * {@code type}, Anthropic's {@code type}, Google's {@code status} and {@code reason}.
 *
 * @param value the identifier as the vendor wrote it
 */
record VendorCode(String value) {

	private static final int MAX_LENGTH = 64;

	/** Words or a short number: no key looks like this. */
	private static final Pattern PRINTABLE = Pattern.compile("[a-z]{1,24}(?:[_.-][a-z]{1,24})*|\\d{1,5}");

	private static final Pattern GOOGLE_CONSTANT = Pattern.compile("[A-Z_]+");

	private static final Pattern HTTP_STATUS = Pattern.compile("[45]\\d\\d");

	/** Parts of identifiers that outweigh the status they come with. */
	private static final List<Meaning> MEANINGS = List.of(
			new Meaning(FailureKind.QUOTA_EXHAUSTED, "insufficientquota", "billing", "paymentrequired",
					"insufficientbalance", "insufficientcredit", "creditbalance", "spendlimit", "usagelimit"),
			new Meaning(FailureKind.RATE_LIMITED, "ratelimit"),
			new Meaning(FailureKind.CONTEXT_LENGTH_EXCEEDED, "contextlength", "contextwindow", "contextsize",
					"prompttoolong", "inputtoolong", "tokenslimitreached"),
			new Meaning(FailureKind.CONTENT_FILTERED, "contentfilter", "contentpolicy", "contentmoderation",
					"moderationblocked", "responsibleai", "invalidprompt", "policyviolation", "prohibitedcontent",
					"datainspectionfailed"),
			new Meaning(FailureKind.OVERLOADED, "overloaded", "slowdown", "serviceunavailable", "capacityexceeded"),
			new Meaning(FailureKind.MODEL_NOT_FOUND, "modelnotfound", "modelnotexist", "modelnotavailable",
					"modelnotsupported", "modeldecommissioned", "invalidmodel", "unknownmodel", "unsupportedmodel",
					"deploymentnotfound"),
			new Meaning(FailureKind.MALFORMED_RESPONSE, "toolusefailed", "jsonvalidatefailed"),
			new Meaning(FailureKind.AUTHENTICATION, "invalidapikey", "apikeyinvalid", "apikeyexpired",
					"authenticationerror", "unauthenticated", "invalidauthentication", "accountdeactivated",
					"organizationrestricted", "unsupportedcountry"));

	/** Identifiers that only repeat what the status says, where there is a status. */
	private static final Map<String, Integer> STATUSES = Map.ofEntries(Map.entry("invalidrequesterror", 400),
			Map.entry("invalidargument", 400), Map.entry("failedprecondition", 400), Map.entry("outofrange", 400),
			Map.entry("permissionerror", 403), Map.entry("permissiondenied", 403), Map.entry("notfounderror", 404),
			Map.entry("notfound", 404), Map.entry("requesttoolarge", 413), Map.entry("resourceexhausted", 429),
			Map.entry("toomanyrequests", 429), Map.entry("apierror", 500), Map.entry("servererror", 500),
			Map.entry("internal", 500), Map.entry("internalservererror", 500), Map.entry("unavailable", 503),
			Map.entry("timeouterror", 504), Map.entry("deadlineexceeded", 504));

	/**
	 * The kind this identifier stands for, whatever the status.
	 * @return the kind, {@code null} when the status has to decide
	 */
	@Nullable FailureKind kind() {
		String letters = letters();
		return MEANINGS.stream()
			.filter((meaning) -> meaning.parts().stream().anyMatch(letters::contains))
			.map(Meaning::kind)
			.findFirst()
			.orElse(null);
	}

	/**
	 * The HTTP status this identifier stands for.
	 * @return the status, 0 when there is none
	 */
	int status() {
		return HTTP_STATUS.matcher(this.value).matches() ? Integer.parseInt(this.value)
				: STATUSES.getOrDefault(letters(), 0);
	}

	/**
	 * The identifier in a form that is safe to log.
	 * @return short lower-case words, {@code null} when the value might be something else
	 */
	@Nullable String printable() {
		String text = GOOGLE_CONSTANT.matcher(this.value).matches() ? this.value.toLowerCase(Locale.ROOT) : this.value;
		boolean safe = text.length() <= MAX_LENGTH && PRINTABLE.matcher(text).matches()
				&& !HTTP_STATUS.matcher(text).matches();
		return safe ? text : null;
	}

	private String letters() {
		StringBuilder letters = new StringBuilder();
		this.value.chars().limit(MAX_LENGTH * 2).filter(Character::isLetterOrDigit).forEach(letters::appendCodePoint);
		return letters.toString().toLowerCase(Locale.ROOT);
	}

	/**
	 * Identifiers with one meaning.
	 *
	 * @param kind the meaning
	 * @param parts lower-case letters, one of which the identifier contains
	 */
	private record Meaning(FailureKind kind, List<String> parts) {

		Meaning(FailureKind kind, String... parts) {
			this(kind, List.of(parts));
		}

	}

}
