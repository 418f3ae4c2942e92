package org.integrationstack.proxy.call;

import io.vertx.core.MultiMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.proxy.testing.Fixtures;

import static org.assertj.core.api.Assertions.assertThat;

class HeaderRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "authorization",
                "Cookie",
                "Host",
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Prefix",
                "X-HTTP-Method-Override",
                "X-HTTP-Method",
                "baggage",
                "traceparent",
                "tracestate",
                "Integration-Timeout",
                "Integration-Anything",
                "X-Api-Version",
                "test-account",
                "Connection",
                "Keep-Alive",
                "Proxy-Authorization",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "Content-Length",
                "Expect",
                "X-Original-URL",
                "X-Rewrite-URL"
            })
    void keepsFromTheProviderWhatIsNoneOfItsBusiness(String name) {
        MultiMap sent = CallerHeaders.forProvider(Fixtures.headers(name, "x", "Accept", "y"), Fixtures.api());

        assertThat(sent.names()).containsExactly("Accept");
    }

    @Test
    void dropsWhatConnectionNames() {
        MultiMap received =
                Fixtures.headers("Connection", "close, X-Hop", "Connection", "x-other", "X-Hop", "1", "X-Other", "2");

        assertThat(CallerHeaders.forProvider(received, Fixtures.api()).isEmpty())
                .isTrue();
    }

    @Test
    void keepsOrdinaryFieldsWithAllTheirValues() {
        MultiMap received = Fixtures.headers("Accept", "a", "Accept", "b", "Idempotency-Key", "k");

        MultiMap sent = CallerHeaders.forProvider(received, Fixtures.api());

        assertThat(sent.getAll("accept")).containsExactly("a", "b");
        assertThat(sent.get("idempotency-key")).isEqualTo("k");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Set-Cookie",
                "Clear-Site-Data",
                "Access-Control-Allow-Origin",
                "Access-Control-Allow-Credentials",
                "Alt-Svc",
                "Strict-Transport-Security",
                "Content-Security-Policy",
                "Integration-Cache",
                "Connection",
                "Transfer-Encoding",
                "Content-Length"
            })
    void keepsFromTheCallerWhatWouldActOnOurOrigin(String name) {
        MultiMap passed = ProviderHeaders.forCaller(Fixtures.headers(name, "x", "ETag", "\"1\""));

        assertThat(passed.names()).containsExactly("ETag");
    }
}
