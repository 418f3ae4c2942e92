package org.integrationstack.sandbox.slack;

import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.sandbox.Client;
import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;
import org.integrationstack.sandbox.frame.Hmac;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

/** Source: docs.slack.dev, "The Events API" and "Verifying requests from Slack". */
class EventsTest extends SandboxTestBase {
    private static final String ALL = "&scope=chat:write,channels:read,channels:history&user_scope=chat:write";

    private SlackClient slack;

    @BeforeEach
    void register() {
        slack = new SlackClient(client, CLIENT_ID, CLIENT_SECRET);
    }

    @Test
    void sendsAnEventInItsEnvelopeSigned() {
        JsonNode outcome = json(order("slack", "message", ""));
        Receiver.Received webhook = receiver.next();
        JsonNode envelope = json(webhook.body());

        assertThat(webhook.path()).isEqualTo("/webhooks/slack");
        assertSigned(webhook, WEBHOOK_SECRET, now());
        assertThat(webhook.header("Content-Type")).isEqualTo("application/json");
        assertThat(webhook.header("User-Agent")).startsWith("Slackbot 1.0");
        assertThat(webhook.all("X-Slack-Retry-Num")).isEmpty();
        assertThat(envelope.path("type").asText()).isEqualTo("event_callback");
        assertThat(envelope.path("event_id").asText())
                .isEqualTo(outcome.path("deliveryId").asText())
                .matches("Ev[0-9A-Z]{9}");
        assertThat(envelope.path("team_id").asText()).isEqualTo("T012SOFTB");
        assertThat(envelope.at("/event/channel").asText()).isEqualTo("C012OPEN0");
        assertThat(envelope.at("/authorizations/0/user_id").asText()).isEqualTo("U012BOTSB");
    }

    @ParameterizedTest
    @CsvSource({
        "app_mention, /event/text, <@U034BOTPB> is it everything a river should be?",
        "message, /event/user, U034PATXX",
        "tokens_revoked, /event/tokens/bot/0, U034BOTPB",
        "app_uninstalled, /event/type, app_uninstalled"
    })
    void hasAnExampleOfEachEventOfTheOrdersWorkspace(String event, String pointer, String value) {
        order("slack", event, ",\"account\":\"T034PICKL\"");

        JsonNode envelope = json(receiver.next().body());

        assertThat(envelope.at(pointer).asText()).isEqualTo(value);
        assertThat(envelope.path("team_id").asText()).isEqualTo("T034PICKL");
    }

    @Test
    void mergesAnOrdersPayloadIntoTheEnvelope() {
        order("slack", "message", ",\"payload\":{\"event\":{\"text\":\"Ä\",\"thread_ts\":\"1.2\"}}");

        JsonNode event = json(receiver.next().body()).path("event");

        assertThat(event.path("text").asText()).isEqualTo("Ä");
        assertThat(event.path("thread_ts").asText()).isEqualTo("1.2");
        assertThat(order("slack", "team_join", "").statusCode()).isEqualTo(400);
        order("slack", "team_join", ",\"payload\":{\"event\":{\"user\":{\"id\":\"U1\"}}}");
        assertThat(json(receiver.next().body()).at("/event/user/id").asText()).isEqualTo("U1");
    }

    @Test
    void verifiesAnAddressWithASignedChallenge() {
        order("slack", "url_verification", "");

        Receiver.Received webhook = receiver.next();

        assertSigned(webhook, WEBHOOK_SECRET, now());
        assertThat(json(webhook.body()).path("type").asText()).isEqualTo("url_verification");
        assertThat(json(webhook.body()).path("challenge").asText()).hasSize(52);
    }

