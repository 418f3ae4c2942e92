package org.integrationstack.sandbox.google;

import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.integrationstack.sandbox.GoogleClient;
import org.integrationstack.sandbox.Receiver;
import org.integrationstack.sandbox.SandboxTestBase;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.integrationstack.sandbox.Client.json;

/** Pushes of Pub/Sub, and notification channels. */
class NotificationsTest extends SandboxTestBase {
    private static final String DRIVE = "https://www.googleapis.com/auth/drive";

    private GoogleClient google;

    @BeforeEach
    void register() {
        google = new GoogleClient(client);
    }

    /** Source: cloud.google.com/pubsub/docs/push, "Receive push messages". */
    @Test
    void pushesAMessageWithATokenOfItsOwnKey() throws Exception {
        JsonNode outcome = json(order("google", "message", ""));
        Receiver.Received webhook = receiver.next();

        JsonNode body = json(webhook.body());
        assertThat(signedByPublishedKey(token(webhook))).isTrue();
        assertThat(body.at("/message/messageId"))
                .isEqualTo(outcome.path("deliveryId"))
                .isEqualTo(body.at("/message/message_id"));
        assertThat(body.path("subscription").asText()).startsWith("projects/");
        assertThat(data(body).path("emailAddress").asText()).isEqualTo("ada@example.com");
        assertThat(data(body).path("historyId").isNumber()).isTrue();
        JsonNode claims = claims(token(webhook));
        long now = clock.instant().getEpochSecond();
        assertThat(claims.path("iss").asText()).isEqualTo("https://accounts.google.com");
        assertThat(claims.path("aud").asText()).isEqualTo(receiver.url() + "/webhooks/google");
        assertThat(claims.path("email").asText()).isEqualTo("integration-push@sandbox-project.iam.gserviceaccount.com");
        assertThat(claims.path("email_verified").asBoolean()).isTrue();
        assertThat(claims.path("iat").asLong()).isEqualTo(now);
        assertThat(claims.path("exp").asLong()).isEqualTo(now + 3600);
    }

    @Test
    void pushesWhatAnOrderSays() {
        order(
                "google",
                "message",
                ",\"account\":\"grace.hopper@gmail.com\",\"payload\":{\"message\":{\"data\":{\"historyId\":7},"
                        + "\"attributes\":{\"a\":\"b\"},\"orderingKey\":\"k\"}}");

        JsonNode message = json(receiver.next().body()).path("message");

        assertThat(data(json("{\"message\":" + message + "}")).toString())
                .isEqualTo("{\"emailAddress\":\"grace.hopper@gmail.com\",\"historyId\":7}");
        assertThat(message.at("/attributes/a").asText()).isEqualTo("b");
        assertThat(message.path("orderingKey").asText()).isEqualTo("k");
    }

    @Test
    void pushesInvalidlyOrInTheNameOfAnother() throws Exception {
        order("google", "message", ",\"signature\":\"invalid\"");
        String foreign = token(receiver.next());
        order("google", "message", ",\"signature\":\"missing\"");
        Receiver.Received missing = receiver.next();
        order("google", "message", ",\"signature\":\"doubled\"");
        Receiver.Received doubled = receiver.next();
        order("google", "message", ",\"ageSeconds\":7200");
        JsonNode stale = claims(token(receiver.next()));
        configure("{\"google\":{\"pushServiceAccount\":\"other@x.example\",\"pushTokenClaims\":{\"aud\":\"mine\"}}}");
        order("google", "message", "");
        JsonNode other = claims(token(receiver.next()));

        assertThat(signedByPublishedKey(foreign)).isFalse();
        assertThat(missing.all("Authorization")).isEmpty();
        assertThat(doubled.all("Authorization")).hasSize(2);
        assertThat(stale.path("exp").asLong()).isLessThan(clock.instant().getEpochSecond());
        assertThat(other.path("email").asText()).isEqualTo("other@x.example");
        assertThat(other.path("aud").asText()).isEqualTo("mine");
    }

    @Test
    void takesNoOtherStatusForAnAcknowledgement() {
        receiver.answerWith(203);
        assertThat(json(order("google", "message", "")).path("taken").asBoolean())
                .isFalse();
        receiver.answerWith(202);
        assertThat(json(order("google", "message", "")).path("taken").asBoolean())
                .isTrue();
    }

    /** Source: developers.google.com, "Google Drive API", "Notifications for resource changes". */
    @Test
    void opensAChannelWithSyncAndTellsOfChanges() {
        String token = google.accessToken(DRIVE);
        String start = json(google.get("/drive/v3/changes/startPageToken", token))
                .path("startPageToken")
                .asText();

        JsonNode channel = json(watch("/drive/v3/changes/watch?pageToken=" + start, "one", "\"token\":\"t\"", token));
        Receiver.Received sync = receiver.next();
        String file = json(google.call("POST", "/drive/v3/files", "{\"name\":\"new\"}", token))
                .path("id")
                .asText();
        Receiver.Received change = receiver.next();

        assertThat(channel.path("kind").asText()).isEqualTo("api#channel");
        assertThat(sync.path()).isEqualTo("/channel");
        assertThat(sync.body()).isEmpty();
        assertThat(sync.header("X-Goog-Resource-State")).isEqualTo("sync");
        assertThat(sync.header("X-Goog-Message-Number")).isEqualTo("1");
        assertThat(sync.header("X-Goog-Channel-ID")).isEqualTo("one");
        assertThat(sync.header("X-Goog-Channel-Token")).isEqualTo("t");
        assertThat(sync.header("X-Goog-Resource-ID"))
                .isEqualTo(channel.path("resourceId").asText());
        assertThat(RFC_1123_DATE_TIME.parse(sync.header("X-Goog-Channel-Expiration"), Instant::from))
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        assertThat(change.header("X-Goog-Resource-State")).isEqualTo("change");
        assertThat(Long.parseLong(change.header("X-Goog-Message-Number"))).isGreaterThan(1);
        JsonNode changes = json(google.get("/drive/v3/changes?pageToken=" + start, token));
        assertThat(changes.at("/changes/0/fileId").asText()).isEqualTo(file);
    }

