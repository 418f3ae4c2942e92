package org.integrationstack.worker.effect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.common.event.Topics;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.worker.GatewayKey;
import org.integrationstack.worker.ReceiversClient;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryId;
import org.integrationstack.worker.delivery.DeliveryStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.integrationstack.worker.Receivers.OLD_SECRET;
import static org.integrationstack.worker.Receivers.SECRET;

/** Every kind of effect, planned as handlers do, performed by this application, as those see it who are reached. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class EffectKindsIT {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final ConnectionId connection = ConnectionId.random();
    private final String proxied = "/proxy/" + connection;
    private final ReceiversClient receivers = new ReceiversClient();

    @Inject
    Effects effects;

    @Inject
    @ReactiveDataSource("engine")
    Pool pool;

    @Test
    void anEventIsPublishedWithTheDelivery() {
        Delivery delivery = plan(tenant, "publish", Map.of("data", Map.of("number", 7)));

        Row record = rows(
                        "select record_key, payload from outbox where topic = $1 and record_key like $2",
                        Tuple.of(Topics.INTEGRATION_EVENTS.name(), tenant + ":%"))
                .get(0);
        JsonNode event = json(record.getBuffer("payload").toString());
        assertThat(record.getString("record_key")).isEqualTo(tenant + ":key-1");
        assertThat(event.path("type").asText()).isEqualTo("github.push");
        assertThat(event.path("delivery").asText()).isEqualTo(delivery.id().toString());
        assertThat(event.path("data").path("number").asInt()).isEqualTo(7);
        assertThat(effect(delivery).getString("status")).isEqualTo("succeeded");
        assertThat(effect(delivery).getJsonObject("result").getString("id"))
                .isEqualTo(event.path("id").asText());
    }

    @Test
    void anEventThatIsTooLargeIsToldOfAndNotPublished() {
        Delivery delivery = plan(tenant, "publish", Map.of("data", Map.of("text", "x".repeat(1024 * 1024))));

        assertThat(effect(delivery).getString("reason")).isEqualTo("it is larger than an event may be");
        assertThat(rows("select 1 from outbox where record_key like $1", Tuple.of(tenant + ":%")))
                .isEmpty();
    }

    @Test
    void aMessageGoesThroughTheProxyInTheTraceOfTheDelivery() {
        receivers.answer(
                "POST " + proxied + "/chat.postMessage",
                Map.of("body", Map.of("ok", true, "ts", "1.5", "channel", "C1")));

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(effect.getJsonObject("result").getMap()).isEqualTo(Map.of("id", "1.5", "channel", "C1"));
        assertThat(receivers.requests(proxied)).singleElement().satisfies(request -> {
            assertThat(request.path("body").asText()).isEqualTo("{\"channel\":\"C1\",\"text\":\"a &lt;b&gt;\"}");
            assertThat(header(request, "authorization")).startsWith("Bearer ey");
            assertThat(header(request, "integration-tenant")).isEqualTo(tenant);
            assertThat(header(request, "integration-timeout")).isEqualTo("2");
            assertThat(header(request, "traceparent")).startsWith("00-" + TRACE + "-");
        });
    }

    @Test
    void aRefusalThatComesWithStatus200IsOne() {
        receivers.answer(
                "POST " + proxied + "/chat.postMessage",
                Map.of("body", Map.of("ok", false, "error", "channel_not_found")));

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("failed");
        assertThat(effect.getString("reason")).isEqualTo("the provider refused it: channel_not_found");
        assertThat(receivers.requests(proxied)).hasSize(1);
    }

    @Test
    void whatMayHaveBeenDoneIsDoneAgainByDefault() {
        receivers.answer(
                "POST " + proxied + "/chat.postMessage",
                Map.of("body", Map.of("ok", false, "error", "internal_error")),
                Map.of("drop", true),
                Map.of("body", Map.of("ok", true)));

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(effect.getInteger("attempts")).isEqualTo(3);
    }

    @Test
    void aThrottledCallWaitsAsLongAsItIsTold() {
        receivers.answer(
                "POST " + proxied + "/chat.postMessage",
                Map.of("status", 429, "headers", Map.of("Retry-After", "1")),
                Map.of("body", Map.of("ok", true)));
        Instant begin = Instant.now();

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(Duration.between(begin, Instant.now())).isGreaterThan(Duration.ofSeconds(1));
    }

    @Test
    void aCheckRunWhoseAnswerWasLostIsFoundAndNotMadeTwice() {
        String runs = proxied + "/repos/octocat/hello/commits/abc/check-runs";
        Delivery delivery = delivery(tenant);
        String key = EffectKey.of(delivery, "one").value();
        Map<String, Object> made = Map.of("id", 42, "external_id", key, "html_url", "https://x.example");
        receivers.answer("POST " + proxied + "/repos/octocat/hello/check-runs", Map.of("drop", true));
        receivers.answer(
                "GET " + runs,
                Map.of("body", Map.of("check_runs", List.of())),
                Map.of("body", Map.of("check_runs", List.of(made))));

        plan(delivery, List.of(new PlannedEffect("one", "action", Optional.of(connection), checkRun())));

        Row effect = settled(delivery);

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(effect.getJsonObject("result").getMap()).isEqualTo(Map.of("id", 42, "url", "https://x.example"));
        assertThat(receivers.requests(proxied + "/repos/octocat/hello/check-runs"))
                .singleElement()
                .satisfies(request -> assertThat(json(request.path("body").asText())
                                .path("external_id")
                                .asText())
                        .isEqualTo(key));
        assertThat(receivers
                        .requests(runs)
                        .get(0)
                        .path("headers")
                        .path("integration-cache-control")
                        .asText())
                .isEqualTo("no-store");
    }

    @Test
    void aWorkflowIsStartedThoughTheAnswerIsEmpty() {
        String dispatches = proxied + "/repos/octocat/hello/actions/workflows/ci.yml/dispatches";
        receivers.answer("POST " + dispatches, Map.of("status", 204));

        Row effect = settled(plan(
                tenant,
                "action",
                Map.of(
                        "provider", "github",
                        "action", "dispatch_workflow",
                        "arguments",
                                Map.of("owner", "octocat", "repo", "hello", "workflow", "ci.yml", "ref", "main"))));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(receivers.requests(dispatches)).hasSize(1);
    }

    @Test
    void whatTheProxyDidNotSendIsTriedAgain() {
        receivers.answer(
                "POST " + proxied + "/chat.postMessage",
                problem(503, "dependency-unavailable"),
                problem(429, "rate-limited"),
                problem(409, "needs-reauthorization"),
                Map.of("body", Map.of("ok", true)));

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(effect.getInteger("attempts"))
                .as("that something of ours is away, or wants a pause, is no failure")
                .isEqualTo(2);
    }

    @Test
    void aConnectionThatIsGoneIsFinal() {
        receivers.answer("POST " + proxied + "/chat.postMessage", problem(404, "unknown-connection"));

        Row effect = settled(plan(tenant, "action", message()));

        assertThat(effect.getString("status")).isEqualTo("failed");
        assertThat(effect.getString("reason")).isEqualTo("there is no such connection any more");
    }

    @Test
    void anActionThatThereIsNoneOfIsRefused() {
        Row unknown = settled(plan(tenant, "action", Map.of("provider", "slack", "action", "delete_everything")));
        Row incomplete = settled(plan(
                tenant,
                "action",
                Map.of("provider", "slack", "action", "post_message", "arguments", Map.of("text", "x"))));

        assertThat(unknown.getString("status")).isEqualTo("failed");
        assertThat(incomplete.getString("reason")).isEqualTo("no value for channel");
        assertThat(receivers.requests(proxied)).isEmpty();
    }

    @Test
    void aMailIsSentOnceEscapedAndFromUs() {
        String to = tenant + "@customer.example";

        Row effect = settled(plan(
                tenant,
                "email",
                Map.of(
                        "to",
                        to,
                        "template",
                        "notification",
                        "values",
                        Map.of(
                                "title",
                                "New pull request",
                                "text",
                                "<script>alert(1)</script> & {title}",
                                "url",
                                "https://github.com/x"))));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(receivers.mails(to)).singleElement().asString().satisfies(mail -> {
            assertThat(mail).contains("From: Integration Stack <no-reply@product.example>");
            assertThat(mail).contains("Message-ID: <" + effect.getString("key") + "@product.example>");
            assertThat(mail).contains("Subject: New pull request");
            assertThat(mail).contains("<script>alert(1)</script> & {title}");
            assertThat(mail).contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {title}");
        });
    }

    @Test
    void aMailToMoreThanOneMailboxIsRefused() {
        Row effect = settled(plan(
                tenant,
                "email",
                Map.of(
                        "to", "a@x.example\r\nBcc: b@x.example",
                        "template", "notification",
                        "values", Map.of("title", "t", "text", "t"))));

        assertThat(effect.getString("reason")).isEqualTo("the recipient is not one mailbox");
        assertThat(receivers.mails("a@x.example")).isEmpty();
    }

    @Test
    void mailsOfOneTenantAreSentNoFasterThanAllowed() {
        Map<String, Object> mail = Map.of(
                "to",
                tenant + "@customer.example",
                "template",
                "notification",
                "values",
                Map.of("title", "t", "text", "t"));
        Delivery delivery = delivery(tenant);
        List<PlannedEffect> many = IntStream.range(0, 25)
                .mapToObj(n -> new PlannedEffect("mail-" + n, "email", Optional.empty(), mail))
                .toList();

        plan(delivery, many);

        await().atMost(PATIENCE)
                .until(() -> rows("select 1 from effect where tenant = $1 and reason is not null", Tuple.of(tenant))
                                .size()
                        == 5);
        assertThat(receivers.mails(tenant)).hasSize(20);
        assertThat(rows(
                        "select distinct status, attempts from effect where tenant = $1 and reason is not null",
                        Tuple.of(tenant)))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.getString("status")).isEqualTo("pending");
                    assertThat(row.getInteger("attempts")).isZero();
                });
    }

    @Test
    void anEventIsForwardedSignedUnderOneIdWithEveryAttempt() {
        receivers.answer(
                "POST /product",
                Map.of("status", 302, "headers", Map.of("Location", receivers.url() + "/elsewhere")),
                Map.of("drop", true),
                Map.of("status", 204));
        int before = receivers.requests("/product").size();

        Row effect = settled(plan(
                "of-the-product",
                "forward",
                Map.of("destination", "product", "type", "order.paid", "data", Map.of("id", "pi_1"))));

        List<JsonNode> requests = receivers.requests("/product");
        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(requests).hasSize(before + 3);
        requests.subList(before, before + 3).forEach(request -> {
            assertThat(request.path("target").asText()).isEqualTo("/product?from=stack");
            assertThat(header(request, "webhook-id")).isEqualTo("msg_" + effect.getString("key"));
            assertThat(header(request, "webhook-signature"))
                    .isEqualTo("v1," + mac(request, SECRET) + " v1," + mac(request, OLD_SECRET));
            assertThat(json(request.path("body").asText())
                            .path("data")
                            .path("id")
                            .asText())
                    .isEqualTo("pi_1");
            assertThat(header(request, "traceparent")).startsWith("00-" + TRACE + "-");
        });
        assertThat(receivers.requests("/elsewhere")).isEmpty();
    }

    @Test
    void aReceiverThatIsGoneIsLeftAlone() {
        String path = "/gone/" + UUID.randomUUID();
        receivers.answer("POST " + path, Map.of("status", 410));

        Row effect = settled(plan("of-the-product", "forward", forwardTo(receivers.url() + path)));

        assertThat(effect.getString("status")).isEqualTo("failed");
        assertThat(effect.getString("reason")).isEqualTo("the receiver answered 410");
        assertThat(receivers.requests(path)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://127.0.0.1:1/ | the receiver's address may not be called",
                "https://127.0.0.1/ | the receiver's address may not be called",
                "http://product.example/ | the receiver's address may not be called",
                "https://user:secret@product.example/ | the receiver's address may not be called",
                "https://169.254.169.254/latest/meta-data | the receiver's address may not be called",
                "https://api.github.com/user | a provider is no destination",
                "nonsense | the destination has no URL, or one that the effect may not choose"
            })
    void aForwardLeadsNowhereElse(String url, String reason) {
        Row effect = settled(plan("of-the-product", "forward", forwardTo(url)));

        assertThat(effect.getString("status")).isEqualTo("failed");
        assertThat(effect.getString("reason")).isEqualTo(reason);
    }

    @Test
    void nobodysEventsGoToAnothersDestination() {
        Map<String, Object> event = Map.of("destination", "product", "type", "t", "data", Map.of());
        Map<String, Object> redirected =
                Map.of("destination", "product", "type", "t", "url", receivers.url() + "/mine");

        assertThat(settled(plan(tenant, "forward", event)).getString("reason"))
                .isEqualTo("the tenant has no such destination");
        assertThat(settled(plan("of-the-product", "forward", redirected)).getString("reason"))
                .isEqualTo("the destination has no URL, or one that the effect may not choose");
    }

    @Test
    void connectionsServiceHearsOfAnEndedGrant() {
        Row effect = settled(plan(
                tenant, "report", Map.of("reason", "tokens_revoked", "account", "T1", "at", "2026-11-24T08:00:00Z")));

        assertThat(effect.getString("status")).isEqualTo("succeeded");
        assertThat(receivers.requests("/internal/connections/" + connection + "/revoked"))
                .singleElement()
                .satisfies(request -> {
                    assertThat(header(request, "integration-tenant")).isEqualTo(tenant);
                    assertThat(json(request.path("body").asText()))
                            .isEqualTo(json("{\"reason\":\"tokens_revoked\",\"account\":\"T1\","
                                    + "\"at\":\"2026-11-24T08:00:00Z\"}"));
                });
    }

    @Test
    void nobodyPerformsWhatIsPlannedTwiceOrForAReplay() {
        receivers.answer("POST " + proxied + "/chat.postMessage", Map.of("body", Map.of("ok", true)));
        Delivery delivery = plan(tenant, "action", message());
        settled(delivery);

        plan(delivery, List.of(new PlannedEffect("one", "action", Optional.of(connection), message())));
        plan(replay(delivery, false), List.of(new PlannedEffect("one", "action", Optional.of(connection), message())));
        Delivery forced = replay(delivery, true);
        plan(forced, List.of(new PlannedEffect("one", "action", Optional.of(connection), message())));

        settled(forced);
        assertThat(receivers.requests(proxied)).hasSize(2);
    }

    private Delivery plan(String of, String kind, Map<String, Object> arguments) {
        Delivery delivery = delivery(of);
        plan(delivery, List.of(new PlannedEffect("one", kind, Optional.of(connection), arguments)));
        return delivery;
    }

    private void plan(Delivery delivery, List<PlannedEffect> planned) {
        pool.withTransaction(transaction -> effects.plan(transaction, delivery, planned))
                .await()
                .atMost(PATIENCE);
    }

    private Row settled(Delivery delivery) {
        await().atMost(PATIENCE).until(() -> effect(delivery).getOffsetDateTime("settled_at") != null);
        return effect(delivery);
    }

    private Row effect(Delivery delivery) {
        return rows(
                        "select * from effect where delivery = $1",
                        Tuple.of(delivery.id().value()))
                .get(0);
    }

    private List<Row> rows(String sql, Tuple values) {
        return pool.preparedQuery(sql)
                .execute(values)
                .map(rows -> StreamSupport.stream(rows.spliterator(), false).toList())
                .await()
                .atMost(PATIENCE);
    }

    private static Map<String, Object> forwardTo(String url) {
        return Map.of("destination", "chosen", "type", "t", "url", url, "data", Map.of());
    }

    /** Source: Standard Webhooks, "Signature scheme"; written again, independent of the code under test. */
    private static String mac(JsonNode request, String secret) {
        String signed = header(request, "webhook-id")
                + "."
                + header(request, "webhook-timestamp")
                + "."
                + request.path("body").asText();
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> message() {
        return Map.of(
                "provider", "slack",
                "action", "post_message",
                "arguments", Map.of("channel", "C1", "text", "a <b>"));
    }

    private static Map<String, Object> checkRun() {
        return Map.of(
                "provider", "github",
                "action", "create_check_run",
                "arguments", Map.of("owner", "octocat", "repo", "hello", "name", "ci", "head_sha", "abc"));
    }

    private static Map<String, Object> problem(int status, String type) {
        return Map.of(
                "status", status,
                "headers", Map.of("Content-Type", "application/problem+json", "Retry-After", "1"),
                "body", Map.of("type", "urn:integration-stack:problem:" + type, "status", status));
    }

    private static String header(JsonNode request, String name) {
        return request.path("headers").path(name).asText();
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Delivery delivery(String tenant) {
        return delivery(tenant, Optional.empty(), false);
    }

    private static Delivery replay(Delivery of, boolean forced) {
        return delivery(of.tenant().orElseThrow().value(), Optional.of(of.id()), forced);
    }

    private static Delivery delivery(String tenant, Optional<DeliveryId> replayOf, boolean forced) {
        return new Delivery(
                new DeliveryId(UUID.randomUUID()),
                UUID.randomUUID(),
                Optional.of(new TenantId(tenant)),
                Optional.of(ConnectionId.random()),
                Optional.of(new UserId("alice")),
                "github",
                Optional.empty(),
                Optional.of("583231"),
                "push",
                "delivery-1",
                "key-1",
                DeliveryStatus.PROCESSING,
                Optional.empty(),
                1,
                Instant.now(),
                Optional.empty(),
                Optional.empty(),
                replayOf,
                Optional.empty(),
                forced,
                Optional.of("00-" + TRACE + "-00f067aa0ba902b7-01"));
    }
}
