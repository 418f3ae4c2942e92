package org.integrationstack.worker.delivery.postgres;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import org.flywaydb.core.Flyway;

import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.worker.delivery.Arrival;
import org.integrationstack.worker.delivery.Claim;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Ledger;
import org.integrationstack.worker.delivery.Queue;
import org.integrationstack.worker.delivery.Replays;
import org.integrationstack.worker.delivery.Slots;

/**
 * An empty ledger in a schema that the application under test does not work on, for tests that bring executors of their
 * own. The role and schema of another service serve for that.
 */
public final class LedgerDatabase implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** As application.properties sets them. */
    private static final Map<String, String> ENGINE = Map.of(
            "integration.tenant", "*",
            "plan_cache_mode", "force_generic_plan",
            "enable_seqscan", "off",
            "enable_bitmapscan", "off",
            "enable_hashjoin", "off",
            "enable_mergejoin", "off",
            "jit", "off");

    private final Sealer sealer = Keyset.parse(Secret.of(Keyset.generate())).sealer();
    private final Vertx vertx = Vertx.vertx();
    private final Pool callers;
    private final Pool pool;

    private LedgerDatabase(Map<String, String> environment) {
        SqlConnectOptions server = SqlConnectOptions.fromUri(environment.get("DATABASE_URL"))
                .setUser(environment.get("DATABASE_USERNAME"))
                .setPassword(environment.get("DATABASE_PASSWORD"))
                .setCachePreparedStatements(true);
        callers = Pool.pool(vertx, server, new PoolOptions().setMaxSize(5));
        SqlConnectOptions engine = new SqlConnectOptions(server);
        ENGINE.forEach(engine::addProperty);
        pool = Pool.pool(vertx, engine, new PoolOptions().setMaxSize(30));
    }

    /** Migrates the schema and empties its tables. */
    public static LedgerDatabase open() {
        Map<String, String> environment = Infrastructure.environment("proxy", "postgres");
        Flyway.configure()
                .dataSource(
                        "jdbc:" + environment.get("DATABASE_URL"),
                        environment.get("DATABASE_USERNAME"),
                        environment.get("DATABASE_PASSWORD"))
                .initSql("set integration.tenant = '*'")
                .load()
                .migrate();
        LedgerDatabase database = new LedgerDatabase(environment);
        database.query("truncate connection, payload, delivery, delivery_identity, delivery_body, delivery_key, replay,"
                + " quarantined_record, outbox, effect, effect_pace");
        return database;
    }

    public Vertx vertx() {
        return vertx;
    }

    public Ledger ledger() {
        return new PostgresLedger(pool, sealer);
    }

    public Queue queue() {
        return new PostgresQueue(pool, sealer);
    }

    public Deliveries deliveries() {
        return new PostgresDeliveries(callers, sealer);
    }

    public Replays replays() {
        return new PostgresReplays(callers, pool);
    }

    /** Connections as the ledger's engine has them: with all tenants. */
    public Pool engine() {
        return pool;
    }

    /** Connections as callers' queries have them: without a tenant. */
    public Pool callers() {
        return callers;
    }

    /** What payloads are sealed with here. */
    public Sealer sealer() {
        return sealer;
    }

    /** Claims by an executor without anything else to do. */
    public List<Claim> claim(String owner, int most, Duration lease) {
        return await(queue().claim(owner, new Slots(most, most, Map.of()), lease));
    }

    /** Stores webhooks as one batch. */
    public Ledger.Receipt receive(List<ReceivedWebhook> webhooks) {
        return await(ledger().receive(arrivals(webhooks)));
    }

    public static List<Arrival> arrivals(List<ReceivedWebhook> webhooks) {
        return webhooks.stream()
                .map(webhook -> new Arrival(webhook, java.util.Optional.empty()))
                .toList();
    }

    public List<Row> query(String sql) {
        return await(pool.query(sql)
                .execute()
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList()));
    }

    /** The first column of the only row, as a number. */
    public long count(String sql) {
        return query(sql).get(0).getLong(0);
    }

    public static <T> T await(Uni<T> result) {
        return result.await().atMost(PATIENCE);
    }

    @Override
    public void close() {
        await(callers.close());
        await(pool.close());
        await(vertx.close());
    }
}
