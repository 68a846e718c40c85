package io.github.llmfallback.provider;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.BiFunction;

/**
 * Carries the scope of a subscriber into an SDK's asynchronous client, which sends its
 * requests from a thread pool of the JVM's choice: each use within a scope goes to a copy
 * of the client that knows the scope.
 */
final class ScopedClient {

	private ScopedClient() {
	}

	/**
	 * Wraps a client.
	 * @param type the client's interface
	 * @param client used outside of any scope
	 * @param copy makes the copy for a scope
	 * @param <C> the client's interface
	 * @return a client that looks up the scope whenever it is used
	 */
	static <C> C of(Class<C> type, C client, BiFunction<C, UpstreamScope, C> copy) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, args) -> {
				UpstreamScope scope = UpstreamScope.current();
				try {
					return method.invoke((scope != null) ? copy.apply(client, scope) : client, args);
				}
				catch (InvocationTargetException ex) {
					throw ex.getTargetException();
				}
			}));
	}

}
