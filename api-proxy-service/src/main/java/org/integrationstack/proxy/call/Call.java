package org.integrationstack.proxy.call;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.provider.Api;
import org.integrationstack.proxy.connection.Connection;
import org.integrationstack.proxy.connection.Credential;

/**
 * One request of an authorized caller to a provider.
 *
 * @param api how the provider's API is called
 * @param credential opens the connection's account; only the last step, which sends, may reveal it
 * @param target checked: {@link RequestTarget#violation()} is empty
 * @param headers as the caller sent them, less what no provider may see; read-only
 * @param body not yet read
 */
public record Call(
        Connection connection,
        Api api,
        Credential credential,
        HttpMethod method,
        RequestTarget target,
        MultiMap headers,
        Body body,
        CacheDirectives cacheDirectives,
        Deadline deadline) {

    /** The same call with one header more, in the place of any of that name. */
    public Call withHeader(String name, String value) {
        MultiMap changed = MultiMap.caseInsensitiveMultiMap().setAll(headers).set(name, value);
        return new Call(connection, api, credential, method, target, changed, body, cacheDirectives, deadline);
    }

    /** The same call with a newer credential of its connection. */
    public Call with(Credential newer) {
        return new Call(connection, api, newer, method, target, headers, body, cacheDirectives, deadline);
    }

    /** Whether the method promises to change nothing. Source: RFC 9110, section 9.2.1. */
    public boolean isSafe() {
        return method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD) || method.equals(HttpMethod.OPTIONS);
    }
}
