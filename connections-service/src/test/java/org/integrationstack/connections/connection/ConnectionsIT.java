package org.integrationstack.connections.connection;

import java.util.LinkedHashSet;
import java.util.Set;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.Topics;
import org.integrationstack.common.event.kafka.KafkaCloudEvents;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Browser;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.GitHub;
import org.integrationstack.connections.testing.KafkaTopic;
import org.integrationstack.connections.testing.Reply;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

@ServiceTest
class ConnectionsIT {
    @AfterEach
    void cleanUp() {
        GitHub.reset();
        Infrastructure.clean();
    }

    @Test
    void pagesNewestFirstWithoutGapOrRepetition() {
        sql("insert into connection (id, tenant, owner, provider, issuer, account_id, requested_scopes, granted_scopes,"
                + " status, created_at, updated_at, version)"
                + " select gen_random_uuid(), 'acme', 'alice', 'github', 'https://github.com/login/oauth', n::text, '',"
                + " '', 'ACTIVE', timestamptz '2026-01-01' + (n / 2) * interval '1 microsecond', now(), 1"
                + " from generate_series(1, 120) n");

        Set<String> seen = new LinkedHashSet<>();
        String cursor = "";
        int pages = 0;
        while (cursor != null) {
            JsonObject page = Api.user("alice")
                    .get("/api/connections" + (cursor.isEmpty() ? "" : "?cursor=" + cursor))
                    .json();
            page.getJsonArray("items")
                    .forEach(item -> seen.add(
                            ((JsonObject) item).getJsonObject("account").getString("id")));
            cursor = page.getString("next");
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(120);
        assertThat(seen.iterator().next()).isEqualTo("120");
    }

    @Test
    void filtersByProviderStatusAndAccount() {
        Browser.of("alice").connect("octocat");

        assertThat(found("?provider=github&status=ACTIVE&externalId=583231")).isEqualTo(1);
        assertThat(found("?externalId=1")).isZero();
        assertThat(found("?status=PAUSED")).isZero();
        assertThat(found("?provider=slack")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?status=active", "?cursor=nonsense", "?provider=No%20Such", "?cursor=AAAA", "?externalId=%00"})
    void namesTheParameterThatIsWrong(String query) {
        Reply refused = Api.user("alice").get("/api/connections" + query);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("detail")).startsWith(query.substring(1, query.indexOf('=')));
    }

    @Test
    void disconnectsAtOnceAndHasTheGrantTakenBack() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        String token = credentials(id).json().getString("accessToken");

        Reply disconnected = Api.user("alice").delete("/api/connections/" + id);

        assertThat(disconnected.status()).isEqualTo(202);
        assertThat(disconnected.json().getString("status")).isEqualTo("DISCONNECTED");
        assertThat(disconnected.json().getString("revocation")).isEqualTo("pending");
        assertThat(credentials(id).status()).isEqualTo(409);
        Eventually.holds(() -> assertThat(revocation(id)).isEqualTo("done"));
        assertThat(GitHub.statusOfUser(token)).isEqualTo(401);
        assertThat(sql("select count(*) from connection_grant")).isZero();
        assertThat(sql("select count(*) from grant_revocation")).isZero();
        Eventually.holds(() -> assertThat(new KafkaTopic(Topics.CONNECTIONS_CHANGED)
                        .records(id).stream()
                                .map(KafkaCloudEvents::read)
                                .map(ConnectionChanged::fromCloudEvent)
                                .map(change -> change.version() + change.status()))
                .containsExactly("1ACTIVE", "2DISCONNECTED", "3DISCONNECTED"));
    }

    @Test
    void disconnectingAgainChangesNothing() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        Api.user("alice").delete("/api/connections/" + id);
        Eventually.holds(() -> assertThat(revocation(id)).isEqualTo("done"));

        Reply again = Api.user("alice").delete("/api/connections/" + id);

        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().getLong("version")).isEqualTo(3);
    }

    @Test
    void asksAgainWhenTheProviderIsInTrouble() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        GitHub.fails("/applications", 503);
        Api.user("alice").delete("/api/connections/" + id);
        Eventually.holds(() ->
                assertThat(sql("select max(attempts) from grant_revocation")).isOne());

        assertThat(revocation(id)).isEqualTo("pending");
        assertThat(sql("select count(*) from connection_grant")).isZero();
        sql("update grant_revocation set due = now()");

        Eventually.holds(() -> assertThat(revocation(id)).isEqualTo("done"));
    }

    @Test
    void givesUpAfterADayAndErasesTheTokens() {
        String id = Browser.of("alice").connect("octocat").parameters().get("connection");
        GitHub.fails("/applications", 503);
        Api.user("alice").delete("/api/connections/" + id);

        Eventually.holds(() ->
                assertThat(sql("select max(attempts) from grant_revocation")).isOne());
        GitHub.fails("/applications", 503);
        sql("update grant_revocation set since = now() - interval '25 hours', due = now()");

        Eventually.holds(() -> assertThat(revocation(id)).isEqualTo("failed"));
        assertThat(sql("select count(*) from grant_revocation")).isZero();
    }

    @Test
    void connectsAnewAfterADisconnect() {
        String first = Browser.of("alice").connect("octocat").parameters().get("connection");
        Api.user("alice").delete("/api/connections/" + first);

        String second = Browser.of("alice").connect("octocat").parameters().get("connection");

        assertThat(second).isNotEqualTo(first);
        assertThat(found("?status=ACTIVE")).isEqualTo(1);
        assertThat(found("?status=DISCONNECTED")).isEqualTo(1);
    }

    private static int found(String query) {
        return Api.user("alice").get("/api/connections" + query).items().size();
    }

    private static String revocation(String id) {
        return Api.user("alice").get("/api/connections/" + id).json().getString("revocation");
    }

    private static Reply credentials(String id) {
        return Api.proxyFor("acme").get("/internal/connections/" + id + "/credentials");
    }

    /** The first number of the first row, if there is one. */
    private static long sql(String statement) {
        return Database.sql(statement).stream()
                .findFirst()
                .map(row -> row.getLong(0))
                .orElse(0L);
    }
}
