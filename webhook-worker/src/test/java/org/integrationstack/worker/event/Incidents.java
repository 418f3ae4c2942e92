package org.integrationstack.worker.event;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.event.ConnectionChanged;
import org.integrationstack.common.event.ReceivedWebhook;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.worker.delivery.Arrival;
import org.integrationstack.worker.delivery.Deliveries;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.Ledger;
import org.integrationstack.worker.effect.RememberedPlans;
import org.integrationstack.worker.handling.Handling;

import static org.awaitility.Awaitility.await;

/** Has events come to the worker under test, and shows what it made of them. */
@ApplicationScoped
public class Incidents {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final Schema schema;
    private final Ledger ledger;
    private final Deliveries deliveries;
    private final Handling handling;
    private final Pool pool;
    private final RememberedPlans plans;
    private final ObjectMapper json;

    Incidents(
            Schema schema,
            Ledger ledger,
            Deliveries deliveries,
            Handling handling,
            @ReactiveDataSource("engine") Pool pool,
            RememberedPlans plans,
            ObjectMapper json) {
        this.schema = schema;
        this.ledger = ledger;
        this.deliveries = deliveries;
        this.handling = handling;
        this.pool = pool;
        this.plans = plans;
        this.json = json;
    }

    /** An event that is about to come. Immutable. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares incidents
    public record Incident(
            String provider,
            String type,
            Optional<String> account,
            Optional<String> endpoint,
            Optional<String> tenant,
            Optional<ConnectionId> connection,
            String deliveryId,
            Map<String, String> headers,
            String contentType,
            byte[] body) {

        /** What a file of the provider's holds. */
        public static Incident of(String provider, String type, String account, String file) {
            String contentType = file.endsWith(".xml")
                    ? "text/xml; charset=UTF-8"
                    : file.endsWith(".form") ? "application/x-www-form-urlencoded" : "application/json";
            return new Incident(
                    provider,
                    type,
                    Optional.of(account),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    UUID.randomUUID().toString(),
                    Map.of(),
                    contentType,
                    file("/" + file));
        }

        public Incident body(byte[] newBody) {
            return new Incident(
                    provider, type, account, endpoint, tenant, connection, deliveryId, headers, contentType, newBody);
        }

        public Incident body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        /** With one text of the body replaced. */
        public Incident with(String text, String other) {
            String before = new String(body, StandardCharsets.UTF_8);
            if (!before.contains(text)) {
                throw new IllegalArgumentException("there is no " + text);
            }
            return body(before.replace(text, other));
        }

        /** Another delivery of the same. */
        public Incident anew() {
            return new Incident(
                    provider,
                    type,
                    account,
                    endpoint,
                    tenant,
                    connection,
                    UUID.randomUUID().toString(),
                    headers,
                    contentType,
                    body);
        }

        public Incident headers(Map<String, String> newHeaders) {
            return new Incident(
                    provider, type, account, endpoint, tenant, connection, deliveryId, newHeaders, contentType, body);
        }

        public Incident toEndpoint(String newEndpoint, String ofTenant, ConnectionId of) {
            return new Incident(
                    provider,
                    type,
                    account,
                    Optional.of(newEndpoint),
                    Optional.of(ofTenant),
                    Optional.of(of),
                    deliveryId,
                    headers,
                    contentType,
                    body);
        }

        private ReceivedWebhook received() {
            return new ReceivedWebhook(
                    UUID.randomUUID(),
                    provider,
                    endpoint,
                    tenant.map(TenantId::new),
                    connection,
                    deliveryId,
                    true,
                    type,
                    account,
                    UUID.randomUUID().toString(),
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    headers,
                    contentType,
                    body,
                    Optional.empty());
        }
    }

    /** A new, active connection with these settings. */
    public ConnectionId connect(
            String tenant, String owner, String provider, String account, Map<String, Object> settings) {
        ConnectionId id = ConnectionId.random();
        ConnectionChanged change = new ConnectionChanged(
                id,
                new TenantId(tenant),
                new UserId(owner),
                provider,
                "oauth",
                "ACTIVE",
                1,
                new ConnectionChanged.Account(account, "An account", null),
                null,
                settings,
                null,
                Instant.now());
        got(schema.applied().chain(() -> ledger.learn(List.of(change))));
        return id;
    }

    /** The event comes, and is handled for the tenant. */
    public Delivery happens(Incident incident, String tenant) {
        UUID event = comes(incident);
        await().atMost(PATIENCE).pollInterval(OFTEN).until(() -> isSettled(event));
        return delivery(event, tenant).orElseThrow();
    }

    /** The event comes; returns the gateway's id of it. */
    public UUID comes(Incident incident) {
        ReceivedWebhook webhook = incident.received();
        got(ledger.receive(List.of(new Arrival(webhook, Optional.empty()))));
        handling.wake();
        return webhook.id();
    }

    private boolean isSettled(UUID event) {
        return query("select 1 from delivery where event = $1 and settled_at is null", Tuple.of(event))
                .isEmpty();
    }

    private Optional<Delivery> delivery(UUID event, String tenant) {
        return query("select id from delivery where event = $1 and tenant = $2", Tuple.of(event, tenant)).stream()
                .map(row -> new DeliveryId(row.getUUID("id")))
                .findFirst()
                .flatMap(id -> got(pool.withTransaction(transaction -> deliveries.find(transaction, id))));
    }

    /** The effects of a delivery as planned, in the order of their names. */
    public List<JsonNode> effects(Delivery delivery) {
        String sql = "select name, kind, connection from effect where delivery = $1 order by name";
        return query(sql, Tuple.of(delivery.id().value())).stream()
                .map(row -> effect(delivery, row))
                .toList();
    }

    private JsonNode effect(Delivery delivery, Row row) {
        String name = row.getString("name");
        ObjectNode effect = json.createObjectNode().put("name", name).put("kind", row.getString("kind"));
        Optional.ofNullable(row.getUUID("connection")).ifPresent(id -> effect.put("under", id.toString()));
        return effect.set("arguments", json.valueToTree(plans.argumentsOf(delivery, name)));
    }

    /** What was published about a delivery. */
    public List<JsonNode> published(Delivery delivery) {
        return left("integration.events").stream()
                .filter(event ->
                        event.path("delivery").asText().equals(delivery.id().toString()))
                .toList();
    }

    /** What the activity log was told of a tenant. */
    public List<JsonNode> activities(String tenant) {
        return left("activity.recorded").stream()
                .filter(event -> event.path("tenant").asText().equals(tenant))
                .toList();
    }

    private List<JsonNode> left(String topic) {
        return query("select payload from outbox where topic = $1 order by id", Tuple.of(topic)).stream()
                .map(row -> parse(row.getBuffer("payload").getBytes()))
                .toList();
    }

    /** Work in a transaction that sees the tenant's rows alone, as an attempt's does. */
    public <T> T inTransaction(String tenant, Function<SqlConnection, Uni<T>> work) {
        return got(pool.withTransaction(transaction -> transaction
                .preparedQuery("select set_config('integration.tenant', $1, true)")
                .execute(Tuple.of(tenant))
                .chain(() -> work.apply(transaction))));
    }

    private List<Row> query(String sql, Tuple values) {
        return got(pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList()));
    }

    private JsonNode parse(byte[] text) {
        try {
            return json.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] file(String name) {
        try (InputStream file = Incidents.class.getResourceAsStream(name)) {
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T got(Uni<T> result) {
        return result.await().atMost(PATIENCE);
    }
}
