package org.integrationstack.proxy.entry;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.apikey.ApiKey;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.Keys;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Providers' own SDKs hold a static token: an API key is one. */
@QuarkusTest
@ProxyTest
class ApiKeyIT {
    private static final List<String> ANY = List.of();

    /** How long it may take to find Kafka again. */
    private static final Duration RETURN = Duration.ofSeconds(20);

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI readiness;

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(server);
    }

    @Test
    void callsTheProviderForTheHolderOfAKeyWhichTheProviderNeverSees() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));
        String connection = People.alices();

        HttpResponse<String> response = http.get(path(connection, "/echo"), key.reveal());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getJsonObject("headers").getString("authorization"))
                .isEqualTo("Bearer token-of-" + connection);
        assertThat(response.body()).doesNotContain(key.reveal());
    }

    @Test
    void takesAKeyAsUserName() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));
        String basic = Base64.getEncoder().encodeToString((key.reveal() + ":").getBytes(StandardCharsets.US_ASCII));

        HttpResponse<String> response = http.send(
                "GET",
                path(People.alices(), "/echo"),
                null,
                BodyPublishers.noBody(),
                "Authorization",
                "Basic " + basic);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).doesNotContain(basic);
    }

    @Test
    void hidesTheConnectionsOfOtherTenantsWhateverTheRequestNames() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));

        Http.problem(
                http.get(path(People.mallorys(), "/echo"), key.reveal(), "Integration-Tenant", "globex"),
                404,
                "unknown-connection");
    }

    @Test
    void needsTheScope() {
        ApiKey key = Keys.key("connections:read", ANY, ANY);

        await().untilAsserted(() ->
                Http.problem(http.get(path(People.alices(), "/echo"), key.reveal()), 403, "forbidden"));
    }

    @Test
    void hidesWhatAKeyIsNotForEvenWhenTheCacheCouldAnswer() {
        String connection = People.alices();
        String target = path(connection, "/counted/" + connection);
        http.get(target, TestIdentity.user("alice", "acme"));
        ApiKey toIt = known(Keys.key("proxy:call", List.of("testapi"), List.of(connection)));
        ApiKey toAnother = known(Keys.key("proxy:call", ANY, List.of(People.alices())));
        ApiKey toAnotherProvider = known(Keys.key("proxy:call", List.of("github"), ANY));

        assertThat(http.get(target, toIt.reveal()).headers().firstValue("Integration-Cache"))
                .hasValue("hit");
        JsonObject ofNobody = withoutTrace(http.get(path(People.nobodys(), "/echo"), toIt.reveal()));
        assertThat(withoutTrace(http.get(target, toAnother.reveal()))).isEqualTo(ofNobody);
        assertThat(withoutTrace(http.get(target, toAnotherProvider.reveal()))).isEqualTo(ofNobody);
    }

    @Test
    void refusesARevokedKeyWithinTwoSeconds() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));
        String connection = People.alices();

        Keys.revoke(key);

        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> Http.problem(http.get(path(connection, "/echo"), key.reveal()), 401, "unauthenticated"));
    }

    @Test
    void goesOnWithTheKeysItKnowsWhileKafkaIsAway() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));
        String connection = People.alices();

        Infrastructure.stop("kafka");
        try {
            assertThat(http.get(path(connection, "/echo"), key.reveal()).statusCode())
                    .isEqualTo(200);
            assertThat(new Http(readiness).get(readiness.getPath(), null).statusCode())
                    .isEqualTo(200);
        } finally {
            Infrastructure.start("kafka");
        }
        Keys.revoke(key);

        await().atMost(RETURN)
                .untilAsserted(
                        () -> Http.problem(http.get(path(connection, "/echo"), key.reveal()), 401, "unauthenticated"));
    }

    @Test
    void refusesAWrongSecretLikeAnyBadToken() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));
        String wrong = key.reveal().substring(0, key.reveal().length() - 1) + "_";

        HttpResponse<String> response = http.get(path(People.alices(), "/echo"), wrong);
        HttpResponse<String> badToken = http.get(path(People.alices(), "/echo"), "no.token.atall");

        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(withoutTrace(response)).isEqualTo(withoutTrace(badToken));
        assertThat(response.headers().allValues("WWW-Authenticate"))
                .isEqualTo(badToken.headers().allValues("WWW-Authenticate"));
    }

    @Test
    void refusesTwoCallersInOneRequest() {
        ApiKey key = known(Keys.key("proxy:call", ANY, ANY));

        HttpResponse<String> response = http.get(
                path(People.alices(), "/echo"),
                key.reveal(),
                "Authorization",
                "Bearer " + TestIdentity.user("alice", "acme"));

        Http.problem(response, 400, "invalid-request");
    }

    /** The same key, once this service has heard of it. */
    private ApiKey known(ApiKey key) {
        await().until(() -> http.get(path(People.nobodys(), "/"), key.reveal()).statusCode() == 404);
        return key;
    }

    private static JsonObject withoutTrace(HttpResponse<String> response) {
        JsonObject problem = new JsonObject(response.body());
        problem.remove("traceId");
        return problem;
    }

    private static String path(String connection, String target) {
        return "/proxy/" + connection + target;
    }
}