    @Test
    void sendsASlashCommandAsAFormAndShowsTheResponse() {
        receiver.answerWith(200, "{\"text\":\"all is well\"}", "Content-Type", "application/json");

        JsonNode outcome = json(order("slack", "slash_command", ",\"payload\":{\"text\":\"help me\"}"));
        Receiver.Received webhook = receiver.next();

        Map<String, String> fields = Client.fields(webhook.body());
        assertSigned(webhook, WEBHOOK_SECRET, now());
        assertThat(webhook.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
        assertThat(fields)
                .containsEntry("command", "/integration")
                .containsEntry("text", "help me")
                .containsEntry("team_id", "T012SOFTB")
                .containsEntry("user_id", "U012SUEXX");
        assertThat(fields.get("response_url")).startsWith("https://hooks.slack.com/commands/T012SOFTB/");
        assertThat(outcome.path("body").asText()).contains("all is well");
        assertThat(outcome.path("contentType").asText()).isEqualTo("application/json");
    }

    @Test
    void signsAFormWhoseEscapesAreThenWrittenAnew() {
        order("slack", "slash_command", ",\"signature\":\"reserialized\"");

        Receiver.Received webhook = receiver.next();

        assertThat(Client.fields(webhook.body())).containsEntry("command", "/integration");
        assertThat(webhook.header("X-Slack-Signature"))
                .isNotEqualTo(signature(WEBHOOK_SECRET, now(), webhook.body()))
                .isEqualTo(signature(
                        WEBHOOK_SECRET,
                        now(),
                        webhook.body().replace("%2f", "%2F").replace("%3a", "%3A")));
    }

    @Test
    void sendsAClickAsJsonInAForm() {
        order("slack", "block_actions", "");

        JsonNode payload = json(Client.fields(receiver.next().body()).get("payload"));

        assertThat(payload.path("type").asText()).isEqualTo("block_actions");
        assertThat(payload.at("/actions/0/value").asText()).isEqualTo("yes");
        assertThat(payload.at("/team/id").asText()).isEqualTo("T012SOFTB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"slash_command", "block_actions"})
    void triesNothingAgainForWhichAPersonWaits(String event) {
        receiver.answerWith(500);

        JsonNode outcome = json(order("slack", event, ""));

        assertThat(outcome.path("nextAttemptAt").isNull()).isTrue();
    }

    @Test
    void saysInARetryWhyAndSignsItAnew() {
        receiver.answerWith(500);
        order("slack", "message", "");
        Receiver.Received first = receiver.next();

        retry();
        Receiver.Received second = receiver.next();

        assertThat(second.header("X-Slack-Retry-Num")).isEqualTo("1");
        assertThat(second.header("X-Slack-Retry-Reason")).isEqualTo("http_error");
        assertThat(second.body()).isEqualTo(first.body());
        assertSigned(second, WEBHOOK_SECRET, now());
    }

    @Test
    void stopsWhenAnAnswerSaysSo() {
        receiver.answerWith(500, "", "X-Slack-No-Retry", "1");

        JsonNode outcome = json(order("slack", "message", ""));

        assertThat(outcome.path("taken").asBoolean()).isFalse();
        assertThat(outcome.path("nextAttemptAt").isNull()).isTrue();
    }

    @Test
    void signsWithAnotherSecretEarlierOrNotAtAllIfAsked() {
        order("slack", "message", ",\"secret\":\"another\",\"ageSeconds\":301");
        assertSigned(receiver.next(), "another", now() - 301);

        order("slack", "message", ",\"signature\":\"invalid\"");
        Receiver.Received invalid = receiver.next();
        order("slack", "message", ",\"signature\":\"missing\"");
        Receiver.Received missing = receiver.next();
        order("slack", "message", ",\"signature\":\"doubled\"");
        Receiver.Received doubled = receiver.next();

        assertThat(invalid.header("X-Slack-Signature"))
                .matches("v0=[0-9a-f]{64}")
                .isNotEqualTo(signature(WEBHOOK_SECRET, now(), invalid.body()));
        assertThat(missing.all("X-Slack-Signature")).isEmpty();
        assertThat(missing.all("X-Slack-Request-Timestamp")).isEmpty();
        assertThat(doubled.all("X-Slack-Signature")).hasSize(2);
    }

    /** Two events that are sent beside each other may come in either order. */
    @Test
    void tellsWhatIsWrittenWhereTheBotIs() {
        configure("{\"slack\":{\"events\":[\"message\",\"app_mention\"],\"postsPerSecond\":9}}");
        String sue = slack.install(ALL).at("/authed_user/access_token").asText();

        slack.call("chat.postMessage", "channel=C012OPEN3&text=unheard", sue);
        slack.call("chat.postMessage", "channel=C012OPEN0&text=hello+%3C%40U012BOTSB%3E", sue);
        Map<String, JsonNode> events = Stream.of(receiver.next(), receiver.next())
                .map(webhook -> json(webhook.body()).path("event"))
                .collect(Collectors.toMap(event -> event.path("type").asText(), event -> event));

        assertThat(events).containsOnlyKeys("message", "app_mention");
        assertThat(events.get("message").path("user").asText()).isEqualTo("U012SUEXX");
        assertThat(events.get("message").path("channel").asText()).isEqualTo("C012OPEN0");
        assertThat(events.get("app_mention").path("text").asText()).isEqualTo("hello <@U012BOTSB>");
        assertNothingElseIsSent("slack", "message");
    }

    @Test
    void tellsWhichTokensHaveBeenRevoked() {
        configure("{\"slack\":{\"events\":[\"tokens_revoked\"]}}");
        JsonNode installed = slack.install(ALL);

        slack.call("auth.revoke", "", installed.at("/authed_user/access_token").asText());
        JsonNode persons = json(receiver.next().body());
        client.post("/_admin/endings", "{\"provider\":\"slack\"}");
        JsonNode bots = json(receiver.next().body());

        assertThat(persons.at("/event/tokens/oauth/0").asText()).isEqualTo("U012SUEXX");
        assertThat(persons.at("/event/tokens/bot")).isEmpty();
        assertThat(bots.path("team_id").asText()).isEqualTo("T012SOFTB");
        assertThat(bots.at("/event/tokens/bot/0").asText()).isEqualTo("U012BOTSB");
        assertThat(bots.at("/event/tokens/oauth")).isEmpty();
    }

    @Test
    void countsAppsMessages() {
        configure("{\"slack\":{\"postsPerSecond\":9}}");
        String bot = slack.install(ALL).path("access_token").asText();

        slack.call("chat.postMessage", "channel=C012OPEN0&text=once", bot);
        slack.call("chat.postMessage", "channel=C012OPEN0&text=once", bot);
        HttpResponse<String> refused = slack.call("chat.postMessage", "channel=nowhere&text=once", bot);

        JsonNode effects = json(client.get("/_admin/effects?kind=message"));
        assertThat(json(refused).path("error").asText()).isEqualTo("channel_not_found");
        assertThat(effects.at("/counts/message")).isEqualTo(json("{\"total\":2,\"distinct\":1}"));
        assertThat(effects.path("items")).hasSize(2);
        assertThat(effects.at("/items/0/detail/text").asText()).isEqualTo("once");
        assertThat(effects.at("/items/0/key").asText()).isEqualTo("C012OPEN0 once");
        assertThat(json(client.get("/_admin/effects?kind=check_run")).path("items"))
                .isEmpty();
    }

    private void assertSigned(Receiver.Received webhook, String secret, long at) {
        assertThat(webhook.header("X-Slack-Request-Timestamp")).isEqualTo(Long.toString(at));
        assertThat(webhook.header("X-Slack-Signature")).isEqualTo(signature(secret, at, webhook.body()));
    }

    private static String signature(String secret, long at, String body) {
        return "v0=" + HexFormat.of().formatHex(Hmac.sha256(secret, "v0:" + at + ":" + body));
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
