package io.github.llmfallback.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.http.HttpHeaders;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that answers like one of the vendors, to blocking and streaming requests
 * alike. What it was told last counts. HTTP/1.1 only.
 */
public final class VendorServer implements AutoCloseable {

	private static final JsonMapper JSON = JsonMapper.shared();

	private static final String ONCE = "once";

	private static final int PIECES = 20;

	private final Vendor vendor;

	private final WireMockServer server;

	private VendorServer(Vendor vendor) {
		this.vendor = vendor;
		this.server = new WireMockServer(WireMockConfiguration.options()
			.dynamicPort()
			.http2PlainDisabled(true)
			.gzipDisabled(true)
			.containerThreads(64));
		this.server.start();
	}

	public static VendorServer start(Vendor vendor) {
		return new VendorServer(vendor);
	}

	public Vendor vendor() {
		return this.vendor;
	}

	/**
	 * What a client is configured with.
	 */
	public String baseUrl() {
		return this.vendor.baseUrl(this.server.baseUrl());
	}

	public VendorServer answers(String text) {
		return answers(Answer.text(text));
	}

	public VendorServer answersWithToolCall(String name, String jsonArguments) {
		return answers(Answer.toolCall(name, jsonArguments));
	}

	public VendorServer answers(Answer answer) {
		return answersAfter(Duration.ZERO, answer);
	}

	/**
	 * Answers, but not before a while.
	 */
	public VendorServer answersAfter(Duration delay, Answer answer) {
		int millis = Math.toIntExact(delay.toMillis());
		this.server.stubFor(blocking().willReturn(answer(answer).withFixedDelay(millis)));
		this.server.stubFor(streaming().willReturn(streamed(answer).withFixedDelay(millis)));
		return this;
	}

	/**
	 * Answers at once, but takes a period to say it all.
	 */
	public VendorServer answersOver(Duration period, Answer answer) {
		int millis = Math.toIntExact(period.toMillis());
		this.server.stubFor(blocking().willReturn(answer(answer).withChunkedDribbleDelay(PIECES, millis)));
		this.server.stubFor(streaming().willReturn(streamed(answer).withChunkedDribbleDelay(PIECES, millis)));
		return this;
	}

	/**
	 * Fails each request with the vendor's usual error.
	 */
	public VendorServer fails(int status) {
		return fails(status, Map.of());
	}

	/**
	 * Fails each request with the vendor's usual error and more headers, such as
	 * {@code Retry-After}.
	 */
	public VendorServer fails(int status, Map<String, String> headers) {
		return responds(status, headers, this.vendor.error(status));
	}

	/**
	 * Responds to each request with exactly this. The content type is JSON unless the
	 * headers say otherwise.
	 */
	public VendorServer responds(int status, Map<String, String> headers, String body) {
		ResponseDefinitionBuilder response = response(status, headers, body);
		this.server.stubFor(blocking().willReturn(response));
		this.server.stubFor(streaming().willReturn(response));
		return this;
	}

	/**
	 * Fails the next request and answers those after it.
	 */
	public VendorServer failsOnceThenAnswers(int status, String text) {
		answers(text);
		this.server.resetScenarios();
		ResponseDefinitionBuilder failure = response(status, Map.of(), this.vendor.error(status));
		this.server.stubFor(once(blocking()).willReturn(failure));
		this.server.stubFor(once(streaming()).willReturn(failure));
		return this;
	}

	public int count() {
		return this.server.getAllServeEvents().size();
	}

	/**
	 * The requests in the order in which they arrived.
	 */
	public List<ReceivedRequest> requests() {
		return this.server.findAll(WireMock.anyRequestedFor(WireMock.anyUrl()))
			.stream()
			.map(VendorServer::received)
			.toList();
	}

	public ReceivedRequest lastRequest() {
		List<ReceivedRequest> requests = requests();
		return requests.get(requests.size() - 1);
	}

	/**
	 * Forgets the requests and what to answer.
	 */
	public void reset() {
		this.server.resetAll();
	}

	@Override
	public void close() {
		this.server.stop();
	}

	private MappingBuilder blocking() {
		WireFormat format = this.vendor.format();
		return WireMock.post(WireMock.urlPathMatching(format.blockingPath()));
	}

	/**
	 * Registered after the blocking one and therefore preferred where both match.
	 */
	private MappingBuilder streaming() {
		WireFormat format = this.vendor.format();
		MappingBuilder mapping = WireMock.post(WireMock.urlPathMatching(format.streamingPath()));
		return format.isStreamFlagged() ? mapping.withRequestBody(WireMock.matchingJsonPath("$[?(@.stream == true)]"))
				: mapping;
	}

	private static MappingBuilder once(MappingBuilder mapping) {
		return mapping.inScenario(ONCE).whenScenarioStateIs(Scenario.STARTED).willSetStateTo("done");
	}

	private ResponseDefinitionBuilder answer(Answer answer) {
		return response(200, Map.of(), this.vendor.blocking(answer));
	}

	private ResponseDefinitionBuilder streamed(Answer answer) {
		return response(200, Map.of("Content-Type", this.vendor.streamingContentType()), this.vendor.streaming(answer));
	}

	private static ResponseDefinitionBuilder response(int status, Map<String, String> headers, String body) {
		ResponseDefinitionBuilder response = WireMock.aResponse().withStatus(status).withBody(body);
		headers.forEach(response::withHeader);
		return headers.containsKey("Content-Type") ? response : response.withHeader("Content-Type", "application/json");
	}

	private static ReceivedRequest received(LoggedRequest request) {
		Map<String, String> values = new TreeMap<>();
		HttpHeaders headers = request.getHeaders();
		headers.all().forEach((header) -> values.put(header.key().toLowerCase(Locale.ROOT), header.firstValue()));
		return new ReceivedRequest(request.getUrl(), Map.copyOf(values), JSON.readTree(request.getBodyAsString()));
	}

}
