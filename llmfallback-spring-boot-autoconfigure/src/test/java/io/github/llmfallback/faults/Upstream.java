package io.github.llmfallback.faults;

import io.github.llmfallback.testsupport.FaultyServer;
import io.github.llmfallback.testsupport.Vendor;
import io.github.llmfallback.testsupport.VendorServer;

/**
 * Where the first provider's requests go.
 */
interface Upstream extends AutoCloseable {

	/** Stands for requests that nobody can count because nobody listens. */
	int UNCOUNTED = -1;

	String baseUrl();

	int requests();

	static Upstream of(VendorServer server) {
		return new Upstream() {

			@Override
			public String baseUrl() {
				return server.baseUrl();
			}

			@Override
			public int requests() {
				return server.count();
			}

			@Override
			public void close() {
				server.reset();
			}

		};
	}

	static Upstream of(FaultyServer server, Vendor vendor) {
		return new Upstream() {

			@Override
			public String baseUrl() {
				return vendor.baseUrl(server.url());
			}

			@Override
			public int requests() {
				return server.requests();
			}

			@Override
			public void close() throws Exception {
				server.close();
			}

		};
	}

	static Upstream refusing(Vendor vendor) {
		String url = vendor.baseUrl(FaultyServer.refusingUrl());
		return new Upstream() {

			@Override
			public String baseUrl() {
				return url;
			}

			@Override
			public int requests() {
				return UNCOUNTED;
			}

			@Override
			public void close() {
			}

		};
	}

}
