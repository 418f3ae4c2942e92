package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.page.Page;
import org.integrationstack.common.page.Position;
import org.integrationstack.connections.testing.Api;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.Eventually;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.embedded.testing.TestIdentity;

import static org.assertj.core.api.Assertions.assertThat;

/** A page costs what a page holds, however many connections there are. */
@ServiceTest
class ListingIT {
    private static final int CONNECTIONS = 20_000;
    private static final int AT_ONCE = 2_500;

    private final Api admin = Api.with(TestIdentity.admin("carol", "acme"));

    @BeforeEach
    void manyConnections() {
        Eventually.holds(
                () -> assertThat(admin.get("/api/connections").status()).isEqualTo(200));
        long before = rowsFetched();
        for (int first = 0; first < CONNECTIONS; first += AT_ONCE) {
            Database.sql("insert into connection (id, tenant, owner, provider, issuer, account_id, requested_scopes,"
                    + " granted_scopes, labels, status, created_at, updated_at, version)"
                    + " select gen_random_uuid(), 'acme',"
                    + " case when n % 200 = 0 then 'alice' else 'user-' || n % 200 end,"
                    + " case when n % 100 = 0 then 'slack' else 'github' end, 'https://issuer.example', n::text, '',"
                    + " '', jsonb_build_object('stage', 'test', 'batch', 'b' || n % 400),"
                    + " case when n % 300 = 0 then 'NEEDS_REAUTHORIZATION' else 'ACTIVE' end,"
                    + " timestamptz '2026-01-01' + n * interval '1 second', now(), 1"
                    + " from generate_series(" + (first + 1) + ", " + (first + AT_ONCE) + ") n");
        }
        Database.sql("analyze connection, connection_label");
        // Each of two labels looked for its connection. Counted a little later, which must not be in what is measured.
        Eventually.holds(() -> assertThat(rowsFetched() - before).isGreaterThanOrEqualTo(2L * CONNECTIONS));
    }

    @AfterEach
    void cleanUp() {
        Infrastructure.clean();
    }

    @Test
    void readsByIndexWhateverIsAskedFor() {
        String deep = new Position(Instant.parse("2026-01-01T01:00:00Z"), new UUID(0, 0)).cursor();
        List<String> queries = List.of(
                "",
                "cursor=" + deep,
                "provider=slack",
                "status=NEEDS_REAUTHORIZATION",
                "externalId=777",
                "label=batch:b7",
                "label=stage:test",
                "label=stage:test&provider=slack",
                "owner");
        long before = rowsFetched();

        for (String query : queries) {
            Api caller = query.equals("owner") ? Api.user("alice") : admin;
            assertThat(caller.get("/api/connections?" + query).items())
                    .as(query)
                    .isNotEmpty();
        }

        // The server counts a little later. Fewer than the pages hold: something read the whole table instead.
        long shown = 7L * Page.SIZE;
        Eventually.holds(() -> assertThat(rowsFetched() - before).isGreaterThan(shown));
        assertThat(rowsFetched() - before).isLessThan(queries.size() * 3L * Page.SIZE);
    }

    @Test
    void findsTheFewAmongMany() {
        assertThat(admin.get("/api/connections?label=batch:b7").items()).hasSize(Page.SIZE);
        assertThat(admin.get("/api/connections?label=batch:b7&externalId=407").items())
                .extracting(item -> ((JsonObject) item).getJsonObject("account").getString("id"))
                .containsExactly("407");
    }

    private long rowsFetched() {
        return Database.count("select idx_tup_fetch from pg_stat_user_tables where relname = 'connection'");
    }
}
