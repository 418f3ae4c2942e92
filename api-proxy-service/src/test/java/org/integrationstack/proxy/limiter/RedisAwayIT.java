package org.integrationstack.proxy.limiter;

import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.TestWorld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The proxy is started while the Redis that counts permits is away; it then comes, goes and comes back. */
@QuarkusTest
@QuarkusTestResource(value = RedisAwayIT.AtStart.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = TestWorld.class, restrictToAnnotatedClass = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisAwayIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/health/ready", management = true)
    URI readiness;

    @AfterEach
    void redisIsThere() {
        Infrastructure.resume("redis");
        Infrastructure.start("redis");
    }

    @Test
    @Order(1)
    void startsWithoutRedisAndWorksOnceItIsThere() {
        assertRefused(call());
        assertThat(ready()).isEqualTo(503);

        Infrastructure.start("redis");

        assertRecovers();
    }

    @ParameterizedTest
    @Order(2)
    @ValueSource(strings = {"kill", "pause"})
    void refusesCallsWhileRedisIsAwayAndRecoversByItself(String how) {
        assertThat(call().statusCode()).isEqualTo(200);

        if (how.equals("kill")) {
            Infrastructure.kill("redis");
        } else {
            Infrastructure.pause("redis");
        }
        await().atMost(SOON).until(() -> call().statusCode() == 503);
        assertRefused(call());
        await().atMost(SOON).until(() -> ready() == 503);
        redisIsThere();

        assertRecovers();
    }

    private static void assertRefused(HttpResponse<String> response) {
        Http.problem(response, 503, "dependency-unavailable");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("0");
    }

    private void assertRecovers() {
        await().atMost(SOON).until(() -> call().statusCode() == 200);
        await().atMost(SOON).until(() -> ready() == 200);
    }

    private HttpResponse<String> call() {
        return new Http(server).get("/proxy/" + People.alices() + "/echo", TestIdentity.user("alice", "acme"));
    }

    private int ready() {
        return new Http(readiness).get(readiness.getPath(), null).statusCode();
    }

    /** Where Redis is, and that it is not there. */
    public static final class AtStart implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            Map<String, String> environment = Infrastructure.environment("proxy", "kafka,redis");
            Infrastructure.stop("redis");
            return environment;
        }

        @Override
        public void stop() {
            Infrastructure.start("redis");
        }
    }
}
