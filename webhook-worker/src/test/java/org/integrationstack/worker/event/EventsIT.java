package org.integrationstack.worker.event;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.embedded.testing.Infrastructure;
import org.integrationstack.worker.GatewayKey;
import org.integrationstack.worker.WebhookFixture;
import org.integrationstack.worker.delivery.Delivery;
import org.integrationstack.worker.delivery.DeliveryStatus;
import org.integrationstack.worker.event.Incidents.Incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What is made of the events of each provider, as its documents show them. */
@QuarkusTest
@QuarkusTestResource(GatewayKey.class)
@QuarkusTestResource(
        value = Infrastructure.class,
        initArgs = {
            @ResourceArg(name = "service", value = "worker"),
            @ResourceArg(name = "needs", value = "postgres,kafka")
        })
class EventsIT {
    @Inject
    Incidents incidents;

    @Inject
    ObjectMapper json;

    private final String tenant = "tenant-" + UUID.randomUUID();
    private final String account = WebhookFixture.newAccount();

    @Test
    void aPushStartsTheWorkflowOfARepositoryThatTheSettingsName() throws Exception {
        ConnectionId connection =
                connect("github", Map.of("ci_repositories", "octocat/Hello-World", "ci_workflow", "ci.yml"));

        Delivery push = happens("github", "push", "github/push.json");

        assertThat(push.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(effect(push, "ci")).isEqualTo(json.readTree("""
                {"name": "ci", "kind": "action", "under": "%s", "arguments": {
                  "provider": "github", "action": "dispatch_workflow", "arguments": {
                    "owner": "octocat", "repo": "Hello-World", "workflow": "ci.yml", "ref": "main"}}}""".formatted(connection)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "octocat/Hello-World | ''     | no | no",
                "''                  | ci.yml | no | no",
                "octocat/other       | ci.yml | no | no",
                "*                   | ci.yml | \"type\": \"User\" | \"type\": \"Bot\"",
                "*                   | ci.yml | \"deleted\": false | \"deleted\": true",
            })
    void aPushStartsNoWorkflowOtherwise(String repositories, String workflow, String text, String other) {
        connect("github", Map.of("ci_repositories", repositories, "ci_workflow", workflow));
        Incident push = Incident.of("github", "push", account, "github/push.json");

        Delivery delivery = incidents.happens(text.equals("no") ? push : push.with(text, other), tenant);

        assertThat(names(delivery)).containsExactly("publish");
    }

    @Test
    void aPullRequestIsToldToTheTeamAndGetsACheckRun() throws Exception {
        ConnectionId slack = incidents.connect(tenant, "alice", "slack", "T" + account, Map.of());
        ConnectionId app = connect(
                "github-app",
                Map.of(
                        "notify_pull_requests",
                        true,
                        "notify_connection",
                        slack.toString(),
                        "notify_channel",
                        "C0123456789",
                        "notify_email",
                        "team@product.example",
                        "check_runs",
                        true));

        Delivery opened = happens("github-app", "pull_request.opened", "github/pull_request.json");

        assertThat(opened.reason()).isEmpty();
        assertThat(effect(opened, "notify")).isEqualTo(json.readTree("""
                {"name": "notify", "kind": "action", "under": "%s", "arguments": {
                  "provider": "slack", "action": "post_message", "arguments": {"channel": "C0123456789", "text":
                    "octocat opened pull request #2 in octocat/Hello-World: Update the README with new information.\\nhttps://github.com/octocat/Hello-World/pull/2"}}}""".formatted(slack)));
        assertThat(effect(opened, "mail").path("arguments")).isEqualTo(json.readTree("""
                {"to": "team@product.example", "template": "notification", "values": {
                  "title": "Pull request #2 in octocat/Hello-World",
                  "text": "octocat opened pull request #2 in octocat/Hello-World: Update the README with new information.",
                  "url": "https://github.com/octocat/Hello-World/pull/2"}}"""));
        assertThat(effect(opened, "check").path("under").asText()).isEqualTo(app.toString());
        assertThat(effect(opened, "check").at("/arguments/arguments/head_sha").asText())
                .hasSize(40);
    }

    @Test
    void nothingIsDoneOutsideUnlessTheSettingsSayso() {
        connect("github-app", Map.of());

        assertThat(names(happens("github-app", "pull_request.opened", "github/pull_request.json")))
                .containsExactly("publish");
        assertThat(names(happens("github-app", "issues.opened", "github/issues.json")))
                .containsExactly("publish");
    }

    @ParameterizedTest
    @CsvSource({
        "alice, false, true, true",
        "bob,   false, true, false",
        "bob,   true,  true, true",
        "alice, true,  false, false",
    })
    void anotherConnectionIsUsedOnlyIfItIsTheSameUsersOrOpenToTheTenant(
            String owner, boolean shared, boolean sameTenant, boolean used) {
        String where = sameTenant ? tenant : "tenant-" + UUID.randomUUID();
        ConnectionId slack = incidents.connect(where, owner, "slack", "T" + account, Map.of("shared", shared));
        connect("github", notifying(slack.toString()));

        Delivery opened = happens("github", "issues.opened", "github/issues.json");

        assertThat(names(opened).contains("notify")).isEqualTo(used);
        assertThat(opened.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(opened.reason().isPresent()).isEqualTo(!used);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not an id", "00000000-0000-4000-8000-000000000000", "../../x"})
    void aConnectionThatIsNotThereIsLeftOutAndSaid(String named) {
        connect("github", notifying(named));

        Delivery opened = happens("github", "issues.opened", "github/issues.json");

        assertThat(names(opened)).containsExactly("publish");
        assertThat(opened.reason()).contains("left out: notify, which has no connection that it may use");
    }

    @Test
    void theEndOfAnInstallationIsReported() throws Exception {
        ConnectionId app = connect("github-app", Map.of());

        Delivery deleted = happens("github-app", "installation.deleted", "github/installation.json");

        assertThat(effect(deleted, "report"))
                .isEqualTo(json.readTree("""
                {"name": "report", "kind": "report", "under": "%s", "arguments":
                  {"reason": "deauthorized", "account": "%s", "at": "%s", "provider": "github-app"}}""".formatted(app, account, deleted.receivedAt())));
    }

    @Test
    void aPingBecomesAnActivity() {
        connect("github", Map.of());

        happens("github", "ping", "github/ping.json");

        assertThat(incidents.activities(tenant))
                .singleElement()
                .satisfies(
                        activity -> assertThat(activity.path("type").asText()).isEqualTo("github.ping"));
    }

    @Test
    void anUnknownEventIsIgnoredAndPublishedWithWhatItSays() {
        connect("github", Map.of());

        Delivery star = incidents.happens(
                Incident.of("github", "star.created", account, "github/ping.json")
                        .body("{\"action\": \"created\", \"repository\": {\"full_name\": \"a\\u0000b\"}}"),
                tenant);

        assertThat(star.status()).isEqualTo(DeliveryStatus.IGNORED);
        assertThat(star.reason()).contains("no handler");
        assertThat(incidents.activities(tenant)).isEmpty();
        assertThat(incidents.published(star)).singleElement().satisfies(event -> {
            assertThat(event.path("type").asText()).isEqualTo("github.star.created");
            assertThat(event.at("/data/payload/repository/full_name").asText()).isEqualTo("a\ufffdb");
        });
    }

    @Test
    void anUnknownEventMayBeAnything() {
        connect("github", Map.of());

        Delivery star = incidents.happens(
                Incident.of("github", "star", account, "github/ping.json").body("no JSON"), tenant);

        assertThat(star.status()).isEqualTo(DeliveryStatus.IGNORED);
        assertThat(incidents.published(star))
                .singleElement()
                .satisfies(event -> assertThat(event.path("data")).isEmpty());
    }

    @Test
    void anEventWithTheNameOfAllEventsIsAnUnknownOne() {
        connect("github", Map.of("forward_to", "product"));

        Delivery delivery = incidents.happens(Incident.of("github", "*", account, "github/ping.json"), tenant);

        assertThat(names(delivery)).containsExactly("every.forward", "publish");
    }

    @Test
    void everyEventIsForwardedIfTheSettingsSaySo() {
        connect("github", Map.of("forward_to", "product"));

        Delivery delivery =
                incidents.happens(Incident.of("github", "star.created", account, "github/ping.json"), tenant);

        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        JsonNode arguments = effect(delivery, "every.forward").path("arguments");
        assertThat(arguments.path("destination").asText()).isEqualTo("product");
        assertThat(arguments.path("type").asText()).isEqualTo("github.star.created");
        assertThat(arguments.at("/data/payload/zen").isTextual()).isTrue();
    }

    @Test
    void anUnpaidInvoiceIsToldToTheAddressForAlerts() throws Exception {
        connect("stripe", Map.of("alert_email", "billing@product.example"));

        Delivery failed = happens("stripe", "invoice.payment_failed", "stripe/invoice.payment_failed.json");

        assertThat(effect(failed, "alert").path("arguments")).isEqualTo(json.readTree("""
                {"to": "billing@product.example", "template": "notification", "values": {
                  "title": "Invoice 9545A614-0003 was not paid",
                  "text": "The payment of invoice 9545A614-0003 over 5000 JPY failed.",
                  "url": "https://invoice.stripe.com/i/acct_1032D82eZvKYlo2C/live_YWNjdF8xTTJ"}}"""));
    }

    @Test
    void anAccountThatLeavesIsReported() {
        ConnectionId stripe = connect("stripe", Map.of());

        Delivery left =
                happens("stripe", "account.application.deauthorized", "stripe/account.application.deauthorized.json");

        assertThat(effect(left, "report").path("under").asText()).isEqualTo(stripe.toString());
        assertThat(effect(left, "report").at("/arguments/reason").asText()).isEqualTo("deauthorized");
        assertThat(effect(left, "report").at("/arguments/account").asText()).isEqualTo(account);
    }

    @Test
    void aMessageIsPublishedAndRecordedIfTheSettingsSaySo() {
        connect("slack", Map.of());
        Delivery unrecorded = happens("slack", "message", "slack/message.json");
        assertThat(incidents.activities(tenant)).isEmpty();
        assertThat(incidents.published(unrecorded))
                .singleElement()
                .satisfies(event -> assertThat(event.at("/data/text").asText()).isEqualTo("Hello world"));

        String other = "tenant-" + UUID.randomUUID();
        incidents.connect(other, "alice", "slack", account + "2", Map.of("record_messages", true));
        Incident message = Incident.of("slack", "message", account + "2", "slack/message.json");
        incidents.happens(message, other);
        incidents.happens(message.with("\"user\":", "\"bot_id\": \"B1\", \"user\":"), other);

        assertThat(incidents.activities(other))
                .singleElement()
                .satisfies(activity ->
                        assertThat(activity.path("summary").asText()).isEqualTo("U2147483697 wrote in C123ABC456"));
    }

    @Test
    void whoMentionsTheAppIsRecorded() {
        connect("slack", Map.of());

        happens("slack", "app_mention", "slack/app_mention.json");

        assertThat(incidents.activities(tenant))
                .singleElement()
                .satisfies(activity -> assertThat(activity.path("summary").asText())
                        .isEqualTo("U061F7AUR mentioned the app in C123ABC456"));
    }

    @Test
    void aBotTokenThatEndsIsReportedAndAPersonsIsNot() {
        connect("slack", Map.of());
        Incident revoked = Incident.of("slack", "tokens_revoked", account, "slack/tokens_revoked.json");

        assertThat(names(incidents.happens(revoked, tenant))).containsExactly("publish", "report");
        assertThat(names(incidents.happens(revoked.anew().with("\"U0LAN0Z89\"\n", "\n"), tenant)))
                .containsExactly("publish");
    }

    @Test
    void aSlashCommandIsReadFromItsForm() {
        connect("slack", Map.of());

        Delivery command = happens("slack", "slash_command", "slack/slash_command.form");

        assertThat(incidents.activities(tenant))
                .singleElement()
                .satisfies(activity -> assertThat(activity.path("summary").asText())
                        .isEqualTo("U2147483697 used /weather in C2147483705"));
        assertThat(incidents.published(command))
                .singleElement()
                .satisfies(event -> assertThat(event.at("/data/text").asText()).isEqualTo("94070"));
    }

    @Test
    void credentialsInPayloadsGoNowhere() {
        connect("slack", Map.of("forward_to", "product"));
        incidents.connect(tenant, "alice", "salesforce", account, Map.of("forward_to", "product"));

        Delivery unknown =
                incidents.happens(Incident.of("slack", "block_actions", account, "slack/slash_command.form"), tenant);
        Delivery message = happens("salesforce", "outbound_message.sf:Contact", "salesforce/outbound_message.one.xml");

        assertThat(incidents.published(unknown).toString() + incidents.effects(unknown))
                .contains("/weather")
                .doesNotContain("gIkuvaNzQIHg97ATvDxqgjtO", "hooks.slack.com");
        assertThat(incidents.published(message).toString() + incidents.effects(message))
                .contains("Rosen")
                .doesNotContain("secretsession");
    }

    @Test
    void whatGooglePushesIsDecoded() {
        connect("google", Map.of("record_notifications", true));

        Delivery pushed = happens("google", "pubsub.message", "google/pubsub.message.json");

        assertThat(incidents.activities(tenant)).singleElement().satisfies(activity -> {
            assertThat(activity.at("/metadata/mailbox").asText()).isEqualTo("user@example.com");
            assertThat(activity.at("/metadata/history").asText()).isEqualTo("1234567890");
        });
        assertThat(incidents.published(pushed)).singleElement().satisfies(event -> {
            assertThat(event.at("/data/data/emailAddress").asText()).isEqualTo("user@example.com");
            assertThat(event.at("/data/message").asText()).isEqualTo("2070443601311540");
        });
    }

    @ParameterizedTest
    @CsvSource({"aGVsbG8=, hello", "not base64!, not base64!", "gICA, gICA"})
    void whatGooglePushesMayBeAnything(String data, String published) {
        connect("google", Map.of());
        String encoded = "eyJlbWFpbEFkZHJlc3MiOiAidXNlckBleGFtcGxlLmNvbSIsICJoaXN0b3J5SWQiOiAiMTIzNDU2Nzg5MCJ9";

        Delivery pushed = incidents.happens(
                Incident.of("google", "pubsub.message", account, "google/pubsub.message.json")
                        .with(encoded, data),
                tenant);

        assertThat(incidents.published(pushed))
                .singleElement()
                .satisfies(event -> assertThat(event.at("/data/data").asText()).isEqualTo(published));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no JSON"})
    void aChannelNotificationIsReadFromItsHeaders(String body) {
        connect("google", Map.of("record_notifications", true));
        Map<String, String> headers = Map.of(
                "x-goog-channel-id", "4ba78bf0-6a47-11e2-bcfd-0800200c9a66",
                "x-goog-message-number", "10",
                "x-goog-resource-id", "ret08u3rv24htgh289g",
                "x-goog-resource-state", "update",
                "x-goog-changed", "content,properties");

        Delivery changed = incidents.happens(
                Incident.of("google", "channel.update", account, "google/pubsub.message.json")
                        .body(body)
                        .headers(headers),
                tenant);

        assertThat(incidents.activities(tenant))
                .singleElement()
                .satisfies(activity -> assertThat(activity.path("summary").asText())
                        .isEqualTo("Something changed in channel 4ba78bf0-6a47-11e2-bcfd-0800200c9a66: update"));
        assertThat(incidents.published(changed))
                .singleElement()
                .satisfies(
                        event -> assertThat(event.at("/data/changed").asText()).isEqualTo("content,properties"));
    }

    @Test
    void eachNotificationOfAMessageIsPublishedUnderItsOwnId() {
        connect("salesforce", Map.of("record_messages", true));

        Delivery message = happens("salesforce", "outbound_message", "salesforce/outbound_message.two.xml");

        assertThat(incidents.published(message))
                .extracting(
                        event -> event.path("type").asText(),
                        event -> event.at("/data/id").asText(),
                        event -> event.at("/data/object").asText(),
                        event -> event.at("/data/record/LastName").asText())
                .containsExactlyInAnyOrder(
                        tuple("salesforce.outbound_message", "04l5g00000ABCD1AAO", "Contact", "Rosen"),
                        tuple("salesforce.outbound_message", "04l5g00000ABCD2AAO", "Contact", "M&ller"));
        assertThat(incidents.activities(tenant)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"repository\": 7, \"ref\": {}, \"commits\": \"x\", \"pusher\": []}",
                "{\"ref\": \"a\\u0000b\\r\\nc\\u202e\", \"repository\": {\"full_name\": \"\\ud800\"}}"
            })
    void aPayloadOfAnotherShapeHarmsNothing(String body) {
        connect("github", Map.of("ci_repositories", "*", "ci_workflow", "ci.yml", "forward_to", "product"));

        Delivery push = incidents.happens(
                Incident.of("github", "push", account, "github/push.json").body(body), tenant);

        assertThat(push.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(incidents.activities(tenant))
                .singleElement()
                .satisfies(
                        activity -> assertThat(activity.toString()).doesNotContain("\\u0000", "\\r", "\\n", "\u202e"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "\"text\"", "{", "null", "{\"a\": \u0001}"})
    void aPayloadThatCannotBeReadIsGivenUp(String body) {
        connect("github", Map.of());

        Delivery push = incidents.happens(
                Incident.of("github", "push", account, "github/push.json").body(body), tenant);

        assertThat(push.status()).isEqualTo(DeliveryStatus.DEAD);
        assertThat(push.reason()).contains("the payload cannot be read");
    }

    @Test
    void whatIsNotUtf8IsGivenUp() {
        connect("github", Map.of());
        byte[] body = "{\"ref\": \"ä\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(incidents
                        .happens(
                                Incident.of("github", "push", account, "github/push.json")
                                        .body(body),
                                tenant)
                        .status())
                .isEqualTo(DeliveryStatus.DEAD);
    }

    @Test
    void xmlThatDeclaresATypeOfItsOwnIsGivenUp() {
        connect("salesforce", Map.of());

        Delivery message = incidents.happens(
                Incident.of("salesforce", "outbound_message", account, "salesforce/outbound_message.one.xml")
                        .with("<soapenv:Envelope", "<!DOCTYPE a [<!ENTITY b \"c\">]><soapenv:Envelope"),
                tenant);

        assertThat(message.status()).isEqualTo(DeliveryStatus.DEAD);
    }

    @Test
    void textsOfAnySizeFitIntoTheLog() {
        connect("github", Map.of());

        Delivery opened = incidents.happens(
                Incident.of("github", "issues.opened", account, "github/issues.json")
                        .with("Spelling error in the README file", "x".repeat(2_000_000)),
                tenant);

        assertThat(opened.status()).isEqualTo(DeliveryStatus.SUCCEEDED);
        assertThat(incidents.activities(tenant).get(0).toString()).hasSizeLessThan(10_000);
    }

    private ConnectionId connect(String provider, Map<String, Object> settings) {
        return incidents.connect(tenant, "alice", provider, account, settings);
    }

    private static Map<String, Object> notifying(String connection) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("notify_issues", true);
        settings.put("notify_connection", connection);
        settings.put("notify_channel", "C0123456789");
        return settings;
    }

    private Delivery happens(String provider, String type, String file) {
        return incidents.happens(Incident.of(provider, type, account, file), tenant);
    }

    private JsonNode effect(Delivery delivery, String name) {
        return incidents.effects(delivery).stream()
                .filter(effect -> effect.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no effect " + name + " but " + names(delivery)));
    }

    private List<String> names(Delivery delivery) {
        return incidents.effects(delivery).stream()
                .map(effect -> effect.path("name").asText())
                .toList();
    }
}
