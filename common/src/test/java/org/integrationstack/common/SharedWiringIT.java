package org.integrationstack.common;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import jakarta.inject.Inject;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.smallrye.common.annotation.Identifier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.Access;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** What every service gets from this module without a line of its own, on a service that has nothing else. */
@QuarkusTest
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {@ResourceArg(name = "service", value = "gateway"), @ResourceArg(name = "needs", value = "kafka")})
class SharedWiringIT {
    private static final String TYPE = "urn:integration-stack:problem:";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TestHTTPResource(management = true)
    URI management;

    @Inject
    @Identifier("default-kafka-broker") Map<String, Object> kafka;

    @TestHTTPResource
    URI service;

    // --- framing ---

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                "Transfer-Encoding: gzip, chunked",
                "Authorization: Bearer a\r\nAuthorization: Bearer b"
            })
    void refusesHeadersThatServersReadDifferently(String header) throws IOException {
        assertThat(statusLine(header)).contains(" 400 ");
    }

    @Test
    void isNotUpgradedToATunnel() throws IOException {
        assertThat(statusLine(
                        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__"))
                .contains(" 401 ");
    }

    private String statusLine(String headers) throws IOException {
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            String request = "GET /probe/caller HTTP/1.1\r\nHost: probe\r\n" + headers + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    // --- callers ---

    @Test
    void aUserIsACallerOfOneTenant() {
        caller(TestIdentity.user("alice", "acme"))
                .statusCode(200)
                .body("tenant", equalTo("acme"))
                .body("subject", equalTo("alice"))
                .body("wholeTenant", is(false))
                .body("at", equalTo("1970-01-01T00:00:00Z"));
    }

    @Test
    void anAdminSeesTheWholeTenant() {
        caller(TestIdentity.admin("carol", "acme")).statusCode(200).body("wholeTenant", is(true));
    }

    @Test
    void aProgramIsACallerByItsScope() {
        caller(token("scope", "proxy:call connections:read", "tenant", "acme"))
                .statusCode(200)
                .body("wholeTenant", is(true));
    }

    @Test
    void aProgramWithoutTheScopeIsForbidden() {
        problem(caller(token("scope", "proxy:call", "tenant", "acme")), 403, "forbidden");
    }

    @Test
    void ourOwnServiceNamesTheTenantItActsFor() {
        String service = TestIdentity.service(Access.CREDENTIALS_READ, Access.TENANT_DELEGATE);

        given().auth()
                .oauth2(service)
                .header("Integration-Tenant", "globex")
                .get("/probe/caller")
                .then()
                .statusCode(200)
                .body("tenant", equalTo("globex"));
        problem(caller(service), 403, "forbidden");
        problem(
                given().auth()
                        .oauth2(service)
                        .header("Integration-Tenant", "globex", "acme")
                        .get("/probe/caller")
                        .then(),
                403,
                "forbidden");
    }

    @Test
    void nobodyElseNamesATenant() {
        given().auth()
                .oauth2(TestIdentity.user("alice", "acme"))
                .header("Integration-Tenant", "globex")
                .get("/probe/caller")
                .then()
                .body("tenant", equalTo("acme"));
    }

    @Test
    void aTokenOfNoTenantOrOfSeveralIsForbiddenEverywhere() {
        problem(caller(token("roles", List.of("user"))), 403, "forbidden");
        problem(caller(token("roles", List.of("admin"), "tenant", List.of("acme", "globex"))), 403, "forbidden");
        problem(caller(token("roles", List.of("admin"), "tenant", "")), 403, "forbidden");
        problem(
                caller(token("scope", "tenant:delegate connections:read", "tenant", List.of("acme"))),
                403,
                "forbidden");
    }

    @Test
    void anythingButAValidAccessTokenForThisServiceIsUnauthenticated() {
        long past = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        Map<String, Object> admin = Map.of("sub", "carol", "tenant", "acme", "roles", List.of("admin"));

        unauthenticated(given().get("/probe/caller").then());
        unauthenticated(caller("no.token.atall"));
        unauthenticated(caller(with(admin, "aud", "connections-service")));
        unauthenticated(caller(with(admin, "exp", past)));
        unauthenticated(caller(with(admin, "iss", "https://elsewhere.example")));
        unauthenticated(caller(TestIdentity.forgedToken(admin)));
        unauthenticated(caller(unsigned(with(admin, "x", "y"))));
        unauthenticated(caller(with(admin, "nonce", "of-a-sign-in")));
        unauthenticated(caller(with(admin, "at_hash", "of-an-id-token")));
    }

    @Test
    void anEndpointThatDoesNotSayWhoMayCallItIsClosed() {
        given().auth()
                .oauth2(TestIdentity.admin("carol", "acme"))
                .get("/probe/unannotated")
                .then()
                .statusCode(403);
    }

    // --- problems ---

    @Test
    void ownProblemsAreToldAsTheyAre() {
        problem(given().get("/probe/failure/own").then(), 404, "unknown-connection")
                .body("detail", equalTo("There is no such connection."));
    }

    @Test
    void failuresOfOursTellNothing() {
        problem(given().get("/probe/failure/bug").then(), 500, "internal")
                .body(not(containsString("secret-in-a-message")));
    }

    @Test
    void whatIsAwayIsUnavailableForNow() {
        problem(given().get("/probe/failure/outage").then(), 503, "dependency-unavailable")
                .header("Retry-After", "2");
    }

    @Test
    void unknownPathsMethodsAndTypesAreProblems() {
        problem(given().get("/nowhere").then(), 404, "not-found");
        problem(given().delete("/probe/body").then(), 405, "method-not-allowed");
        problem(given().contentType("text/plain").body("x").post("/probe/body").then(), 415, "unsupported-media-type");
        problem(given().accept("image/png").get("/probe/failure/own").then(), 406, "not-acceptable");
    }

    @Test
    void aBodyThatIsTooLargeIsAProblem() {
        problem(post("x".repeat(10 * 1024 * 1024 + 1)), 413, "too-large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"nested\":{\"at\":\"s3cret\"}} | nested.at",
                "{\"nested\":{\"count\":\"s3cret\"}} | nested.count",
                "{\"nested\":{\"count\":\"5\"}} | nested.count",
                "{\"name\":5} | name",
                "{\"name\":true} | name",
                "{\"nested\":{\"other\":\"s3cret\"}} | nested.other"
            })
    void aBadBodyNamesTheFieldAndEchoesNothing(String body, String field) {
        problem(post(body), 400, "invalid-request")
                .body("field", equalTo(field))
                .body(not(containsString("s3cret")));
    }

    @Test
    void brokenJsonIsAProblemThatEchoesNothing() {
        problem(post("{\"name\":s3cret"), 400, "invalid-request").body(not(containsString("s3cret")));
    }

    @Test
    void aConstraintNamesTheField() {
        problem(post("{\"name\":\"s3cret-and-too-long\"}"), 400, "invalid-request")
                .body("violations.field", contains(endsWith("name")))
                .body("detail", containsString("name: "))
                .body(not(containsString("s3cret")));
    }

    // --- operation ---

    @Test
    void theManagementPortShowsHealthMetricsAndDescription() {
        awaitReadiness(200);
        given().get(management + "health/ready").then().statusCode(200).body("checks.name", hasItems("Kafka"));
        given().get(management + "health/live").then().statusCode(200);
        given().get(management + "metrics").then().statusCode(200).body(containsString("jvm_memory_used_bytes"));
        given().get(management + "openapi").then().statusCode(200).body(containsString("/probe/caller"));
        given().get("/q/health/ready").then().statusCode(404);
    }

    @Test
    void topicsAreCreatedAsDeclared() throws Exception {
        awaitReadiness(200);
        try (Admin admin = Admin.create(new HashMap<>(kafka))) {
            TopicDescription topic = admin.describeTopics(List.of(Topics.CONNECTIONS_CHANGED.name()))
                    .allTopicNames()
                    .get()
                    .get(Topics.CONNECTIONS_CHANGED.name());
            assertThat(topic.partitions()).hasSize(Topics.CONNECTIONS_CHANGED.partitions());
        }
    }

    @Test
    void readinessFollowsKafka() {
        awaitReadiness(200);
        Infrastructure.pause("kafka");
        try {
            awaitReadiness(503);
        } finally {
            Infrastructure.resume("kafka");
        }
        awaitReadiness(200);
    }

    @Test
    void accessLogsHoldNoQuery() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Logger log = Logger.getLogger("io.quarkus.http.access-log");
        Handler recorder = recorder(lines);
        log.addHandler(recorder);
        try {
            given().get("/nowhere?code=s3cret").then().statusCode(404);
            await().atMost(PATIENCE).until(() -> !lines.isEmpty());
        } finally {
            log.removeHandler(recorder);
        }
        assertThat(String.join("\n", lines)).contains("GET /nowhere").doesNotContain("s3cret");
    }

    private void awaitReadiness(int status) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get(management + "health/ready").then().statusCode(status));
    }

    private static ValidatableResponse caller(String token) {
        return given().auth().oauth2(token).get("/probe/caller").then();
    }

    private static ValidatableResponse post(String body) {
        return given().contentType("application/json")
                .body(body)
                .post("/probe/body")
                .then();
    }

    private static void unauthenticated(ValidatableResponse response) {
        problem(response, 401, "unauthenticated").header("WWW-Authenticate", startsWith("Bearer"));
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status, String type) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo(TYPE + type))
                .body("status", equalTo(status))
                .body("traceId.length()", equalTo(32));
    }

    private static String token(Object... claims) {
        Map<String, Object> all = new HashMap<>(Map.of("sub", "program"));
        for (int i = 0; i < claims.length; i += 2) {
            all.put((String) claims[i], claims[i + 1]);
        }
        return TestIdentity.token(all);
    }

    private static String with(Map<String, Object> claims, String name, Object value) {
        Map<String, Object> all = new HashMap<>(claims);
        all.put(name, value);
        return TestIdentity.token(all);
    }

    /** The same claims under {@code alg: none}. */
    private static String unsigned(String token) {
        String header = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        return header + token.substring(token.indexOf('.'), token.lastIndexOf('.') + 1);
    }

    private static Handler recorder(Queue<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
