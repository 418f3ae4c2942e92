package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.effect.postgres.EffectDatabase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

class PlannerIT {
    private static final String ACCOUNT = "583231";
    private static final PlannedEffect CALL = effect("call", "remote", Map.of("text", "private words"));
    private static final PlannedEffect NOTE = effect("note", "local", Map.of());
    private static final PlannedEffect REFUSED = effect("refused", "local", Map.of("refuse", true));

    private final LedgerDatabase database = LedgerDatabase.open();
    private final AtomicInteger wakened = new AtomicInteger();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Effects effects = new Planner(
            EffectDatabase.effects(database),
            new EffectKinds(Stream.of(new RemoteKind(), new LocalKind())),
            wakened::incrementAndGet,
            new EffectMetrics(meters));
    private Delivery delivery;

    @BeforeEach
    void receive() {
        database.query("create table if not exists noted (key text)");
        database.query("truncate noted");
        await(database.ledger().learn(List.of(WebhookFixture.connection("acme", "alice", ACCOUNT))));
        database.receive(List.of(WebhookFixture.push(ACCOUNT).received()));
        delivery = database.claim("executor", 1, Duration.ofSeconds(30)).get(0).delivery();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void remoteEffectsWaitAndLocalOnesAreSettledAtOnce() {
        plan(CALL, NOTE, REFUSED);

        assertThat(states()).containsExactly("call pending null", "note succeeded null", "refused failed no");
        assertThat(database.count("select count(*) from effect where due <= now() and settled_at is null"))
                .isEqualTo(1);
        assertThat(database.count("select count(*) from noted n join effect e using (key) where e.name = 'note'"))
                .isEqualTo(1);
        assertThat(database.count("select count(*) from noted")).isEqualTo(1);
        assertThat(wakened).hasValue(1);
        assertThat(meters.counter("worker.effects.planned", "kind", "local").count())
                .isEqualTo(2);
    }

    @Test
    void whatIsPlannedAgainChangesNothing() {
        plan(CALL, NOTE);

        plan(CALL, NOTE);

        assertThat(states()).containsExactly("call pending null", "note succeeded null");
        assertThat(database.count("select count(*) from noted")).isEqualTo(1);
    }

    @Test
    void aDeliveryThatIsNotHandledHasNoEffects() {
        assertThatThrownBy(() -> await(database.engine()
                        .withTransaction(transaction -> effects.plan(transaction, delivery, List.of(CALL, NOTE))
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException("on purpose"))))))
                .hasMessage("on purpose");

        assertThat(states()).isEmpty();
        assertThat(wakened).hasValue(0);
        assertThat(database.count("select count(*) from noted")).isZero();
    }

    @Test
    void argumentsAreSealedAtRest() {
        plan(CALL);

        assertThat(database.count("select count(*) from effect where position('private'::bytea in arguments) > 0"))
                .isZero();
        assertThat(database.count("select count(*) from effect where length(arguments) > 20"))
                .isEqualTo(1);
    }

    @Test
    void whatIsTooLargeIsToldOfAndNotKept() {
        plan(effect("large", "remote", Map.of("text", "x".repeat(1024 * 1024))), CALL);

        assertThat(states())
                .containsExactly("call pending null", "large failed what it is to say is larger than an effect may be");
        assertThat(database.count("select count(*) from effect where name = 'large' and arguments is null"))
                .isEqualTo(1);
    }

    @Test
    void aQueryThatForgotItsTenantSeesNoEffect() {
        plan(CALL);

        long seen = await(
                        database.callers().query("select count(*) from effect").execute())
                .iterator()
                .next()
                .getLong(0);

        assertThat(seen).isZero();
    }

    @Test
    void refusesAKindThereIsNoneOf() {
        assertThatThrownBy(() -> plan(effect("one", "telegram", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there are no effects of kind telegram");
    }

    @Test
    void refusesTwoEffectsOfOneName() {
        assertThatThrownBy(() -> plan(CALL, CALL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two effects of one delivery are called call");
    }

    private void plan(PlannedEffect... planned) {
        await(database.engine().withTransaction(transaction -> effects.plan(transaction, delivery, List.of(planned))));
    }

    private List<String> states() {
        return database.query("select name, status, reason from effect order by name").stream()
                .map(PlannerIT::state)
                .toList();
    }

    private static String state(Row row) {
        return row.getString("name") + " " + row.getString("status") + " " + row.getString("reason");
    }

    private static PlannedEffect effect(String name, String kind, Map<String, Object> arguments) {
        return new PlannedEffect(name, kind, Optional.empty(), arguments);
    }

    private record RemoteKind() implements EffectKind.Remote {
        @Override
        public String name() {
            return "remote";
        }

        @Override
        public Uni<EffectOutcome> perform(EffectCall call) {
            throw new AssertionError("planning performs nothing remote");
        }

        @Override
        public boolean isRepeatable(EffectCall call) {
            return true;
        }
    }

    private record LocalKind() implements EffectKind.Local {
        @Override
        public String name() {
            return "local";
        }

        @Override
        public EffectOutcome.Settled outcome(EffectCall call, Delivery delivery) {
            return call.arguments().containsKey("refuse")
                    ? new EffectOutcome.Refused("no")
                    : new EffectOutcome.Done(Map.of());
        }

        @Override
        public Uni<Void> write(EffectCall call, Delivery delivery, SqlConnection transaction) {
            return transaction
                    .query("insert into noted values ('" + call.key() + "')")
                    .execute()
                    .replaceWithVoid();
        }
    }
}
