package org.integrationstack.proxy.entry;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;

/** What no client library would send, byte by byte. */
@QuarkusTest
@ProxyTest
class AttackIT {
    @TestHTTPResource("/")
    URI server;

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/echo/../x",
                "/..",
                "/echo/%2e%2e/x",
                "/echo/%252e%252e/x",
                "/echo/%25252e%25252e/x",
                "/echo/..%2fx",
                "/echo/..;a=b/x",
                "/echo/%5c..%5cx",
                "/echo/%00",
                "/echo%0d%0aHost:%20evil.example",
                "/echo/%25250a",
                "//evil.example/echo",
                "/%2fevil.example/echo",
                "/https://evil.example/",
                "/echo/%c0%ae%c0%ae/x",
                "/oauth/token",
                "/OAuth//token;a=b",
                "/%6fauth/token",
                "/%256fauth%2ftoken"
            })
    void refusesPathsThatMightMeanSomethingElseBehindUs(String target) {
        String answer = get("/proxy/" + People.alices() + target);

        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("urn:integration-stack:problem:invalid-request");
    }

    /** Refused before any route is asked, hence without a problem's body. */
    @ParameterizedTest
    @ValueSource(strings = {"/echo\\x", "/echo/%zz", "/echo/%", "/echo/a|b", "/echo/\u00e4"})
    void refusesWhatIsNoUri(String target) {
        assertThat(get("/proxy/" + People.alices() + target)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/echo/100%25?a=%2525", "/echo?", "/echo?a=1?b=2&&", "/echo?a[b]=c", "/echo/a//b/;x=y/~"})
    void forwardsEvenUnusualTargetsByteForByte(String target) {
        String answer = get("/proxy/" + People.alices() + target);

        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("\"uri\":\"/testapi/v7" + target + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proxy/../q/health", "/x/../proxy/", "//proxy/", "/%70roxy/"})
    void hasOneSpellingOfItsOwnPathOnly(String prefix) {
        String answer = get(prefix + People.alices() + "/echo");

        assertThat(answer).startsWith("HTTP/1.1 404 ").doesNotContain("token-of-");
    }

    @Test
    void takesNoConnectionIdFromAnAuthority() {
        String connection = People.alices();

        assertThat(get("/proxy/" + connection + "@evil.example/echo")).startsWith("HTTP/1.1 404 ");
        assertThat(get("/proxy/" + connection + ":443/echo")).startsWith("HTTP/1.1 404 ");
        assertThat(get("http://evil.example/proxy/" + connection + "/echo")).startsWith("HTTP/1.1 404 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CONNECT"})
    void forwardsNoTraceAndNoConnect(String method) {
        String answer = http.raw(
                method + " /proxy/" + People.alices() + "/echo HTTP/1.1", "Host: proxy.example", authorization());

        assertThat(answer)
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("\r\nallow: GET")
                .contains("urn:integration-stack:problem:method-not-allowed");
    }

    @Test
    void refusesAMessageWithTwoLengths() {
        String path = "/proxy/" + People.alices() + "/echo";

        String both = http.raw(
                "POST " + path + " HTTP/1.1",
                "Host: proxy.example",
                authorization(),
                "Content-Length: 5",
                "Transfer-Encoding: chunked",
                "",
                "0",
                "",
                "GET " + path + "/smuggled HTTP/1.1",
                "Host: proxy.example");
        String different = http.raw(
                "POST " + path + " HTTP/1.1",
                "Host: proxy.example",
                authorization(),
                "Content-Length: 5",
                "Content-Length: 6",
                "",
                "hello!");

        assertThat(both).startsWith("HTTP/1.1 400 ").doesNotContain("smuggled");
        assertThat(different).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void dropsWhatTheConnectionHeaderNamesEvenWhenThatIsItsOwnProtection() {
        String connection = People.alices();

        String answer = http.raw(
                "GET /proxy/" + connection + "/echo HTTP/1.1",
                "Host: proxy.example",
                authorization(),
                "Connection: Authorization, X-Api-Version, X-Hop",
                "X-Hop: 1",
                "X-Kept: 2");

        assertThat(answer)
                .contains("\"authorization\":\"Bearer token-of-" + connection)
                .contains("\"x-api-version\":\"7\"")
                .contains("\"x-kept\":\"2\"")
                .doesNotContain("x-hop");
    }

    @Test
    void upgradesNothing() {
        String answer = http.raw(
                "GET /proxy/" + People.alices() + "/echo HTTP/1.1",
                "Host: proxy.example",
                authorization(),
                "Upgrade: websocket",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13");

        assertThat(answer).startsWith("HTTP/1.1 200 ").doesNotContain("\"upgrade\"");
    }

    @Test
    void asksForABodyThatItsSenderHoldsBack() throws IOException {
        try (Socket socket = http.connect()) {
            Http.write(
                    socket,
                    String.join(
                            "\r\n",
                            "POST /proxy/" + People.alices() + "/echo HTTP/1.1",
                            "Host: proxy.example",
                            authorization(),
                            "Expect: 100-continue",
                            "Content-Length: 5",
                            "Connection: close",
                            "",
                            ""));
            assertThat(Http.line(socket)).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(Http.line(socket)).isEmpty();
            Http.write(socket, "hello");

            assertThat(Http.line(socket)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 502})
    void keepsItsConnectionGoodAfterRefusingARequestWithABody(int status) throws IOException {
        String connection = status == 404 ? People.nobodys() : People.inState(People.State.PROVIDER_AWAY);
        String refused = "POST /proxy/" + connection + "/echo HTTP/1.1";
        String next = "GET /proxy/" + People.alices() + "/echo HTTP/1.1";
        try (Socket socket = http.connect()) {
            Http.write(
                    socket,
                    String.join("\r\n", refused, "Host: p", authorization(), "Content-Length: 100000", "", "")
                            + "x".repeat(100_000)
                            + String.join("\r\n", next, "Host: p", authorization(), "Connection: close", "", ""));

            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

            assertThat(answers).startsWith("HTTP/1.1 " + status).contains("HTTP/1.1 200 ");
        }
    }

    @Test
    void refusesABodyThatIsAnnouncedTooLarge() throws IOException {
        try (Socket socket = http.connect()) {
            String request = "POST /proxy/" + People.alices() + "/echo HTTP/1.1";
            Http.write(
                    socket,
                    String.join("\r\n", request, "Host: p", authorization(), "Content-Length: 1073741825", "", ""));

            assertThat(Http.line(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    private String get(String target) {
        return http.raw("GET " + target + " HTTP/1.1", "Host: proxy.example", authorization());
    }

    private static String authorization() {
        return "Authorization: Bearer " + TestIdentity.user("alice", "acme");
    }
}
