package io.github.llmfallback.failure;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Phrases by which vendors' messages give away what their status and codes hide. Asked in
 * this order: Groq's rate limits advertise its billing page and Google's speak of quota
 * and billing, so the word billing alone comes last.
 */
enum TelltalePhrase {

	OUT_OF_CREDIT(FailureKind.QUOTA_EXHAUSTED,
			"credit balance|insufficient[ _](?:balance|credits?|funds|quota)|out of credits|credits are depleted"
					+ "|api usage limits|spending limit|payment required|billing hard limit"),

	RATE_LIMIT(FailureKind.RATE_LIMITED,
			"rate[ _-]?limit|too many requests|(?:tokens|requests) per (?:min|hour|day)|quota exceeded for"),

	CONTEXT_LENGTH(FailureKind.CONTEXT_LENGTH_EXCEEDED,
			"context[ _](?:length|window|size|limit)|maximum context|maximum prompt length"
					+ "|(?:prompt|input) is too long|too many tokens|input token count|maximum number of tokens"
					+ "|reduce the length of the messages"),

	CONTENT_FILTER(FailureKind.CONTENT_FILTERED,
			"content[ _]?(?:filter|policy|moderation)|content management policy|usage (?:polic|guidelines)"
					+ "|content exists risk|prohibited content|flagged (?:as|for|by)|safety system"),

	KEY(FailureKind.AUTHENTICATION,
			"(?:invalid|incorrect|expired) (?:x-)?api[ -]key|api[ _]key (?:not valid|expired|invalid)"
					+ "|organization has been (?:disabled|restricted)"
					+ "|location is not supported|country, region,? or territory not supported"),

	MODEL(FailureKind.MODEL_NOT_FOUND,
			"(?:not a valid|invalid|unknown|no such) model|model(?: not|\\b.{0,120}? does not) exist"
					+ "|model\\b.{0,120}? (?:not found|decommissioned)|organization must be verified"),

	OVERLOAD(FailureKind.OVERLOADED, "overloaded|at capacity|capacity exceeded"),

	BILLING(FailureKind.QUOTA_EXHAUSTED, "exceeded your current quota|billing");

	private static final List<TelltalePhrase> ALL = List.of(values());

	private final FailureKind kind;

	private final Pattern pattern;

	TelltalePhrase(FailureKind kind, String pattern) {
		this.kind = kind;
		this.pattern = Pattern.compile(pattern);
	}

	/**
	 * Finds out what a message is about.
	 * @param text the vendor's message
	 * @param expected the kinds that are plausible
	 * @return one of the plausible kinds, {@code null} when nothing gives one away
	 */
	static @Nullable FailureKind find(String text, Set<FailureKind> expected) {
		String lowerCase = text.toLowerCase(Locale.ROOT);
		for (TelltalePhrase phrase : ALL) {
			if (expected.contains(phrase.kind) && phrase.pattern.matcher(lowerCase).find()) {
				return phrase.kind;
			}
		}
		return null;
	}

}
