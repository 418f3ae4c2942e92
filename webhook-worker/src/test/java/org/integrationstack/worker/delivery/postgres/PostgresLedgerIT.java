package org.integrationstack.worker.delivery.postgres;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
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

import static java.nio.charset.StandardCharsets.UTF_8;
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
    void handlesOneOfAHundredWithTheSameBodyUnderManyIdsReceivedAtOnce() {
        WebhookFixture captured = push.bodySignedAlone().body("application/json", account);
        List<Uni<Receipt>> batches = IntStream.range(0, 20)
                .mapToObj(batch -> IntStream.range(0, 5)
                        .mapToObj(n -> captured.again()
                                .deliveryId(account + " " + (batch * n))
                                .received())
                        .toList())
                .map(webhooks -> database.ledger().receive(arrivals(webhooks)))
                .toList();

        Receipt total =
                await(Uni.join().all(batches).andFailFast()).stream().reduce(new Receipt(0, 0, 0, 0), Receipt::plus);

        assertThat(total).isEqualTo(new Receipt(100, 1, 99, 0));
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
    void doesNotBelieveACapturedBodyUnderANewIdOrAsAnotherEvent() {
        WebhookFixture first = push.bodySignedAlone().body("application/json", account);
        database.receive(List.of(first.received()));

        Receipt again = database.receive(List.of(
                first.again().deliveryId("new of " + account).received(),
                first.again()
                        .deliveryId("newer of " + account)
                        .type("installation.deleted")
                        .received(),
                first.again()
                        .deliveryId("other of " + account)
                        .body("application/json", "{}" + account)
                        .received()));

        assertThat(again).isEqualTo(new Receipt(3, 1, 2, 0));
        assertThat(statuses()).containsExactly("received", "duplicate", "duplicate", "received");
        assertThat(rows().get(2).getUUID("duplicate_of"))
                .isEqualTo(rows().get(0).getUUID("id"));
        assertThat(database.receive(List.of(first.again()
                        .deliveryId("new of " + account)
                        .body("application/json", "[]" + account)
                        .received())))
                .as("the id of a duplicate counts for nothing")
                .isEqualTo(new Receipt(1, 1, 0, 0));
    }

    @Test
    void believesTheSameBodyWhereTheIdIsSigned() {
        database.receive(List.of(push.received()));

        assertThat(database.receive(
                        List.of(push.again().deliveryId("new of " + account).received())))
                .isEqualTo(new Receipt(1, 1, 0, 0));
    }

    @Test
    void believesTheSameBodyAgainAfterADayOrAfterTheFirstWasGivenUp() {
        WebhookFixture first = push.bodySignedAlone().body("application/json", account);
        database.receive(List.of(first.received()));
        database.query("update delivery_body set seen_at = now() - interval '25 hours'");
        assertThat(database.receive(List.of(
                        first.again().deliveryId("next day of " + account).received())))
                .isEqualTo(new Receipt(1, 1, 0, 0));

        database.query("update delivery set status = 'dead', settled_at = now() where delivery_id = 'next day of "
                + account + "'");

        assertThat(database.receive(
                        List.of(first.again().deliveryId("after of " + account).received())))
                .isEqualTo(new Receipt(1, 1, 0, 0));
    }

    @Test
    void tellsBodiesOfOneEndpointFromThoseOfAnother() {
        WebhookFixture first = push.bodySignedAlone().body("application/json", account);

        Receipt receipt = database.receive(List.of(
                first.received(),
                first.again().deliveryId("b of " + account).toEndpoint("ep-1", "acme"),
                first.again().deliveryId("c of " + account).toEndpoint("ep-2", "acme"),
                first.again().deliveryId("d of " + account).toEndpoint("ep-2", "acme")));

        assertThat(receipt).isEqualTo(new Receipt(4, 3, 1, 0));
    }

    @Test
    void keepsNoPayloadInTheClear() {
        WebhookFixture secret = push.body("application/json", "{\"customer\": \"jane@example.com\"}");
        database.receive(List.of(secret.received()));

        byte[] stored = database.query("select body from payload where event = '" + secret.id() + "'")
                .get(0)
                .getBuffer("body")
                .getBytes();
        assertThat(new String(stored, UTF_8)).doesNotContain("jane");
        assertThat(database.sealer().open(stored, secret.id().toString().getBytes(UTF_8)))
                .isEqualTo(secret.body());
    }

    @Test
    void givesATenantWhatCameSinceItsConnectionIsThereThoughNewsOfItCameLater() {
        WebhookFixture before = push.receivedAt(Instant.now().minusSeconds(60));
        WebhookFixture since = WebhookFixture.push(account);
        database.receive(List.of(before.received(), since.received()));

        int routed = await(database.ledger().learn(List.of(connection("globex", "mallory", account))));

        assertThat(routed).isEqualTo(1);
        assertThat(rows())
                .extracting(row -> row.getString("tenant"), row -> row.getString("delivery_id"))
                .containsExactly(
                        tuple("acme", before.deliveryId()),
                        tuple("acme", since.deliveryId()),
                        tuple("globex", since.deliveryId()));
        assertThat(await(database.ledger().learn(List.of(connection("globex", "bob", account)))))
                .as("a second connection of the tenant gets nothing twice")
                .isZero();
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
    void givesTheWebhookOfAConnectionsEndpointToThatConnectionAlone() {
        ConnectionChanged other = connection("acme", "bob", account);
        ConnectionChanged paused =
                connection(ConnectionId.random(), "acme", "carl", WebhookFixture.newAccount(), "PAUSED", 1);
        await(database.ledger().learn(List.of(other, paused)));

        Receipt receipt = database.receive(List.of(
                push.toEndpoint("ep-b", "acme", other.connection()),
                WebhookFixture.push(account).toEndpoint("ep-c", "acme", paused.connection())));

        assertThat(receipt).isEqualTo(new Receipt(2, 2, 0, 0));
        assertThat(rows())
                .extracting(row -> row.getString("owner"), row -> row.getUUID("connection"))
                .containsExactly(
                        tuple("bob", other.connection().value()),
                        tuple("carl", paused.connection().value()));
    }

    @Test
    void waitsForTheConnectionOfAnEndpoint() {
        ConnectionChanged late = connection("acme", "dora", WebhookFixture.newAccount());
        String key = WebhookFixture.push(account)
                .orderingKey(account)
                .toEndpoint("ep-d", "acme", late.connection())
                .recordKey();
        database.receive(List.of(push.orderingKey(account).toEndpoint("ep-d", "acme", late.connection())));
        String due = "select count(*) from delivery_key where key = '" + key + "' and due <= now()";
        assertThat(database.count(due)).as("due at once").isZero();

        await(database.ledger().learn(List.of(late)));

        assertThat(database.count(due)).isOne();
        assertThat(rows()).extracting(row -> row.getString("owner")).containsExactly("dora");
    }

    @Test
    void keepsWhatBelongsToNobodyUntilAConnectionAppears() {
        String strange = WebhookFixture.newAccount();
        WebhookFixture first = WebhookFixture.push(strange);
        WebhookFixture second = WebhookFixture.push(strange);
        Receipt receipt = database.receive(
                List.of(first.received(), second.received(), first.again().received()));
        assertThat(receipt).isEqualTo(new Receipt(3, 0, 0, 3));
        assertThat(rows(strange)).extracting(row -> row.getString("status")).containsOnly("received");
        database.query("update delivery set parked_until = now() where parked_until is not null");
        await(database.ledger().giveUpUnrouted());
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

        await(database.ledger().retain(Instant.now(), Duration.ofDays(30)));

        assertThat(database.receive(List.of(push.again().received()))).isEqualTo(new Receipt(1, 1, 0, 0));
    }

    @Test
    void makesRoomAheadAndDropsWhatIsOldAndSettled() {
        Instant now = Instant.parse("2031-01-15T12:00:00Z");
        Instant longAgo = now.minus(Duration.ofDays(40));
        WebhookFixture settled = WebhookFixture.push(account).receivedAt(longAgo);
        WebhookFixture open = WebhookFixture.push(account).receivedAt(longAgo.minus(Duration.ofDays(14)));
        WebhookFixture young = WebhookFixture.push(account).receivedAt(now.minus(Duration.ofDays(29)));
        database.receive(List.of(settled.received(), open.received(), young.received()));
        database.query("update delivery set status = 'succeeded', settled_at = now() where delivery_id in ('"
                + settled.deliveryId() + "', '" + young.deliveryId() + "')");

        await(database.ledger().retain(now, Duration.ofDays(30)));

        assertThat(rows())
                .extracting(row -> row.getString("delivery_id"))
                .as("what is open stays, however old")
                .containsExactlyInAnyOrder(open.deliveryId(), young.deliveryId());
        assertThat(database.count("select count(*) from payload where event = '" + settled.id() + "'"))
                .isZero();
        assertThat(weeks()).contains("delivery_20310113", "payload_20310113", "delivery_20310127", "payload_20310127");
        assertThat(weeks()).doesNotContain(weekOf(longAgo));
    }

    private static String weekOf(Instant time) {
        LocalDate monday =
                LocalDate.ofInstant(time, ZoneOffset.UTC).with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        return "delivery_" + monday.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static List<String> weeks() {
        return database
                .query("select relname from pg_class where relispartition and relkind = 'r'"
                        + " and relnamespace = current_schema::regnamespace")
                .stream()
                .map(row -> row.getString(0))
                .toList();
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
