package org.integrationstack.gateway.diagnosis;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.provider.DataSize;
import org.integrationstack.common.provider.Lookup;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Algorithm;
import org.integrationstack.common.provider.SignatureScheme.Encoding;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.KeyEncoding;
import org.integrationstack.common.provider.SignatureScheme.KeyForm;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.provider.SignatureScheme.TimePlace;
import org.integrationstack.common.provider.SignatureScheme.TimeUnit;
import org.integrationstack.common.provider.SignatureScheme.Timestamp;
import org.integrationstack.common.provider.SignatureScheme.UrlForms;
import org.integrationstack.common.provider.Template;
import org.integrationstack.common.provider.Webhooks;
import org.integrationstack.common.provider.Webhooks.Answer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;
import org.integrationstack.gateway.endpoint.Place;
import org.integrationstack.gateway.endpoint.Place.Lane;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.SignedRequest;
import org.integrationstack.gateway.signature.Trust;
import org.integrationstack.gateway.testing.FakeKeySets;

import static org.assertj.core.api.Assertions.assertThat;

class DiagnosticsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final String SECRET = "s3cret";
    private static final String JSON =
            "{\"id\":1,\"amount\":1.50,\"name\":\"Zoë\",\"url\":\"https://a/b\",\"list\":[1,{}]}";

    private final SignatureVerifiers verifiers = new SignatureVerifiers(new FakeKeySets(), () -> NOW);
    private final Diagnostics diagnostics = new Diagnostics(verifiers);
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private SignatureScheme scheme = hmac("X-Signature", "sha256=", Encoding.HEX, KeyForm.PLAIN, SignedText.body());
    private List<SigningSecret> secrets = List.of(SigningSecret.of(Secret.of(SECRET)));

    @Test
    void saysThatItVerifies() {
        header("X-Signature", "sha256=" + hex(JSON));

        assertThat(diagnosis(JSON).verified()).isTrue();
        assertThat(diagnosis(JSON).reason()).isEqualTo(Reason.VERIFIED);
    }

    @Test
    void doesNotKnowWhatWasAltered() {
        header("X-Signature", "sha256=" + hex("{\"id\":2}"));

        assertThat(reason(JSON)).isEqualTo(Reason.NO_MATCH);
    }

    @Test
    void judgesNoBodyThatItDoesNotHave() {
        assertThat(diagnosis(Optional.empty()).reason()).isEqualTo(Reason.SIGNATURE_MISSING);
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(diagnosis(Optional.empty()).reason()).isEqualTo(Reason.BODY_UNKNOWN);
    }

    @Test
    void saysWhatIsWrongWithTheHeader() {
        assertThat(reason(JSON)).isEqualTo(Reason.SIGNATURE_MISSING);
        header("X-Signature", hex(JSON));
        assertThat(reason(JSON)).isEqualTo(Reason.SIGNATURE_MALFORMED);
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason(JSON)).isEqualTo(Reason.SIGNATURE_DOUBLED);
    }

    @Test
    void findsTheSignatureInAnotherHeader() {
        header("X-Other", "1");
        header("Signature", "sha256=" + hex(JSON));

        assertThat(reason(JSON)).isEqualTo(Reason.WRONG_HEADER);
    }

    @Test
    void findsAnotherEncoding() {
        header("X-Signature", "sha256=" + Base64.getEncoder().encodeToString(mac(SECRET, bytes(JSON), "HmacSHA256")));

        assertThat(reason(JSON)).isEqualTo(Reason.SIGNATURE_ENCODING);
    }

    @Test
    void findsBase64url() {
        scheme = hmac("X-Signature", "", Encoding.BASE64, KeyForm.PLAIN, SignedText.body());
        String json = JSON;
        while (!base64url(json).contains("-") && !base64url(json).contains("_")) {
            json += " ";
        }
        header("X-Signature", base64url(json));

        assertThat(reason(json)).isEqualTo(Reason.SIGNATURE_ENCODING);
    }

    private static String base64url(String body) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(mac(SECRET, bytes(body), "HmacSHA256"));
    }

    @Test
    void findsAnotherHashFunction() {
        header("X-Signature", "sha256=" + HexFormat.of().formatHex(mac(SECRET, bytes(JSON), "HmacSHA1")));

        assertThat(reason(JSON)).isEqualTo(Reason.SIGNATURE_ALGORITHM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret\n", " s3cret", "s3cret\r\n"})
    void findsWhiteSpaceAroundTheSecret(String copied) {
        secrets = List.of(SigningSecret.of(Secret.of(copied)));
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason(JSON)).isEqualTo(Reason.SECRET_WHITE_SPACE);
    }

    @Test
    void findsThatTheSenderHasWhiteSpaceAroundTheSecret() {
        header("X-Signature", "sha256=" + HexFormat.of().formatHex(mac("s3cret\n", bytes(JSON), "HmacSHA256")));

        assertThat(reason(JSON)).isEqualTo(Reason.SECRET_WHITE_SPACE);
    }

    @Test
    void findsASecretThatHasExpired() {
        secrets = List.of(
                SigningSecret.of(Secret.of("another")),
                new SigningSecret(Secret.of(SECRET), Optional.of(NOW.minusSeconds(1))));
        header("X-Signature", "sha256=" + hex(JSON));

        assertThat(reason(JSON)).isEqualTo(Reason.EXPIRED_SECRET);
    }

    /** Zendesk's and Stripe's are taken as they are; Standard Webhooks' are decoded. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void findsThatTheSecretWasDecodedOnOneSideOnly(boolean decodedHere) throws GeneralSecurityException {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(bytes("0123456789abcdef01234567"));
        secrets = List.of(SigningSecret.of(Secret.of(secret)));
        KeyForm decoded = new KeyForm(KeyEncoding.BASE64, "whsec_");
        scheme = hmac("X-Signature", "", Encoding.HEX, decodedHere ? decoded : KeyForm.PLAIN, SignedText.body());
        String theirs = decodedHere ? secret : "0123456789abcdef01234567";
        header("X-Signature", HexFormat.of().formatHex(mac(theirs, bytes(JSON), "HmacSHA256")));

        assertThat(reason(JSON)).isEqualTo(Reason.SECRET_ENCODING);
    }

    @Test
    void findsAClockThatIsWrong() {
        scheme = hmac("X-Signature", "v0=", Encoding.HEX, KeyForm.PLAIN, timestamped());
        long signedAt = NOW.minusSeconds(301).getEpochSecond();
        header("X-Timestamp", Long.toString(signedAt));
        header("X-Signature", "v0=" + hex("v0:" + signedAt + ":" + JSON));

        assertThat(reason(JSON)).isEqualTo(Reason.STALE);
    }

    /** Whoever looks into a delivery does so later than it came. */
    @Test
    void findsWhatIsWrongWithABodyHoweverOldItIs() {
        scheme = hmac("X-Signature", "v0=", Encoding.HEX, KeyForm.PLAIN, timestamped());
        header("X-Timestamp", "1700000000");
        header("X-Signature", "v0=" + hex("v0:1700000000:{\"id\": 1, \"list\": [1, 2]}"));

        assertThat(reason("{\"id\":1,\"list\":[1,2]}")).isEqualTo(Reason.BODY_RESERIALISED);
    }

    private static SignedText timestamped() {
        return new SignedText(
                new Template("v0:{timestamp}:{body}"),
                Optional.of(
                        new Timestamp(new TimePlace.Header("X-Timestamp"), TimeUnit.SECONDS, Duration.ofMinutes(5))),
                Optional.empty(),
                UrlForms.AS_CALLED,
                Optional.empty());
    }

    /** What was signed; what came is compact. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\": 1, \"amount\": 1.50, \"name\": \"Zo\\u00eb\", \"url\": \"https://a/b\", \"list\": [1, {}]}",
                "{\n  \"id\": 1,\n  \"amount\": 1.50,\n  \"name\": \"Zoë\",\n  \"url\": \"https://a/b\",\n"
                        + "  \"list\": [\n    1,\n    {}\n  ]\n}",
                "{\"id\":1,\"amount\":1.50,\"name\":\"Zo\\u00eb\",\"url\":\"https:\\/\\/a\\/b\",\"list\":[1,{}]}",
                "{\"amount\":1.50,\"id\":1,\"list\":[1,{}],\"name\":\"Zoë\",\"url\":\"https://a/b\"}"
            })
    void findsJsonThatWasWrittenAnew(String signed) {
        header("X-Signature", "sha256=" + hex(signed));

        assertThat(reason(JSON)).isEqualTo(Reason.BODY_RESERIALISED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n"})
    void findsAddedAndRemovedLineEnds(String end) {
        header("X-Signature", "sha256=" + hex(JSON + end));
        assertThat(reason(JSON)).isEqualTo(Reason.BODY_NEWLINE);

        headers.clear();
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason(JSON + end)).isEqualTo(Reason.BODY_NEWLINE);
    }

    @Test
    void findsConvertedLineEnds() {
        header("X-Signature", "sha256=" + hex("{\"a\":\n1}\n"));
        assertThat(reason("{\"a\":\r\n1}\r\n")).isEqualTo(Reason.BODY_NEWLINE);
        headers.clear();
        header("X-Signature", "sha256=" + hex("{\"a\":\r\n1}\r\n"));
        assertThat(reason("{\"a\":\n1}\n")).isEqualTo(Reason.BODY_NEWLINE);
    }

    @Test
    void findsAByteOrderMark() {
        header("X-Signature", "sha256=" + hex("\ufeff" + JSON));
        assertThat(reason(JSON)).isEqualTo(Reason.BODY_BYTE_ORDER_MARK);
        headers.clear();
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason("\ufeff" + JSON)).isEqualTo(Reason.BODY_BYTE_ORDER_MARK);
    }

    @Test
    void findsAnotherCharacterSet() {
        header("X-Signature", "sha256=" + hex(JSON.getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(reason(JSON)).isEqualTo(Reason.BODY_CHARSET);
        headers.clear();
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason(JSON.getBytes(Charset.forName("windows-1252")))).isEqualTo(Reason.BODY_CHARSET);
    }

    @Test
    void findsCompression() throws Exception {
        header("X-Signature", "sha256=" + hex(JSON));
        assertThat(reason(gzip(bytes(JSON)))).isEqualTo(Reason.BODY_COMPRESSED);
        header("Content-Encoding", "gzip");
        assertThat(reason(JSON))
                .as("it verifies, and is refused for its header")
                .isEqualTo(Reason.BODY_COMPRESSED);
    }

    /** 64 MiB of zeros in 64 KiB. */
    @Test
    void survivesACompressedBomb() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        header("X-Signature", "sha256=" + hex(JSON));

        assertThat(reason(bomb.toByteArray())).isEqualTo(Reason.NO_MATCH);
    }

    @Test
    void findsAnEmptyBody() {
        header("X-Signature", "sha256=" + hex(""));

        assertThat(reason(JSON)).isEqualTo(Reason.BODY_EMPTY);
    }

    @Test
    void findsAConvertedForm() {
        header("X-Signature", "sha256=" + hex("payload=%7B%22id%22%3A1%7D"));
        assertThat(reason("{\"id\":1}")).isEqualTo(Reason.BODY_FORM);
        headers.clear();
        header("X-Signature", "sha256=" + hex("id=1&text=a+b"));
        assertThat(reason("{\"id\":\"1\",\"text\":\"a b\"}")).isEqualTo(Reason.BODY_FORM);
        headers.clear();
        header("Content-Type", "application/x-www-form-urlencoded");
        header("X-Signature", "sha256=" + hex("{\"id\":1}"));
        assertThat(reason("payload=%7B%22id%22%3A1%7D")).isEqualTo(Reason.BODY_FORM);
    }

    @Test
    void saysThatNothingIsSet() {
        secrets = List.of();
        header("X-Signature", "sha256=" + hex(JSON));

        assertThat(reason(JSON)).isEqualTo(Reason.NO_SECRET);
    }

    @Test
    void tellsNoSecretAndNoSignature() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.hint() + reason.summary() + new Diagnosis(reason))
                    .doesNotContain(SECRET)
                    .doesNotContain(hex(JSON));
        }
    }

    private Reason reason(String body) {
        return reason(bytes(body));
    }

    private Reason reason(byte[] body) {
        return diagnosis(body).reason();
    }

    private Diagnosis diagnosis(String body) {
        return diagnosis(bytes(body));
    }

    private Diagnosis diagnosis(byte[] body) {
        return diagnosis(Optional.of(body));
    }

    private Diagnosis diagnosis(Optional<byte[]> body) {
        Trust trust = new Trust(secrets, Map.of(), List.of());
        Webhooks webhooks = webhooks();
        Lane lane = new Lane(webhooks, trust, verifiers.of(webhooks, trust));
        Place place = new Place(new ProviderId("acme"), Optional.empty(), List.of(lane));
        SignedRequest request =
                new SignedRequest("POST", "https://hooks.example/webhooks/x", this::values, "192.0.2.1");
        return diagnostics
                .diagnose(new Suspect(place, request, headers, body))
                .await()
                .atMost(Duration.ofSeconds(30));
    }

    private List<String> values(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    private void header(String name, String value) {
        headers.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
    }

    private Webhooks webhooks() {
        return new Webhooks(
                Optional.empty(),
                List.of(scheme),
                List.of(new Lookup.Header("X-Id")),
                List.of(new Lookup.Header("X-Type")),
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.of("payload"),
                List.of(),
                DataSize.parse("1MiB"),
                new Answer(200, "OK", "text/plain"),
                Map.of(),
                List.of(),
                Map.of());
    }

    private static Hmac hmac(String header, String prefix, Encoding encoding, KeyForm key, SignedText signed) {
        return new Hmac(new SignatureHeader(header, prefix, Optional.empty(), encoding), Algorithm.SHA256, key, signed);
    }

    private static String hex(String body) {
        return hex(bytes(body));
    }

    private static String hex(byte[] body) {
        return HexFormat.of().formatHex(mac(SECRET, body, "HmacSHA256"));
    }

    private static byte[] mac(String key, byte[] body, String name) {
        try {
            Mac mac = Mac.getInstance(name);
            mac.init(new SecretKeySpec(bytes(key), name));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
