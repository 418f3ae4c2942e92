package org.integrationstack.sandbox.slack;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.SandboxTestBase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.header;
import static org.integrationstack.sandbox.Client.json;

class WebApiTest extends SandboxTestBase {
    private static final String ALL = "&scope=chat:write,channels:read,channels:history,groups:read";
    private static final String GENERAL = "C012OPEN0";
    private static final String MATCHES = "C012OPEN3";

    private SlackClient slack;

    @BeforeEach
    void connect() {
        slack = new SlackClient(client, CLIENT_ID, CLIENT_SECRET);
    }

    @Test
    void tellsWhoseATokenIs() {
        JsonNode tokens = slack.install("&scope=chat:write&user_scope=search:read");
        JsonNode bot = call("auth.test", "", tokens.path("access_token").asText());
        JsonNode user =
                call("auth.test", "", tokens.at("/authed_user/access_token").asText());

        assertThat(bot.path("team_id").asText()).isEqualTo("T012SOFTB");
        assertThat(bot.path("team").asText()).isEqualTo("Slack Softball Team");
        assertThat(bot.path("url").asText()).isEqualTo("https://softball.slack.com/");
        assertThat(bot.path("user_id").asText()).isEqualTo("U012BOTSB");
        assertThat(bot.path("bot_id").asText()).isEqualTo("B012BOTSB");
        assertThat(bot.has("expires_in")).isFalse();
        assertThat(user.path("user_id").asText()).isEqualTo("U012SUEXX");
        assertThat(user.has("bot_id")).isFalse();
    }

    @Test
    void tellsHowLongARotatingTokenLives() {
        client.post("/_admin/settings", "{\"slack\":{\"tokenRotation\":true,\"accessTokenSeconds\":60}}");
        String token = slack.install(ALL).path("access_token").asText();
        clock.forward(Duration.ofSeconds(20));

        assertThat(call("auth.test", "", token).path("expires_in").asInt()).isEqualTo(40);
    }

