package org.integrationstack.proxy.entry;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.embedded.testing.TestIdentity;
import org.integrationstack.proxy.testing.Http;
import org.integrationstack.proxy.testing.People;
import org.integrationstack.proxy.testing.ProxyTest;

import static org.assertj.core.api.Assertions.assertThat;

@QuarkusTest
@ProxyTest
class ProxyIT {
    @TestHTTPResource("/")
    URI server;

    private Http http;

    @BeforeEach
    void connect() {
        http = new Http(server);
    }

    @Test
    void callsTheProviderWithTheConnectionsTokenInsteadOfTheCallers() {
        String connection = People.alices();

        HttpResponse<String> response = http.get(path(connection, "/echo"), alice());

        assertThat(response.statusCode()).isEqualTo(200);
        JsonObject seen = new JsonObject(response.body());
        assertThat(seen.getJsonObject("headers").getString("authorization")).isEqualTo("Bearer token-of-" + connection);
        assertThat(response.body()).doesNotContain(alice());
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("1");
        assertThat(response.headers().firstValue("Integration-Cache")).hasValue("miss");
        assertThat(response.headers().firstValue("Integration-Wait-Ms")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/echo/repos/o/r/git/ref/heads%2Fmain",
                "/echo/a%20b+c/%E4%B8%96?q=a%0Ab&q=c+d&empty=&none",
                "/echo/%7Euser/a;v=1",
                "/echo/a//b/"
            })
    void forwardsPathAndQueryByteForByte(String target) {
        HttpResponse<String> response = http.get(path(People.alices(), target), alice());

        assertThat(new JsonObject(response.body()).getString("uri")).isEqualTo("/testapi/v7" + target);
    }

    @Test
    void sendsOnlyWhatTheProviderMaySee() {
        HttpResponse<String> response = http.get(
                path(People.alices(), "/echo?on_behalf_of=them&x=1"),
                alice(),
                "Cookie",
                "session=1",
                "X-Forwarded-For",
                "10.0.0.1",
                "X-HTTP-Method-Override",
                "DELETE",
                "baggage",
                "secret=1",
                "Test-Account",
                "them",
                "X-Api-Version",
                "6",
                "Integration-Timeout",
                "9.5",
                "Accept",
                "application/vnd.test+json",
                "Idempotency-Key",
                "k");

        JsonObject seen = new JsonObject(response.body());
        assertThat(seen.getString("uri")).isEqualTo("/testapi/v7/echo?x=1");
        assertThat(seen.getJsonObject("headers").getMap())
                .doesNotContainKeys(
                        "cookie",
                        "x-forwarded-for",
                        "x-http-method-override",
                        "baggage",
                        "test-account",
                        "integration-timeout")
                .containsEntry("x-api-version", "7")
                .containsEntry("accept", "application/vnd.test+json")
                .containsEntry("idempotency-key", "k")
                .containsEntry("host", URI.create(providerUrl()).getAuthority());
    }

    @Test
    void presentsACredentialAsItsKindIsPresented() {
        String connection = People.keyed();

        HttpResponse<String> response =
                http.get(path(connection, "/echo"), alice(), "X-Api-Key", "another's", "X-Region", "us");

        JsonObject seen = new JsonObject(response.body());
        assertThat(seen.getString("uri")).isEqualTo("/keyedapi/echo");
        assertThat(seen.getJsonObject("headers").getMap())
                .containsEntry("x-api-key", "key token-of-" + connection)
                .containsEntry("x-region", "eu")
                .doesNotContainKey("authorization");
    }

