package io.github.llmfallback.provider;

import java.io.IOException;

import okhttp3.Interceptor;
import okhttp3.Response;

/**
 * Takes a header out of a request: that of the key, which the SDKs insist on, where a
 * provider has none.
 */
record WithoutHeader(String name) implements Interceptor {

	@Override
	public Response intercept(Chain chain) throws IOException {
		return chain.proceed(chain.request().newBuilder().removeHeader(this.name).build());
	}

}
