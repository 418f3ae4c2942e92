package org.integrationstack.worker.effect;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.claiming.Executor;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.Outcome;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.effect.postgres.EffectDatabase;

import static org.integrationstack.worker.delivery.postgres.LedgerDatabase.await;

/** A ledger with deliveries that lead to effects, and executors that perform them. */
final class EffectFixture implements AutoCloseable {
    static final Duration LEASE = Duration.ofSeconds(20);

    final LedgerDatabase database = LedgerDatabase.open();
    final EffectLedger ledger = EffectDatabase.effects(database);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Executor<EffectClaim>> executors = new ArrayList<>();
    private final List<EffectKind> kinds = new ArrayList<>();
    private final Effects effects;

    EffectFixture(EffectKind... kinds) {
        this.kinds.addAll(List.of(kinds));
        effects = new Planner(
                ledger,
                new EffectKinds(this.kinds.stream()),
                () -> executors.forEach(Executor::wake),
                new EffectMetrics(meters));
    }

    /** A delivery for the tenant that leads to these effects, and is handled. */
    Delivery handled(String tenant, PlannedEffect... planned) {
        String account = WebhookFixture.newAccount();
        await(database.ledger().learn(List.of(WebhookFixture.connection(tenant, "alice", account))));
        database.receive(List.of(WebhookFixture.push(account).received()));
        Claim claim = database.claim("handler", 1, LEASE).stream().findFirst().orElseThrow();
        await(database.queue()
                .settle(
                        claim,
                        LEASE,
                        (transaction, payload) -> effects.plan(transaction, claim.delivery(), List.of(planned))
                                .replaceWith(new Outcome.Succeeded())));
        return claim.delivery();
    }

    Executor<EffectClaim> start(Map<String, String> settings) {
        Executor<EffectClaim> executor = Performing.executor(
                ledger,
                new EffectKinds(kinds.stream()),
                config(settings),
                meters,
                OpenTelemetry.noop(),
                database.vertx().getDelegate());
        executors.add(executor);
        executor.start(Uni.createFrom().voidItem());
        return executor;
    }

    /** As an executor that has one slot, for a short time. */
    EffectClaim claimAndDie() {
        EffectLedger.Request request = new EffectLedger.Request("dies", "", 1, 10, Map.of(), Duration.ofMillis(200));
        return await(ledger.claim(request)).get(0);
    }

    List<String> states() {
        return database.query("select name, status, reason from effect order by name").stream()
                .map(row -> row.getString("name") + " " + row.getString("status") + " " + row.getString("reason"))
                .toList();
    }

    Row effect(String name) {
        return database.query("select * from effect where name = '" + name + "'")
                .get(0);
    }

    long open() {
        return database.count("select count(*) from effect where settled_at is null");
    }

    static EffectConfig config(Map<String, String> settings) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(EffectConfig.class)
                .withDefaultValue("integration.effects.retry-delay", "20ms")
                .withDefaultValue("integration.effects.poll", "50ms");
        settings.forEach((name, value) -> builder.withDefaultValue("integration.effects." + name, value));
        return builder.build().getConfigMapping(EffectConfig.class);
    }

    static PlannedEffect effect(String name, String kind) {
        return new PlannedEffect(name, kind, Optional.<ConnectionId>empty(), Map.of("name", name));
    }

    @Override
    public void close() {
        executors.forEach(executor -> await(executor.stop()));
        database.close();
    }

    /** A kind made of a function. */
    record Remote(String name, boolean repeatable, Function<EffectCall, Uni<EffectOutcome>> attempt)
            implements EffectKind.Remote {
        @Override
        public Uni<EffectOutcome> perform(EffectCall call) {
            return attempt.apply(call);
        }

        @Override
        public boolean isRepeatable(EffectCall call) {
            return repeatable;
        }
    }
}
