package io.github.llmfallback.secrets;

/**
 * Ways in which a server repeats the key it was sent.
 */
enum Echo {

	WRONG_KEY(401, "application/json",
			"{\"error\":{\"type\":\"authentication_error\",\"code\":401,\"status\":\"UNAUTHENTICATED\","
					+ "\"message\":\"Incorrect API key provided: KEY\"}}"),

	TEXT(401, "application/json", "{\"error\":\"unauthorized: KEY\"}"),

	CODE(403, "application/json", "{\"error\":{\"type\":\"KEY\",\"code\":\"KEY\",\"message\":\"KEY\"}}"),

	RATE_LIMIT(429, "application/json",
			"{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Rate limit of KEY reached\"}}"),

	BAD_REQUEST(400, "application/json",
			"{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"KEY may not do this\"}}"),

	SERVER_ERROR(500, "application/json", "{\"error\":{\"type\":\"api_error\",\"message\":\"KEY\"}}"),

	CUT_ERROR(500, "application/json", "{\"error\":{\"message\":\"KEY"),

	PLAIN_ERROR(502, "text/plain", "KEY KEY"),

	PAGE(403, "text/html", "<html><title>KEY</title></html>"),

	REDIRECT(307, "text/html", "<a href='/?key=KEY'>KEY</a>"),

	EVENT(200, "text/event-stream",
			"event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"code\":500,"
					+ "\"message\":\"failed for KEY\"}}\n\n"),

	LINE(200, "application/x-ndjson", "{\"error\":\"failed for KEY\"}\n"),

	CUT_ANSWER(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"KEY"),

	GOOD_PAGE(200, "text/html", "<html>KEY</html>");

	private final int status;

	private final String contentType;

	private final String body;

	Echo(int status, String contentType, String body) {
		this.status = status;
		this.contentType = contentType;
		this.body = body;
	}

	int status() {
		return this.status;
	}

	String contentType() {
		return this.contentType;
	}

	String body(String key) {
		return this.body.replace("KEY", key);
	}

}