    @Test
    void sendsACallOnceMoreWithARenewedCredential() {
        String connection = People.alices();

        HttpResponse<String> response = http.get(path(connection, "/picky"), alice());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(response.body()).getJsonObject("headers").getString("authorization"))
                .isEqualTo("Bearer renewed-token-of-" + connection);
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("2");
    }

    @Test
    void takesTheTokenThatTheCallerNames() {
        String connection = People.alices();
        String path = path(connection, "/echo");

        String main = http.get(path, alice()).body();
        String user = http.get(path, alice(), "Integration-Token-Slot", "user").body();

        assertThat(main).contains("Bearer token-of-" + connection);
        assertThat(user).contains("Bearer user-token-of-" + connection);
        Http.problem(http.get(path, alice(), "Integration-Token-Slot", "../x"), 400, "invalid-request");
    }

    @Test
    void callsNobodyWhereAKeptValueLeadsAstray() {
        JsonObject problem = Http.problem(
                http.get(path(People.inState(People.State.MISLED), "/echo"), alice()), 502, "upstream-failure");

        assertThat(problem.getString("detail")).endsWith("nothing was sent.").doesNotContain("evil");
    }

    @Test
    void answersWithOnlyWhatIsSafeOnItsOwnOrigin() {
        String connection = People.alices();

        HttpResponse<String> response = http.get(path(connection, "/echo"), alice());

        assertThat(response.headers().map().keySet())
                .doesNotContain("set-cookie", "access-control-allow-origin", "strict-transport-security");
        assertThat(response.headers().firstValue("X-Provider")).hasValue("yes");
        assertThat(response.headers().allValues("Content-Security-Policy")).containsExactly("sandbox");
        assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
        assertThat(response.headers().allValues("Integration-Cache")).containsExactly("miss");
        assertThat(response.headers().firstValue("Link"))
                .hasValue("<https://proxy.example/proxy/" + connection + "/echo?page=2>; rel=\"next\"");
    }

    @Test
    void passesBodiesAndMethodsOn() {
        HttpResponse<String> response = http.send(
                "PATCH",
                path(People.alices(), "/echo"),
                alice(),
                BodyPublishers.ofString("{\"a\":1}"),
                "Content-Type",
                "application/json");

        JsonObject seen = new JsonObject(response.body());
        assertThat(seen.getString("method")).isEqualTo("PATCH");
        assertThat(seen.getString("body")).isEqualTo("{\"a\":1}");
        assertThat(seen.getJsonObject("headers").getString("content-length")).isEqualTo("7");
        assertThat(response.headers().firstValue("Integration-Cache")).hasValue("bypass");
    }

    @Test
    void carriesTheCallersTraceOn() {
        String trace = "0af7651916cd43dd8448eb211c80319c";

        HttpResponse<String> response = http.get(
                path(People.alices(), "/echo"), alice(), "traceparent", "00-" + trace + "-b7ad6b7169203331-01");

        assertThat(new JsonObject(response.body()).getJsonObject("headers").getString("traceparent"))
                .matches("00-" + trace + "-[0-9a-f]{16}-0[01]");
    }

    @Test
    void answersHeadWithTheHeadersOfAGet() {
        HttpResponse<String> response =
                http.send("HEAD", path(People.alices(), "/counted/head"), alice(), BodyPublishers.noBody());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("Cache-Control")).hasValue("private, max-age=60");
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 304, 400, 401, 403, 404, 418, 429, 500, 503})
    void passesTheProvidersOwnStatusOn(int status) {
        HttpResponse<String> response = http.get(path(People.alices(), "/status?code=" + status), alice());

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).isEqualTo(status == 204 || status == 304 ? "" : "{\"message\":\"as told\"}");
    }

    @Test
    void returnsRedirectsInsteadOfFollowingThem() {
        String connection = People.alices();

        HttpResponse<String> elsewhere = http.get(path(connection, "/redirect?to=https://evil.example/x"), alice());
        HttpResponse<String> within =
                http.get(path(connection, "/redirect?to=https://api.testapi.example/v7/echo"), alice());

        assertThat(elsewhere.statusCode()).isEqualTo(302);
        assertThat(elsewhere.headers().firstValue("Location")).hasValue("https://evil.example/x");
        assertThat(within.headers().firstValue("Location"))
                .hasValue("https://proxy.example/proxy/" + connection + "/echo");
    }

    @Test
    void callsGithubAsItsBuiltInDefinitionSays() {
        String connection = People.githubs();

        HttpResponse<String> response = http.get(path(connection, "/user/repos?per_page=5"), alice());

        JsonObject seen = new JsonObject(response.body());
        assertThat(seen.getString("uri")).isEqualTo("/github/user/repos?per_page=5");
        assertThat(seen.getJsonObject("headers").getMap())
                .containsEntry("authorization", "Bearer token-of-" + connection)
                .containsEntry("user-agent", "integration-stack");
        Http.problem(
                http.send("DELETE", path(connection, "/applications/1/token"), alice(), BodyPublishers.noBody()),
                400,
                "invalid-request");
    }

    @Test
    void letsInWhoeverMayUseTheConnection() {
        String connection = People.alices();
        String program = TestIdentity.token(Map.of("tenant", "acme", "scope", "proxy:call"));
        String worker = TestIdentity.service("proxy:call", "tenant:delegate");

        assertThat(http.get(path(connection, "/echo"), TestIdentity.admin("carol", "acme"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(http.get(path(connection, "/echo"), program).statusCode()).isEqualTo(200);
        assertThat(http.get(path(connection, "/echo"), worker, "Integration-Tenant", "acme")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void asksForABearerToken() {
        String target = path(People.alices(), "/echo");
        String forged = TestIdentity.forgedToken(Map.of("sub", "alice", "tenant", "acme", "roles", List.of("user")));
        String foreign = TestIdentity.token(
                Map.of("sub", "alice", "tenant", "acme", "roles", List.of("user"), "aud", List.of("webhook-worker")));
        String expired = TestIdentity.token(
                Map.of("sub", "alice", "tenant", "acme", "roles", List.of("user"), "exp", 1_000_000));

        for (String token : new String[] {null, "nonsense", forged, foreign, expired}) {
            HttpResponse<String> response = http.get(target, token);

            Http.problem(response, 401, "unauthenticated");
            assertThat(response.headers().firstValue("WWW-Authenticate"))
                    .hasValueSatisfying(scheme -> assertThat(scheme).startsWith("Bearer"));
        }
    }

    @Test
    void refusesWhoMayNotCallThroughTheProxy() {
        String target = path(People.alices(), "/echo");
        String noTenant = TestIdentity.token(Map.of("sub", "alice", "roles", List.of("user")));
        String otherScope = TestIdentity.token(Map.of("tenant", "acme", "scope", "deliveries:read"));
        String worker = TestIdentity.service("proxy:call", "tenant:delegate");

        Http.problem(http.get(target, TestIdentity.operator()), 403, "forbidden");
        Http.problem(http.get(target, noTenant), 403, "forbidden");
        Http.problem(http.get(target, otherScope), 403, "forbidden");
        Http.problem(http.get(target, worker), 403, "forbidden");
    }

    @Test
    void tellsNobodyWhichConnectionsOthersHave() {
        JsonObject unknown = unknown(People.nobodys());

        assertThat(unknown(People.bobs())).isEqualTo(unknown);
        assertThat(unknown(People.mallorys())).isEqualTo(unknown);
        assertThat(unknown("not-an-id")).isEqualTo(unknown);
        assertThat(unknown("")).isEqualTo(unknown);
    }

    @Test
    void saysWhyAConnectionCannotBeUsed() {
        Http.problem(
                http.get(path(People.inState(People.State.REVOKED), "/echo"), alice()), 409, "needs-reauthorization");
        Http.problem(http.get(path(People.inState(People.State.PAUSED), "/echo"), alice()), 409, "conflict");
        Http.problem(http.get(path(People.inState(People.State.PROVIDER_UNKNOWN), "/echo"), alice()), 404, "not-found");
    }

    @ParameterizedTest
    @EnumSource(
            value = People.State.class,
            names = {"PROVIDER_AWAY", "PROVIDER_PRIVATE"})
    void saysThatAProviderCannotBeReached(People.State state) {
        HttpResponse<String> response = http.get(path(People.inState(state), "/echo"), alice());

        Http.problem(response, 502, "upstream-failure");
        assertThat(response.headers().firstValue("Integration-Attempts")).hasValue("0");
    }

    @Test
    void answers503WhenConnectionsServiceDoesNotSay() {
        HttpResponse<String> response = http.get(path(People.inState(People.State.CONFUSING), "/echo"), alice());

        Http.problem(response, 503, "dependency-unavailable");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "soon", "301", "1e3", ""})
    void refusesATimeoutThatIsNone(String timeout) {
        Http.problem(
                http.get(path(People.alices(), "/echo"), alice(), "Integration-Timeout", timeout),
                400,
                "invalid-request");
    }

    @Test
    void refusesCacheDirectivesThatAreNone() {
        Http.problem(
                http.get(path(People.alices(), "/echo"), alice(), "Integration-Cache-Control", "max-age=soon"),
                400,
                "invalid-request");
    }

    private JsonObject unknown(String connection) {
        JsonObject problem = Http.problem(http.get(path(connection, "/echo"), alice()), 404, "unknown-connection");
        problem.remove("traceId");
        return problem;
    }

    private static String providerUrl() {
        return ConfigProvider.getConfig().getValue("test.provider.url", String.class);
    }

    private static String path(String connection, String target) {
        return "/proxy/" + connection + target;
    }

    private static String alice() {
        return TestIdentity.user("alice", "acme");
    }
}
