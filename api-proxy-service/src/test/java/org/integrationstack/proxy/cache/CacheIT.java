package org.integrationstack.proxy.cache;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import jakarta.inject.Inject;

import io.quarkus.redis.client.RedisClientName;
import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.redis.datasource.keys.CopyArgs;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@ProxyTest
class CacheIT {
    @TestHTTPResource("/")
    URI server;

    @Inject
    @RedisClientName("cache")
    RedisDataSource redis;

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(server);
    }

    @Test
    void answersASecondCallFromTheCache() {
        String connection = People.alices();
        HttpResponse<String> first = get(connection, "/counted/" + connection);

        HttpResponse<String> second = get(connection, "/counted/" + connection);

        assertThat(verdict(first)).isEqualTo("miss");
        assertThat(verdict(second)).isEqualTo("hit");
        assertThat(second.body()).isEqualTo(first.body()).startsWith("answer 1 ");
        assertThat(second.headers().firstValue("Integration-Attempts")).hasValue("0");
        assertThat(second.headers().firstValue("Age")).isPresent();
        assertThat(second.headers().firstValue("Cache-Control")).hasValue("private, max-age=60");
        assertThat(second.headers().firstValue("Content-Security-Policy")).hasValue("sandbox");
    }

    @Test
    void neverAnswersOneConnectionFromAnother() {
        String one = People.alices();
        String other = People.alices();

        get(one, "/counted/" + one);
        HttpResponse<String> response = get(other, "/counted/" + one);

        assertThat(verdict(response)).isEqualTo("miss");
        assertThat(response.body()).endsWith("for Bearer token-of-" + other);
    }

    @Test
    void asksWhoTheCallerIsBeforeTheCacheAnswers() {
        String connection = People.alices();
        get(connection, "/counted/" + connection);

        String target = "/proxy/" + connection + "/counted/" + connection;

        Http.problem(http.get(target, null), 401, "unauthenticated");
        Http.problem(http.get(target, TestIdentity.user("bob", "acme")), 404, "unknown-connection");
        Http.problem(http.get(target, TestIdentity.admin("mallory", "globex")), 404, "unknown-connection");
    }

    @Test
    void revalidatesWhatTheProviderWantsRevalidated() {
        String connection = People.alices();
        get(connection, "/validated/" + connection);

        HttpResponse<String> second = get(connection, "/validated/" + connection);

        assertThat(verdict(second)).isEqualTo("revalidated");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo("answer 1");
        assertThat(second.headers().firstValue("X-Number")).hasValue("2");
        assertThat(second.headers().firstValue("Integration-Attempts")).hasValue("1");
    }

    @Test
    void leavesACallersOwnConditionsToTheCaller() {
        String connection = People.alices();

        HttpResponse<String> response = get(connection, "/validated/" + connection, "If-None-Match", "\"v1\"");

        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(verdict(response)).isEqualTo("bypass");
    }

    @Test
    void doesAsTheCallerSays() {
        String connection = People.alices();
        String target = "/counted/" + connection;
        get(connection, target);

        assertThat(get(connection, target, "Integration-Cache-Control", "no-store")
                        .body())
                .startsWith("answer 2 ");
        assertThat(get(connection, target, "Integration-Cache-Control", "no-cache")
                        .body())
                .startsWith("answer 3 ");
        assertThat(get(connection, target).body()).startsWith("answer 3 ");
    }

    @Test
    void answersHeadFromAKeptGet() {
        String connection = People.alices();
        HttpResponse<String> get = get(connection, "/counted/" + connection);

        HttpResponse<String> head = http.send(
                "HEAD",
                "/proxy/" + connection + "/counted/" + connection,
                TestIdentity.user("alice", "acme"),
                BodyPublishers.noBody());

        assertThat(verdict(head)).isEqualTo("hit");
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("Content-Length"))
                .hasValue(get.body().length());
    }

    @Test
    void keepsNothingInClear() {
        String connection = People.alices();
        get(connection, "/counted/" + connection + "?q=private");

        String key = key(connection);
        assertThat(key).doesNotContain("counted", "private");
        assertThat(new String(redis.value(byte[].class).get(key), StandardCharsets.ISO_8859_1))
                .doesNotContain("answer", "token", "max-age");
        assertThat(redis.key().ttl(key)).isBetween(1L, 60L);
    }

    @Test
    void opensAnEntryOnlyUnderItsOwnKey() {
        String one = People.alices();
        String other = People.alices();
        get(one, "/counted/" + one);
        get(other, "/counted/" + one);
        String keyOfOne = key(one);
        String keyOfOther = key(other);

        redis.key().copy(keyOfOne, keyOfOther, new CopyArgs().replace(true));
        HttpResponse<String> response = get(other, "/counted/" + one);

        assertThat(verdict(response)).isEqualTo("miss");
        assertThat(response.body()).endsWith("for Bearer token-of-" + other);
    }

    @Test
    void callsTheProviderWhileTheCacheIsAwayAndCachesAgainWhenItIsBack() {
        String connection = People.alices();
        String target = "/counted/" + connection;
        get(connection, target);
        Infrastructure.kill("redis-cache");
        try {
            HttpResponse<String> away = get(connection, target);

            assertThat(away.statusCode()).isEqualTo(200);
            assertThat(verdict(away)).isEqualTo("bypass");
        } finally {
            Infrastructure.start("redis-cache");
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(verdict(get(connection, target))).isEqualTo("hit"));
    }

    private HttpResponse<String> get(String connection, String target, String... headers) {
        return http.get("/proxy/" + connection + target, TestIdentity.user("alice", "acme"), headers);
    }

    /** The one key of a connection; an answer is kept while its end is on the way to the caller. */
    private String key(String connection) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() ->
                        assertThat(redis.key().keys("*" + connection + "*")).hasSize(1));
        return redis.key().keys("*" + connection + "*").get(0);
    }

    private static String verdict(HttpResponse<String> response) {
        return response.headers().firstValue("Integration-Cache").orElseThrow();
    }
}