    @Test
    void tellsAFilesWatchersOfThatFileUntilTheChannelEnds() {
        String token = google.accessToken(DRIVE);
        watch("/drive/v3/files/1Ada-file-1/watch", "file", "", token);
        watch("/drive/v3/files/1Ada-file-2/watch", "late", "", token);
        receiver.next();
        receiver.next();

        google.call("DELETE", "/drive/v3/files/1Ada-file-1", null, token);
        Receiver.Received removed = receiver.next();
        clock.forward(Duration.ofHours(1));
        String fresh = google.accessToken(DRIVE);
        google.call("DELETE", "/drive/v3/files/1Ada-file-2", null, fresh);

        assertThat(removed.header("X-Goog-Resource-State")).isEqualTo("remove");
        assertThat(removed.header("X-Goog-Channel-ID")).isEqualTo("file");
        assertThat(removed.all("X-Goog-Channel-Token")).isEmpty();
        assertNothingElseIsSent("google", "message");
    }

    @Test
    void stopsAChannelOfTheCallersOwn() {
        String token = google.accessToken(DRIVE);
        JsonNode channel = json(watch("/drive/v3/changes/watch?pageToken=1", "one", "", token));
        receiver.next();
        String stop = "{\"id\":\"one\",\"resourceId\":" + channel.path("resourceId") + "}";
        String grace = google.connect(DRIVE, "&login=grace.hopper@gmail.com")
                .path("access_token")
                .asText();

        int others = google.call("POST", "/drive/v3/channels/stop", stop, grace).statusCode();
        int own = google.call("POST", "/drive/v3/channels/stop", stop, token).statusCode();
        google.call("POST", "/drive/v3/files", "{}", token);

        assertThat(others).isEqualTo(404);
        assertThat(own).isEqualTo(204);
        assertNothingElseIsSent("google", "message");
    }

    @Test
    void refusesAChannelThatCannotBe() {
        String token = google.accessToken(DRIVE);
        watch("/drive/v3/changes/watch?pageToken=1", "one", "", token);
        receiver.next();

        HttpResponse<String> again = watch("/drive/v3/changes/watch?pageToken=1", "one", "", token);
        HttpResponse<String> open = google.call(
                "POST",
                "/drive/v3/changes/watch?pageToken=1",
                "{\"id\":\"two\",\"type\":\"web_hook\",\"address\":\"http://example.com/\"}",
                token);
        HttpResponse<String> other = google.call(
                "POST", "/drive/v3/changes/watch?pageToken=1", "{\"id\":\"two\",\"type\":\"pigeon\"}", token);
        HttpResponse<String> nowhere =
                google.call("POST", "/drive/v3/changes/watch", "{\"id\":\"two\",\"type\":\"web_hook\"}", token);

        assertThat(again.body()).contains("channelIdNotUnique");
        assertThat(open.body()).contains("webhookUrlNotHttps");
        assertThat(other.statusCode()).isEqualTo(400);
        assertThat(nowhere.body()).contains("pageToken");
    }

    @Test
    void sendsAnOrderedNotificationOfAnOpenChannel() {
        String token = google.accessToken(DRIVE);
        watch("/drive/v3/changes/watch?pageToken=1", "one", "\"token\":\"t\"", token);
        receiver.next();

        order("google", "change", ",\"account\":\"one\"");
        Receiver.Received right = receiver.next();
        order("google", "change", ",\"account\":\"one\",\"signature\":\"invalid\",\"deliveryId\":\"7\"");
        Receiver.Received wrong = receiver.next();

        assertThat(right.path()).isEqualTo("/channel");
        assertThat(right.header("X-Goog-Channel-Token")).isEqualTo("t");
        assertThat(wrong.header("X-Goog-Channel-Token")).isEqualTo("not t");
        assertThat(wrong.header("X-Goog-Message-Number")).isEqualTo("7");
        assertThat(order("google", "unheard_of", "").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"503, true", "500, true", "404, false", "401, false"})
    void triesANotificationAgainAfterAServersFailure(int status, boolean again) {
        receiver.answerWith(status);

        JsonNode outcome = json(order("google", "change", ",\"secret\":\"t\""));

        assertThat(outcome.path("taken").asBoolean()).isFalse();
        assertThat(outcome.path("nextAttemptAt").isNull()).isEqualTo(!again);
    }

    private HttpResponse<String> watch(String path, String id, String more, String token) {
        String body = "{\"id\":\"%s\",\"type\":\"web_hook\",\"address\":\"%s/channel\"%s}"
                .formatted(id, receiver.url(), more.isEmpty() ? "" : "," + more);
        return google.call("POST", path, body, token);
    }

    private boolean signedByPublishedKey(String token) throws GeneralSecurityException {
        JsonNode key = json(client.get("/google/oauth2/v3/certs")).path("keys").path(0);
        String[] parts = token.split("\\.", -1);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(
                        number(key.path("n").asText()), number(key.path("e").asText()))));
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static BigInteger number(String text) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(text));
    }

    private static String token(Receiver.Received webhook) {
        return webhook.header("Authorization").substring("Bearer ".length());
    }

    private static JsonNode claims(String token) {
        return json(new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8));
    }

    private static JsonNode data(JsonNode body) {
        return json(
                new String(Base64.getDecoder().decode(body.at("/message/data").asText()), StandardCharsets.UTF_8));
    }
}
