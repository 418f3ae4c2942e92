package org.integrationstack.gateway.handshake;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.Handshake;
import org.integrationstack.common.provider.Handshake.Condition;
import org.integrationstack.common.provider.Handshake.Echo;
import org.integrationstack.common.provider.Handshake.HmacEcho;
import org.integrationstack.common.provider.Handshake.Method;
import org.integrationstack.common.provider.Handshake.QueryEcho;
import org.integrationstack.common.provider.Handshake.Reply;
import org.integrationstack.common.provider.Handshake.Verify;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.webhook.WebhookContent;
import org.integrationstack.common.webhook.WebhookValues;
import org.integrationstack.gateway.signature.SignedRequest;

import static org.assertj.core.api.Assertions.assertThat;

class HandshakesTest {

    /** Source: api.slack.com, "url_verification event". */
    private static final Handshake SLACK = new Echo(
            true,
            new Condition.Body(JsonPointer.compile("/type"), "url_verification"),
            JsonPointer.compile("/challenge"));

    /** Source: developers.zoom.us, "Validate your webhook endpoint". */
    private static final Handshake ZOOM = new HmacEcho(
            true,
            new Condition.Body(JsonPointer.compile("/event"), "endpoint.url_validation"),
            JsonPointer.compile("/payload/plainToken"),
            Algorithm.SHA256,
            Encoding.HEX,
            "plainToken",
            "encryptedToken");

    /** Source: discord.com/developers, "Receiving and Responding to Interactions". */
    private static final Handshake DISCORD = new Reply(
            true,
            new Condition.Body(JsonPointer.compile("/type"), "1"),
            new Answer(200, "{\"type\":1}", "application/json"));

    /** Source: developers.google.com/drive/api/guides/push, "Understanding Drive API notification events". */
    private static final Handshake GOOGLE =
            new Reply(true, new Condition.Header("X-Goog-Resource-State", "sync"), new Answer(200, "", "text/plain"));

    /** Source: learn.microsoft.com/graph, "Notification endpoint validation". */
    private static final Handshake MICROSOFT = new QueryEcho(Method.POST, "validationToken", Optional.empty());

    /** Source: developers.facebook.com, "Verification Requests". */
    private static final Handshake META = new QueryEcho(
            Method.GET, "hub.challenge", Optional.of(new Verify("hub.verify_token", new Template("{verify_token}"))));

    private static final Secret SECRET = Secret.of("s3cret");

    @Test
    void echoesASignedChallengeAsPlainText() {
        String body =
                "{\"type\": \"url_verification\", \"token\": \"x\", \"challenge\": \"3eZbrw1aBm2rZgRNFdxV2595E9CY\"}";

        assertThat(answer(SLACK, body, true))
                .contains(new Answer(200, "3eZbrw1aBm2rZgRNFdxV2595E9CY", "text/plain; charset=utf-8"));
        assertThat(answer(SLACK, body, false)).as("without its signature").isEmpty();
        assertThat(answer(SLACK, body.replace("url_verification", "event_callback"), true))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1024, true", "1025, false"})
    void echoesNothingLong(int length, boolean expected) {
        String body = "{\"type\": \"url_verification\", \"challenge\": \"%s\"}".formatted("x".repeat(length));

        assertThat(answer(SLACK, body, true).isPresent()).isEqualTo(expected);
    }

    @Test
    void countsAnEchoInBytes() {
        String body = "{\"type\": \"url_verification\", \"challenge\": \"%s\"}".formatted("ä".repeat(513));

        assertThat(answer(SLACK, body, true)).isEmpty();
    }

    /** DER: HMAC-SHA256 of "qgg8vlvZRS6UYooatFL8Aw" under "s3cret", by openssl. */
    @Test
    void hashesATokenWithTheSecret() {
        String body =
                "{\"event\": \"endpoint.url_validation\", \"payload\": {\"plainToken\": \"qgg8vlvZRS6UYooatFL8Aw\"}}";

        assertThat(answer(ZOOM, body, true))
                .contains(new Answer(
                        200,
                        "{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\",\"encryptedToken\":\"f54f2d5fee8f181aab8371bada7fed9bb675eae464f18ed4fb91715244b58ef4\"}",
                        "application/json"));
    }

    /** Whatever else came back hashed would be a signature for it: v0:timestamp:body among them. */
    @ParameterizedTest
    @ValueSource(strings = {"v0:1700000000:{}", "a b", "{}", "\\u00e4", "a.b", "a\\\"b"})
    void hashesNothingButTokens(String challenge) {
        String body = "{\"event\": \"endpoint.url_validation\", \"payload\": {\"plainToken\": \"%s\"}}";

        assertThat(answer(ZOOM, body.formatted(challenge), true)).isEmpty();
        assertThat(answer(ZOOM, body.formatted("x".repeat(129)), true)).isEmpty();
        assertThat(answer(ZOOM, body.formatted("x".repeat(128)), true)).isPresent();
    }

    @Test
    void answersWithWhatTheDefinitionSays() {
        assertThat(answer(DISCORD, "{\"type\": 1}", true))
                .contains(new Answer(200, "{\"type\":1}", "application/json"));
        assertThat(answer(DISCORD, "{\"type\": 2}", true)).isEmpty();
        assertThat(new Handshakes(List.of(GOOGLE))
                        .to(request("POST", "", "sync"), WebhookValues.NONE, true, Optional.empty()))
                .contains(new Answer(200, "", "text/plain"));
        assertThat(new Handshakes(List.of(GOOGLE))
                        .to(request("POST", "", "exists"), WebhookValues.NONE, true, Optional.empty()))
                .isEmpty();
    }

    @Test
    void echoesATokenOfTheQueryDecoded() {
        assertThat(query(MICROSOFT, "POST", "?validationToken=Validation%3A+Testing%2520client"))
                .contains(new Answer(200, "Validation: Testing%20client", "text/plain; charset=utf-8"));
        assertThat(query(MICROSOFT, "GET", "?validationToken=x")).isEmpty();
        assertThat(query(MICROSOFT, "POST", "?other=x")).isEmpty();
        assertThat(query(MICROSOFT, "POST", "?validationToken=" + "x".repeat(1025)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=word, 1158201444",
        "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=other,",
        "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=,",
        "?hub.mode=subscribe&hub.challenge=1158201444,",
        "?hub.verify_token=word,"
    })
    void echoesToWhoKnowsTheWord(String query, String expected) {
        assertThat(query(META, "GET", query).map(Answer::body)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void echoesToNobodyWhereNoWordIsSet() {
        Handshakes meta = new Handshakes(List.of(META));

        assertThat(meta.toQuery(request("GET", "?hub.challenge=1&hub.verify_token=", ""), Map.of()))
                .isEmpty();
    }

    private static Optional<Answer> query(Handshake handshake, String method, String query) {
        return new Handshakes(List.of(handshake)).toQuery(request(method, query, ""), Map.of("verify_token", "word"));
    }

    private static Optional<Answer> answer(Handshake handshake, String body, boolean signed) {
        Handshakes handshakes = new Handshakes(List.of(handshake));
        WebhookValues values = WebhookContent.values(
                "application/json", Optional.empty(), body.getBytes(StandardCharsets.UTF_8), handshakes.wanted());
        return handshakes.to(request("POST", "", ""), values, signed, Optional.of(SECRET));
    }

    private static SignedRequest request(String method, String query, String state) {
        return new SignedRequest(
                method,
                "https://hooks.example/webhooks/x" + query,
                name -> name.equalsIgnoreCase("X-Goog-Resource-State") ? List.of(state) : List.of(),
                "192.0.2.1");
    }
}
