package org.integrationstack.gateway.signature;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.provider.SignatureScheme.TimePlace;
import org.integrationstack.common.provider.SignatureScheme.TimeUnit;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.provider.SignatureScheme.UrlForms;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

import static org.assertj.core.api.Assertions.assertThat;

class HmacVerifierTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_531_420_700);

    /** Source: docs.github.com, "Validating webhook deliveries", "Testing the webhook payload validation". */
    private static final Hmac GITHUB = new Hmac(
            new SignatureHeader("X-Hub-Signature-256", "sha256=", Optional.empty(), Encoding.HEX),
            Algorithm.SHA256,
            KeyForm.PLAIN,
            SignedText.body());

    private static final Secret GITHUB_SECRET = Secret.of("It's a Secret to Everybody");
    private static final String GITHUB_CODE = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static final String GITHUB_SIGNATURE = "sha256=" + GITHUB_CODE;
    private static final byte[] GITHUB_BODY = bytes("Hello, World!");

    /** Source: api.slack.com, "Verifying requests from Slack". */
    private static final Hmac SLACK = new Hmac(
            new SignatureHeader("X-Slack-Signature", "v0=", Optional.empty(), Encoding.HEX),
            Algorithm.SHA256,
            KeyForm.PLAIN,
            new SignedText(
                    new Template("v0:{timestamp}:{body}"),
                    Optional.of(new Timestamp(
                            new TimePlace.Header("X-Slack-Request-Timestamp"),
                            TimeUnit.SECONDS,
                            Duration.ofMinutes(5))),
                    Optional.empty(),
                    UrlForms.AS_CALLED,
                    Optional.empty()));

    private static final Secret SLACK_SECRET = Secret.of("8f742231b10e8888abcd99yyyzzz85a5");
    private static final String SLACK_SIGNATURE = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private static final byte[] SLACK_BODY =
            bytes("token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
                    + "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
                    + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                    + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c");

    @Test
    void verifiesGithubsVector() {
        assertThat(github(GITHUB_SIGNATURE)).isTrue();
    }

    @Test
    void verifiesSlacksVector() {
        assertThat(slack("1531420618", NOW)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hello, World", "Hello, World!\n", "hello, World!", "", "\ufeffHello, World!"})
    void refusesAnyOtherBody(String body) {
        assertThat(github(verifier(GITHUB_SECRET), GITHUB_SIGNATURE, bytes(body)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "sha256=",
                GITHUB_CODE,
                "sha1=" + GITHUB_CODE,
                "SHA256=" + GITHUB_CODE,
                " " + GITHUB_SIGNATURE,
                GITHUB_SIGNATURE + " ",
                GITHUB_SIGNATURE + "00",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
                "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g",
                GITHUB_SIGNATURE + "," + GITHUB_SIGNATURE,
                GITHUB_SIGNATURE + ", " + GITHUB_SIGNATURE,
                "sha256=sha256=" + GITHUB_CODE,
                "sha256=dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc="
            })
    void takesNoMalformedHeader(String header) {
        assertThat(verifier(GITHUB_SECRET).claim(request(headers(Map.of("x-hub-signature-256", List.of(header)))::get)))
                .isEmpty();
    }

    @Test
    void takesNoMissingOrDoubledHeader() {
        SignatureVerifier verifier = verifier(GITHUB_SECRET);

        assertThat(verifier.claim(request(name -> List.of()))).isEmpty();
        assertThat(verifier.claim(request(name -> List.of(GITHUB_SIGNATURE, GITHUB_SIGNATURE))))
                .isEmpty();
    }

    @Test
    void takesHexInEitherCase() {
        assertThat(github("sha256=" + GITHUB_CODE.toUpperCase(Locale.ROOT))).isTrue();
    }

    @Test
    void refusesACodeThatIsWrongInAnyPlace() {
        for (int i = 0; i < GITHUB_CODE.length(); i++) {
            char other = GITHUB_CODE.charAt(i) == '0' ? '1' : '0';
            String wrong = GITHUB_CODE.substring(0, i) + other + GITHUB_CODE.substring(i + 1);
            assertThat(github("sha256=" + wrong)).as("digit %d", i).isFalse();
        }
    }

    @Test
    void takesTheCodeOfAnyOfItsSecrets() {
        Secret other = Secret.of("another");

        assertThat(github(verifier(other, GITHUB_SECRET), GITHUB_SIGNATURE, GITHUB_BODY))
                .isTrue();
        assertThat(github(verifier(GITHUB_SECRET, other), GITHUB_SIGNATURE, GITHUB_BODY))
                .isTrue();
        assertThat(github(verifier(other), GITHUB_SIGNATURE, GITHUB_BODY)).isFalse();
    }

    @Test
    void usesTheSecretAsItIs() {
        assertThat(github(verifier(Secret.of("It's a Secret to Everybody\n")), GITHUB_SIGNATURE, GITHUB_BODY))
                .isFalse();
    }

    @Test
    void takesATimestampWithinTheToleranceEitherWay() {
        Instant signedAt = Instant.ofEpochSecond(1_531_420_618);

        assertThat(slack("1531420618", signedAt.plusSeconds(300))).isTrue();
        assertThat(slack("1531420618", signedAt.minusSeconds(300))).isTrue();
        assertThat(slack("1531420618", signedAt.plusSeconds(301))).isFalse();
        assertThat(slack("1531420618", signedAt.minusSeconds(301))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-1531420618",
                "+1531420618",
                "1531420618.0",
                " 1531420618",
                "0x5b4",
                "1531420618000000000",
                "١٥٣١٤٢٠٦١٨"
            })
    void takesNoMalformedTimestamp(String timestamp) {
        assertThat(slackVerifier(NOW).claim(request(slackHeaders(timestamp)::get)))
                .isEmpty();
    }

    @Test
    void refusesAnotherTimestampThanTheSignedOne() {
        assertThat(slack("1531420619", NOW)).isFalse();
        assertThat(slack("01531420618", NOW)).isFalse();
    }

    @Test
    void readsBase64OnlyAsItIsWritten() {
        Hmac shopify = new Hmac(
                new SignatureHeader("S", "", Optional.empty(), Encoding.BASE64),
                Algorithm.SHA256,
                KeyForm.PLAIN,
                SignedText.body());
        SignatureVerifier verifier = verifier(shopify, List.of(GITHUB_SECRET), NOW);

        assertThat(verifier.claim(request(name -> List.of("dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc=")))
                        .map(claim -> isGenuine(claim, GITHUB_BODY))
                        .orElseThrow())
                .isTrue();
        assertThat(verifier.claim(request(name -> List.of("dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhc"))))
                .as("without padding")
                .isEmpty();
        assertThat(verifier.claim(request(name -> List.of("dXEH6g6yUJ_CESIczphLijdXC211hsIsRvQ3nIsEPhc="))))
                .as("base64url")
                .isEmpty();
        assertThat(verifier.claim(request(name -> List.of("dXEH6g6yUJ/CESIczphLijdXC211hsIsRvQ3nIsEPhd="))))
                .as("stray bits")
                .isEmpty();
    }

    private static HmacVerifier verifier(Hmac scheme, List<Secret> secrets, Instant now) {
        return new HmacVerifier(scheme, secrets.stream().map(SigningSecret::of).toList(), () -> now);
    }

    private static boolean isGenuine(SignatureVerifier.Claim claim, byte[] body) {
        return claim.verify(body).await().indefinitely() == Verdict.GENUINE;
    }

    private static SignedRequest request(Function<String, List<String>> headers) {
        return new SignedRequest("POST", "https://hooks.example/", headers, "192.0.2.1");
    }

    private static boolean github(String signature) {
        return github(verifier(GITHUB_SECRET), signature, GITHUB_BODY);
    }

    private static boolean github(SignatureVerifier verifier, String signature, byte[] body) {
        return verifier.claim(request(headers(Map.of("x-hub-signature-256", List.of(signature)))::get))
                .map(claim -> isGenuine(claim, body))
                .orElseThrow();
    }

    private static SignatureVerifier verifier(Secret... secrets) {
        return verifier(GITHUB, Arrays.asList(secrets), NOW);
    }

    private static boolean slack(String timestamp, Instant now) {
        return slackVerifier(now)
                .claim(request(slackHeaders(timestamp)::get))
                .map(claim -> isGenuine(claim, SLACK_BODY))
                .orElseThrow();
    }

    private static SignatureVerifier slackVerifier(Instant now) {
        return verifier(SLACK, List.of(SLACK_SECRET), now);
    }

    private static Headers slackHeaders(String timestamp) {
        return headers(
                Map.of("x-slack-signature", List.of(SLACK_SIGNATURE), "x-slack-request-timestamp", List.of(timestamp)));
    }

    private static Headers headers(Map<String, List<String>> values) {
        return new Headers(values);
    }

    private record Headers(Map<String, List<String>> values) {
        List<String> get(String name) {
            return values.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