    @Test
    void takesATokenFromTheBodyToo() {
        String token = bot();

        assertThat(json(client.post("/slack/api/auth.test", "token=" + token))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(json(client.post("/slack/api/auth.test", "")).path("error").asText())
                .isEqualTo("not_authed");
        assertThat(slack.test("xoxb-made-up")).isEqualTo("invalid_auth");
    }

    @Test
    void saysWhichScopeIsNeededAndWhichAreThere() {
        HttpResponse<String> response = slack.call(
                "conversations.list",
                "",
                slack.install("&scope=chat:write").path("access_token").asText());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response))
                .isEqualTo(json("{\"ok\":false,\"error\":\"missing_scope\",\"needed\":\"channels:read\","
                        + "\"provided\":\"chat:write\"}"));
        assertThat(header(response, "X-Accepted-OAuth-Scopes")).isEqualTo("channels:read");
    }

    @Test
    void knowsNoOtherMethods() {
        assertThat(call("admin.apps.approve", "", bot()))
                .isEqualTo(json("{\"ok\":false,\"error\":\"unknown_method\",\"req_method\":\"admin.apps.approve\"}"));
    }

    @Test
    void pagesByCursorUntilItIsEmpty() {
        String token = bot();
        List<String> names = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = json(client.get(
                    "/slack/api/conversations.list?limit=2&cursor=" + cursor.replace("=", "%3D"),
                    "Authorization",
                    "Bearer " + token));
            page.path("channels")
                    .forEach(channel -> names.add(channel.path("name").asText()));
            cursor = page.at("/response_metadata/next_cursor").asText();
            pages++;
        } while (!cursor.isEmpty());

        assertThat(pages).isEqualTo(3);
        assertThat(names).containsExactly("general", "random", "announcements", "matches", "off-topic");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, invalid_limit",
        "limit=1000, invalid_limit",
        "limit=x, invalid_limit",
        "cursor=x, invalid_cursor",
        "cursor=%, invalid_cursor",
        "types=secret, invalid_types"
    })
    void namesTheArgumentThatIsWrong(String arguments, String error) {
        assertThat(call("conversations.list", arguments.replace("%", "%25"), bot())
                        .path("error")
                        .asText())
                .isEqualTo(error);
    }

    @Test
    void listsPrivateChannelsIfAsked() {
        JsonNode answer = call("conversations.list", "types=private_channel", bot());

        assertThat(answer.path("channels")).hasSize(1);
        assertThat(answer.at("/channels/0/is_private").asBoolean()).isTrue();
    }

    @Test
    void postsAMessageThatIsThenHistory() {
        String token = bot();
        JsonNode posted = call("chat.postMessage", "channel=" + GENERAL + "&text=Hello", token);
        JsonNode history = call("conversations.history", "channel=" + GENERAL, token);

        assertThat(posted.path("ok").asBoolean()).isTrue();
        assertThat(posted.path("channel").asText()).isEqualTo(GENERAL);
        assertThat(posted.at("/message/text").asText()).isEqualTo("Hello");
        assertThat(posted.at("/message/user").asText()).isEqualTo("U012BOTSB");
        assertThat(history.at("/messages/0/ts")).isEqualTo(posted.path("ts"));
        assertThat(history.path("has_more").asBoolean()).isFalse();
    }

    @Test
    void takesArgumentsInJson() {
        HttpResponse<String> response = client.post(
                "/slack/api/chat.postMessage",
                "{\"channel\":\"#general\",\"blocks\":[{\"type\":\"divider\"}]}",
                "Content-Type",
                "application/json; charset=utf-8",
                "Authorization",
                "Bearer " + bot());
        HttpResponse<String> malformed = client.post(
                "/slack/api/chat.postMessage", "{", "Content-Type", "application/json", "Authorization", "Bearer x");

        assertThat(json(response).path("ok").asBoolean()).isTrue();
        assertThat(json(malformed).path("error").asText()).isEqualTo("invalid_json");
    }

    @ParameterizedTest
    @CsvSource({
        "channel=CXXX&text=x, channel_not_found",
        "text=x, channel_not_found",
        "channel=C012OPEN0, no_text",
        "channel=C012OPEN3&text=x, not_in_channel",
        "channel=C034OPEN0&text=x, channel_not_found"
    })
    void refusesAMessage(String arguments, String error) {
        assertThat(call("chat.postMessage", arguments, bot()).path("error").asText())
                .isEqualTo(error);
    }

    @Test
    void postsIntoChannelsItIsNotInWithTheScopeForThat() {
        String token = slack.install("&scope=chat:write,chat:write.public")
                .path("access_token")
                .asText();

        assertThat(call("chat.postMessage", "channel=" + MATCHES + "&text=x", token)
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void answers429WithRetryAfterOverOneMessageASecondIntoAChannel() {
        String token = bot();
        String general = "channel=" + GENERAL + "&text=x";
        slack.call("chat.postMessage", general, token);

        HttpResponse<String> second = slack.call("chat.postMessage", general, token);
        HttpResponse<String> elsewhere = slack.call("chat.postMessage", "channel=%23random&text=x", token);

        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(header(second, "Retry-After")).isEqualTo("1");
        assertThat(json(second)).isEqualTo(json("{\"ok\":false,\"error\":\"ratelimited\"}"));
        assertThat(json(elsewhere).path("ok").asBoolean()).isTrue();
        clock.forward(Duration.ofSeconds(1));
        assertThat(slack.call("chat.postMessage", general, token).statusCode()).isEqualTo(200);
    }

    @Test
    void limitsEachMethodOfAWorkspaceByItsTier() {
        String token = bot();
        String elsewhere = slack.install(ALL + "&login=" + SlackClient.PAT)
                .path("access_token")
                .asText();
        for (int i = 0; i < 20; i++) {
            assertThat(slack.call("conversations.list", "", token).statusCode()).isEqualTo(200);
        }
        clock.forward(Duration.ofSeconds(20));

        HttpResponse<String> tooMany = slack.call("conversations.list", "", token);

        assertThat(tooMany.statusCode()).isEqualTo(429);
        assertThat(header(tooMany, "Retry-After")).isEqualTo("40");
        assertThat(slack.call("conversations.list", "", elsewhere).statusCode()).isEqualTo(200);
        assertThat(slack.call("conversations.history", "channel=" + GENERAL, token)
                        .statusCode())
                .isEqualTo(200);
        clock.forward(Duration.ofSeconds(40));
        assertThat(slack.call("conversations.list", "", token).statusCode()).isEqualTo(200);
    }

    @Test
    void readsLittleHistoryAndSlowlyOutsideTheMarketplace() {
        client.post("/_admin/settings", "{\"slack\":{\"marketplace\":false,\"postsPerSecond\":100}}");
        String token = bot();
        for (int i = 0; i < 16; i++) {
            slack.call("chat.postMessage", "channel=" + GENERAL + "&text=" + i, token);
        }

        JsonNode first = call("conversations.history", "limit=100&channel=" + GENERAL, token);
        HttpResponse<String> second = slack.call("conversations.history", "channel=" + GENERAL, token);

        assertThat(first.path("messages")).hasSize(15);
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(header(second, "Retry-After")).isEqualTo("60");
    }

    @Test
    void tellsAPersonsIdentityToWhoSignsIn() {
        JsonNode tokens = slack.install("&user_scope=identity.basic,identity.email");
        JsonNode identity = call(
                "users.identity", "", tokens.at("/authed_user/access_token").asText());

        assertThat(identity)
                .isEqualTo(json("{\"ok\":true,\"user\":{\"name\":\"Sue Pitcher\",\"id\":\"U012SUEXX\","
                        + "\"email\":\"sue@softball.example\"},\"team\":{\"id\":\"T012SOFTB\"}}"));
        assertThat(call("users.identity", "", bot()).path("error").asText()).isEqualTo("not_allowed_token_type");
    }

    @Test
    void namesTheScopesOfATokenInEveryAnswer() {
        assertThat(header(slack.call("auth.test", "", bot()), "X-OAuth-Scopes"))
                .isEqualTo("chat:write,channels:read,channels:history,groups:read");
    }

    @Test
    void failsAndSlowsDownInItsOwnShapeIfAsked() {
        client.post(
                "/_admin/faults",
                "{\"provider\":\"slack\",\"kind\":\"rateLimited\",\"retryAfterSeconds\":7,\"times\":1}");
        client.post("/_admin/faults", "{\"provider\":\"slack\",\"kind\":\"status\",\"status\":503,\"times\":1}");

        HttpResponse<String> limited = slack.call("auth.test", "", "x");
        HttpResponse<String> failed = slack.call("auth.test", "", "x");

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(header(limited, "Retry-After")).isEqualTo("7");
        assertThat(failed.statusCode()).isEqualTo(503);
        assertThat(json(failed)).isEqualTo(json("{\"ok\":false,\"error\":\"service_unavailable\"}"));
    }

    private String bot() {
        return slack.install(ALL).path("access_token").asText();
    }

    private JsonNode call(String method, String form, String token) {
        return json(slack.call(method, form, token));
    }
}
