package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Deliveries.Audience;
import org.integrationstack.worker.delivery.Deliveries.Filter;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.Replay;
import org.integrationstack.worker.delivery.Replays.One;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.worker.WebhookFixture.connection;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PostgresReplaysIT {
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Audience ACME =
            new Audience(Optional.of(new TenantId("acme")), Optional.empty(), Narrowing.NONE, false);
    private static final Audience GLOBEX =
            new Audience(Optional.of(new TenantId("globex")), Optional.empty(), Narrowing.NONE, false);
    private static final UserId CAROL = new UserId("carol");

    private final LedgerDatabase database = LedgerDatabase.open();
    private final String account = WebhookFixture.newAccount();

    @BeforeEach
    void connect() {
        await(database.ledger().learn(List.of(connection("acme", "alice", account))));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aReplayStandsBesideItsKey() {
        WebhookFixture push = WebhookFixture.push(account);
        database.receive(List.of(push.received()));
        settleAll();
        database.receive(List.of(WebhookFixture.push(account).received()));
        Claim held = database.claim("holds the key", 1, LEASE).get(0);

        One.Made made = (One.Made)
                await(database.replays().one(ACME, original(), false)).orElseThrow();

        List<Claim> claims = database.claim("other", 10, LEASE);
        assertThat(claims).singleElement().satisfies(claim -> {
            assertThat(claim.delivery().id()).isEqualTo(made.replay().id());
            assertThat(claim.delivery().key()).isEqualTo(held.delivery().key());
            assertThat(claim.delivery().replayOf()).contains(original());
            assertThat(claim.delivery().origin()).isEqualTo(original());
            assertThat(claim.delivery().receivedAt()).isEqualTo(push.receivedAt());
        });
        settle(held, new Outcome.Succeeded());
        settle(claims.get(0), new Outcome.Succeeded());
        assertThat(database.count("select count(*) from delivery_key")).isZero();
    }

    @Test
    void aForcedReplayHasEffectsOfItsOwn() {
        database.receive(List.of(WebhookFixture.push(account).received()));
        settleAll();

        One.Made made =
                (One.Made) await(database.replays().one(ACME, original(), true)).orElseThrow();

        assertThat(made.replay().origin()).isEqualTo(made.replay().id());
        assertThat(made.replay().replayOf()).contains(original());
    }

    @Test
    void aReplayOfAReplayIsOneOfItsOriginal() {
        database.receive(List.of(WebhookFixture.push(account).received()));
        settleAll();
        One.Made first = (One.Made)
                await(database.replays().one(ACME, original(), false)).orElseThrow();
        settleAll();

        One.Made second = (One.Made)
                await(database.replays().one(ACME, first.replay().id(), false)).orElseThrow();

        assertThat(second.replay().replayOf()).contains(original());
    }

    @Test
    void whatIsOpenIsNotReplayed() {
        database.receive(List.of(WebhookFixture.push(account).received()));

        assertThat(await(database.replays().one(ACME, original(), false))).contains(new One.NotReplayable());
    }

    @Test
    void whatIsOfAnotherTenantIsNotThere() {
        database.receive(List.of(WebhookFixture.push(account).received()));
        settleAll();

        assertThat(await(database.replays().one(GLOBEX, original(), false))).isEmpty();
        assertThat(await(database.replays().count(GLOBEX, until(Instant.now()))))
                .isZero();
        Replay replay = await(database.replays().begin(ACME, CAROL, until(Instant.now()), false));
        assertThat(await(database.replays().find(GLOBEX, CAROL, replay.id()))).isEmpty();
        assertThat(await(database.replays().cancel(GLOBEX, CAROL, replay.id()))).isEmpty();
        assertThat(await(database.replays().page(GLOBEX, CAROL, Optional.empty()))
                        .items())
                .isEmpty();
    }

    @Test
    void replaysEachOnceThoughManyTakeStepsAtOnceAndAnyMayDie() {
        settledDeliveries(1_200);
        Replay begun = await(database.replays().begin(ACME, CAROL, until(Instant.now()), false));
        assertThat(begun.matched()).isEqualTo(1_200);

        while (progress(begun).status() == Replay.Status.RUNNING) {
            await(Uni.join()
                    .all(
                            database.replays().step(),
                            database.replays().step(),
                            database.replays().step())
                    .andFailFast());
            assertThat(database.count("select count(*) from delivery where settled_at is null"))
                    .as("waiting at once")
                    .isLessThan(1_000);
            settleAllAtOnce();
        }

        assertThat(progress(begun)).satisfies(replay -> {
            assertThat(replay.status()).isEqualTo(Replay.Status.COMPLETED);
            assertThat(replay.made()).isEqualTo(1_200);
            assertThat(replay.byStatus()).isEqualTo(Map.of(DeliveryStatus.SUCCEEDED, 1_200));
            assertThat(replay.endedAt()).isPresent();
        });
        assertThat(database.count("select count(distinct replay_of) from delivery where replay is not null"))
                .isEqualTo(1_200);
    }

    @Test
    void aReplayThatIsCancelledLeavesWhatWaitsUndone() {
        settledDeliveries(700);
        Replay begun = await(database.replays().begin(ACME, CAROL, until(Instant.now()), false));
        await(database.replays().step());
        List<Claim> inHand = database.claim("executor", 3, LEASE);

        await(database.replays().cancel(ACME, CAROL, begun.id()));

        inHand.forEach(claim -> settle(claim, new Outcome.Succeeded()));
        await(database.replays().step());
        assertThat(progress(begun)).satisfies(replay -> {
            assertThat(replay.status()).isEqualTo(Replay.Status.CANCELLED);
            assertThat(replay.byStatus()).isEqualTo(Map.of(DeliveryStatus.SUCCEEDED, 3, DeliveryStatus.IGNORED, 497));
        });
        assertThat(database.count("select count(*) from delivery_key")).isZero();
        assertThat(await(database.replays().cancel(ACME, CAROL, begun.id())).orElseThrow())
                .isEqualTo(progress(begun));
    }

    @Test
    void replaysWhatMatchesAlone() {
        WebhookFixture push = WebhookFixture.push(account);
        database.receive(List.of(
                push.received(),
                push.again().received(),
                WebhookFixture.push(account).type("issues.opened").received()));
        settleAll();
        Instant now = Instant.now();

        assertThat(await(database.replays().count(ACME, until(now))))
                .as("what came twice counts once")
                .isEqualTo(2);
        assertThat(await(database.replays().count(ACME, until(now.minusSeconds(60)))))
                .isZero();
        assertThat(await(database.replays().count(ACME, of(now, DeliveryStatus.DUPLICATE))))
                .isEqualTo(1);
        assertThat(await(database.replays().count(ACME, of(now, DeliveryStatus.DEAD))))
                .isZero();
    }

    private Replay progress(Replay replay) {
        return await(database.replays().find(ACME, CAROL, replay.id())).orElseThrow();
    }

    private DeliveryId original() {
        return new DeliveryId(database.query("select id from delivery where replay_of is null order by seq limit 1")
                .get(0)
                .getUUID("id"));
    }

    private void settleAll() {
        database.claim("executor", 100, LEASE).forEach(claim -> settle(claim, new Outcome.Succeeded()));
        if (database.count("select count(*) from delivery_key") > 0) {
            settleAll();
        }
    }

    /** As executors would, in far fewer steps. */
    private void settleAllAtOnce() {
        database.query("""
                with done as (delete from delivery_key returning head)
                update delivery set status = 'succeeded', settled_at = now() where id in (select head from done)""");
    }

    private void settle(Claim claim, Outcome outcome) {
        await(database.queue()
                .settle(claim, LEASE, (transaction, payload) -> Uni.createFrom().item(outcome)));
    }

    private void settledDeliveries(int count) {
        database.query("""
                insert into delivery (event, received_at, tenant, provider, type, delivery_id, key, status, settled_at)
                select gen_random_uuid(), now() - n * interval '1 minute', 'acme', 'github', 'push', n, 'key', 'succeeded', now()
                from generate_series(1, %d) n""".formatted(count));
    }

    private static Filter until(Instant to) {
        return filter(to, Optional.empty());
    }

    private static Filter of(Instant to, DeliveryStatus status) {
        return filter(to, Optional.of(status));
    }

    private static Filter filter(Instant to, Optional<DeliveryStatus> status) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                status,
                Optional.empty(),
                Optional.empty(),
                Optional.of(to));
    }
}
