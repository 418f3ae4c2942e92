package org.integrationstack.worker.delivery.postgres;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Ledger.Receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.integrationstack.worker.WebhookFixture.connection;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.arrivals;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PostgresLedgerIT {
    private static LedgerDatabase database;

    private final String account = WebhookFixture.newAccount();
    private final WebhookFixture push = WebhookFixture.push(account);

    @BeforeAll
    static void open() {
        database = LedgerDatabase.open();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void connectAcme() {
        await(database.ledger().learn(List.of(connection("acme", "alice", account))));
    }

    @Test
    void readsARecordAgainWithoutATrace() {
        database.receive(List.of(push.received()));

        Receipt again = database.receive(List.of(push.received()));

        assertThat(again).isEqualTo(new Receipt(0, 0, 0, 0));
        assertThat(statuses()).containsExactly("received");
    }

    @Test
    void marksWhatTheProviderSendsAgainAsADuplicateOfTheFirst() {
        database.receive(List.of(push.received()));

        Receipt again = database.receive(List.of(push.again().received()));

        assertThat(again).isEqualTo(new Receipt(1, 0, 1, 0));
        assertThat(rows())
                .satisfiesExactly(first -> assertThat(first.getString("status")).isEqualTo("received"), second -> {
                    assertThat(second.getString("status")).isEqualTo("duplicate");
                    assertThat(second.getUUID("duplicate_of"))
                            .isEqualTo(rows().get(0).getUUID("id"));
                    assertThat(second.getOffsetDateTime("settled_at")).isNotNull();
                });
    }

    @Test
    void findsDuplicatesWithinABatch() {
        Receipt receipt = database.receive(
                List.of(push.received(), push.again().received(), push.again().received()));

        assertThat(receipt).isEqualTo(new Receipt(3, 1, 2, 0));
        assertThat(statuses()).containsExactly("received", "duplicate", "duplicate");
    }

    @Test
    void handlesOneOfTwoHundredIdenticalDeliveriesReceivedAtOnce() {
        List<Uni<Receipt>> batches = IntStream.range(0, 20)
                .mapToObj(batch ->
                        Stream.generate(() -> push.again().received()).limit(10).toList())
                .map(webhooks -> database.ledger().receive(arrivals(webhooks)))
                .toList();

        Receipt total =
                await(Uni.join().all(batches).andFailFast()).stream().reduce(new Receipt(0, 0, 0, 0), Receipt::plus);

        assertThat(total).isEqualTo(new Receipt(200, 1, 199, 0));
    }

    @Test
    void storesABatchOnceThatTwoReplicasReadAtOnce() {
        List<ReceivedWebhook> batch = Stream.generate(
                        () -> WebhookFixture.push(account).received())
                .limit(100)
                .toList();

        List<Receipt> receipts = await(Uni.join()
                .all(
                        database.ledger().receive(arrivals(batch)),
                        database.ledger().receive(arrivals(batch)))
                .andFailFast());

        assertThat(receipts).containsExactlyInAnyOrder(new Receipt(100, 100, 0, 0), new Receipt(0, 0, 0, 0));
        assertThat(rows()).hasSize(100);
    }

    @Test
    void queuesAgainWhatTheProviderSendsAfterTheFirstWasGivenUp() {
        database.receive(List.of(push.received()));
        database.query("update delivery set status = 'dead' where account = '" + account + "'");

        Receipt again = database.receive(List.of(push.again().received()));

        assertThat(again).isEqualTo(new Receipt(1, 1, 0, 0));
        assertThat(statuses()).containsExactly("dead", "received");
    }

    @Test
    void makesADeliveryForEveryTenantThatHoldsTheAccount() {
        ConnectionChanged globex = connection("globex", "mallory", account);
        await(database.ledger().learn(List.of(globex)));

        Receipt receipt = database.receive(List.of(push.received()));

        assertThat(receipt).isEqualTo(new Receipt(1, 2, 0, 0));
        assertThat(rows())
                .extracting(row -> row.getString("tenant"), row -> row.getString("owner"))
                .containsExactly(tuple("acme", "alice"), tuple("globex", "mallory"));
    }

    @Test
    void makesOneDeliveryForATenantWithTwoConnectionsToTheAccount() {
        await(database.ledger().learn(List.of(connection("acme", "bob", account))));

        assertThat(database.receive(List.of(push.received()))).isEqualTo(new Receipt(1, 1, 0, 0));
    }

    @Test
    void givesTheWebhookOfATenantsEndpointToNobodyElse() {
        await(database.ledger().learn(List.of(connection("globex", "mallory", account))));
        ReceivedWebhook toEndpoint = push.toEndpoint("ep-1", "globex");
        ReceivedWebhook ofStranger =
                WebhookFixture.push(WebhookFixture.newAccount()).toEndpoint("ep-1", "globex");

        assertThat(database.receive(List.of(toEndpoint, ofStranger))).isEqualTo(new Receipt(2, 2, 0, 0));

        assertThat(database.query("select * from delivery where endpoint = 'ep-1' order by seq"))
                .extracting(row -> row.getString("tenant"), row -> row.getString("owner"))
                .containsExactly(tuple("globex", "mallory"), tuple("globex", null));
    }

    @Test
    void keepsWhatBelongsToNobodyUntilAConnectionAppears() {
        String strange = WebhookFixture.newAccount();
        WebhookFixture first = WebhookFixture.push(strange);
        WebhookFixture second = WebhookFixture.push(strange);
        Receipt receipt = database.receive(
                List.of(first.received(), second.received(), first.again().received()));
        assertThat(receipt).isEqualTo(new Receipt(3, 0, 0, 3));
        assertThat(rows(strange)).extracting(row -> row.getString("reason")).containsOnly("unrouted");

        int routed = await(database.ledger().learn(List.of(connection("acme", "alice", strange))));

        assertThat(routed).isEqualTo(2);
        assertThat(rows(strange))
                .extracting(row -> row.getString("delivery_id"), row -> row.getString("status"))
                .containsExactly(
                        tuple(first.deliveryId(), "received"),
                        tuple(second.deliveryId(), "received"),
                        tuple(first.deliveryId(), "duplicate"));
    }

    @Test
    void losesNothingThatArrivesWhileItsConnectionAppears() {
        String busy = WebhookFixture.newAccount();
        List<Uni<?>> work = IntStream.range(0, 40)
                .<Uni<?>>mapToObj(turn -> turn == 20
                        ? database.ledger().learn(List.of(connection("acme", "alice", busy)))
                        : database.ledger()
                                .receive(arrivals(
                                        List.of(WebhookFixture.push(busy).received()))))
                .toList();

        await(Uni.combine().all().unis(work).discardItems());

        assertThat(rows(busy))
                .hasSize(39)
                .extracting(row -> row.getString("tenant"))
                .containsOnly("acme");
    }

    @Test
    void believesOnlyNewerVersionsOfAConnection() {
        ConnectionId id = ConnectionId.random();
        String other = WebhookFixture.newAccount();
        await(database.ledger().learn(List.of(connection(id, "acme", "alice", other, "DISCONNECTED", 7))));

        await(database.ledger().learn(List.of(connection(id, "acme", "alice", other, "ACTIVE", 6))));

        assertThat(database.receive(List.of(WebhookFixture.push(other).received())))
                .isEqualTo(new Receipt(1, 0, 0, 1));
    }

    @Test
    void givesNothingMoreToAConnectionThatWasErased() {
        String other = WebhookFixture.newAccount();
        ConnectionChanged gone = connection("acme", "alice", other);
        await(database.ledger().learn(List.of(gone)));

        await(database.ledger().forget(List.of(gone.connection())));

        assertThat(database.receive(List.of(WebhookFixture.push(other).received())))
                .isEqualTo(new Receipt(1, 0, 0, 1));
    }

    @Test
    void forgetsTheProvidersIdsAfterThirtyDays() {
        database.receive(List.of(push.received(), WebhookFixture.push(account).received()));
        database.query("update delivery_identity set seen_at = now() - interval '31 days' where delivery_id = '"
                + push.deliveryId() + "'");

        int forgotten = await(database.ledger().forgetOldIdentities());

        assertThat(forgotten).isEqualTo(1);
    }

    private List<String> statuses() {
        return rows().stream().map(row -> row.getString("status")).toList();
    }

    private List<Row> rows() {
        return rows(account);
    }

    private static List<Row> rows(String account) {
        return database.query("select * from delivery where account = '" + account + "' order by seq");
    }
}
