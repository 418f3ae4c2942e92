package org.integrationstack.gateway.signature;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.common.provider.SignatureScheme.Ed25519;
import org.integrationstack.common.provider.SignatureScheme.Hmac;
import org.integrationstack.common.provider.SignatureScheme.SignatureHeader;
import org.integrationstack.common.provider.SignatureScheme.SignedText;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;

import static org.assertj.core.api.Assertions.assertThat;

/** The built-in definitions against deliveries that are known to be genuine, and all that must not pass for one of these. */
class VectorsTest {

    static List<SignatureVector> vectors() {
        return SignatureVector.all();
    }

    static List<SignatureVector> covering() {
        return vectors().stream().filter(vector -> scheme(vector).coversBody()).toList();
    }

    static Stream<SignatureVector> timed() {
        return covering().stream().filter(vector -> vector.now().isPresent());
    }

    /** The scheme that a vector's secret is meant for. */
    private static SignatureScheme scheme(SignatureVector vector) {
        Sample sample = vector.sample();
        return sample.webhooks().signatures().stream()
                .filter(one -> one.proofHeaders().isEmpty()
                        || one.proofHeaders().stream().anyMatch(sample.headers()::containsKey))
                .filter(one -> !(one instanceof Ed25519 key) || isKeyOf(key, vector))
                .filter(one -> !(one instanceof Hmac key)
                        || vector.secret().startsWith(key.key().prefix()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isKeyOf(Ed25519 scheme, SignatureVector vector) {
        return vector.secret().startsWith(scheme.key().prefix());
    }

    private static SignedText signed(SignatureScheme scheme) {
        return scheme instanceof Hmac hmac ? hmac.signed() : ((Ed25519) scheme).signed();
    }

    /** {@code oidc} and {@code origin} have no secret to make a vector with, and tests of their own. */
    @Test
    void thereIsOneForEveryKindThatHasASecret() {
        Set<Object> proven =
                vectors().stream().map(vector -> vector.sample().webhooks()).collect(Collectors.toSet());

        assertThat(Sample.CATALOGUE.all().stream()
                        .map(ProviderDefinition::webhooks)
                        .flatMap(List::stream)
                        .filter(kind -> kind.signatures().stream().anyMatch(SignatureScheme::needsSecret)))
                .allSatisfy(kind -> assertThat(proven).contains(kind));
    }

    @Test
    void saysWhoMadeIt() {
        assertThat(vectors()).allSatisfy(vector -> {
            assertThat(vector.origin()).isIn("published", "derived");
            assertThat(vector.source()).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isGenuine(SignatureVector vector) {
        assertThat(vector.sample().verdict()).contains(Verdict.GENUINE);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void needsItsSecret(SignatureVector vector) {
        assertThat(vector.sample().secrets(another(vector)).isGenuine()).isFalse();
        assertThat(vector.sample().secrets(List.of()).verifier()).isEmpty();
    }

    /** Another secret of the same form. */
    private static String another(SignatureVector vector) {
        if (scheme(vector) instanceof Ed25519) {
            return anotherPublicKey(vector);
        }
        char[] changed = vector.secret().toCharArray();
        changed[changed.length / 2] = changed[changed.length / 2] == '1' ? '2' : '1';
        return new String(changed);
    }

    /** A public key that is a point too: the one of RFC 8032, section 7.1, test 2. */
    private static String anotherPublicKey(SignatureVector vector) {
        return vector.secret().startsWith("whpk_")
                ? "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw="
                : "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isGenuineUnderAnyOfItsSecretsWhileTheyAreGood(SignatureVector vector) {
        Sample sample = vector.sample();
        SigningSecret right = new SigningSecret(
                Secret.of(vector.secret()), Optional.of(sample.now().plusMillis(1)));
        SigningSecret wrong = SigningSecret.of(Secret.of(another(vector)));

        assertThat(sample.secrets(List.of(wrong, right)).isGenuine()).isTrue();
        assertThat(sample.secrets(List.of(wrong, new SigningSecret(right.value(), Optional.of(sample.now()))))
                        .isGenuine())
                .as("its end")
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void isRefusedBeforeTheBodyWithoutItsProofOrWithTwo(SignatureVector vector) {
        Sample sample = vector.sample();
        for (String header : scheme(vector).proofHeaders()) {
            String value = sample.headers().get(header).get(0);

            assertThat(sample.header(header).verdict()).isEmpty();
            assertThat(sample.header(header, value, value).verdict()).isEmpty();
            assertThat(sample.header(header, "").verdict()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("covering")
    void isOfNoOtherBody(SignatureVector vector) {
        Sample sample = vector.sample();
        byte[] body = sample.body();
        byte[] flipped = body.clone();
        flipped[body.length / 2] ^= 1;

        assertThat(sample.body(flipped).isGenuine()).as("one bit").isFalse();
        assertThat(sample.body(Arrays.copyOf(body, body.length - 1)).isGenuine())
                .as("cut off")
                .isFalse();
        assertThat(sample.body(vector.body() + "\n").isGenuine())
                .as("a new line")
                .isFalse();
        assertThat(sample.body("\ufeff" + vector.body()).isGenuine())
                .as("a mark of byte order")
                .isFalse();
        assertThat(sample.body(new byte[0]).isGenuine()).as("none").isFalse();
    }

    /** What frameworks do that parse a body before they verify it. */
    @Test
    void isOfNoBodyThatMeansTheSame() {
        Sample stripe = SignatureVector.named("stripe").sample();

        assertThat(stripe.body("{\"id\":\"evt_test_webhook\",\"object\":\"event\"}")
                        .isGenuine())
                .isFalse();
        assertThat(stripe.body(SignatureVector.named("stripe").body().replace("\n", "\r\n"))
                        .isGenuine())
                .isFalse();
        assertThat(SignatureVector.named("meta")
                        .sample()
                        .body(SignatureVector.named("meta").body().replace("\\u00e4", "ä"))
                        .isGenuine())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("timed")
    void isGenuineWithinItsToleranceOnly(SignatureVector vector) {
        Sample sample = vector.sample();
        Duration tolerance = signed(scheme(vector)).timestamp().orElseThrow().tolerance();
        Instant signedAt = sample.now();

        assertThat(sample.now(signedAt.plus(tolerance)).verdict()).contains(Verdict.GENUINE);
        assertThat(sample.now(signedAt.minus(tolerance)).verdict()).contains(Verdict.GENUINE);
        assertThat(sample.now(signedAt.plus(tolerance).plusMillis(1)).verdict()).contains(Verdict.STALE);
        assertThat(sample.now(signedAt.minus(tolerance).minusMillis(1)).verdict())
                .contains(Verdict.STALE);
    }

    /** A captured delivery must not come again under another id, and an old one not become new. */
    @ParameterizedTest
    @MethodSource("covering")
    void isOfNoOtherIdOrTime(SignatureVector vector) {
        Sample sample = vector.sample();
        SignedText signed = signed(scheme(vector));
        signed.idHeader().ifPresent(header -> {
            assertThat(sample.header(header, "msg_other").verdict()).contains(Verdict.WRONG);
            assertThat(sample.header(header).verdict()).isEmpty();
            assertThat(sample.header(header, "").verdict()).isEmpty();
        });
        signed.timestamp()
                .filter(time -> time.place() instanceof SignatureScheme.TimePlace.Header)
                .map(time -> ((SignatureScheme.TimePlace.Header) time.place()).name())
                .ifPresent(header -> {
                    assertThat(sample.header(header, VectorsTest::oneLater).verdict())
                            .contains(Verdict.WRONG);
                    assertThat(sample.header(header).verdict()).isEmpty();
                    assertThat(sample.header(header, value -> " " + value).verdict())
                            .isEmpty();
                    assertThat(sample.header(header, value -> "+" + value).verdict())
                            .isEmpty();
                    assertThat(sample.header(header, "1e9").verdict()).isEmpty();
                    assertThat(sample.header(header, "-1").verdict()).isEmpty();
                    assertThat(sample.header(header, "١٥٣١٤٢٠٦١٨").verdict()).isEmpty();
                    assertThat(sample.header(header, "9".repeat(30)).verdict()).isEmpty();
                });
    }

    private static String oneLater(String time) {
        return time.endsWith("Z")
                ? Instant.parse(time).plusSeconds(1).toString()
                : String.valueOf(Long.parseLong(time) + 1);
    }

    static Stream<SignatureVector> alone() {
        return covering().stream().filter(vector -> header(vector).list().isEmpty());
    }

    private static SignatureHeader header(SignatureVector vector) {
        return scheme(vector) instanceof Hmac hmac ? hmac.signature() : ((Ed25519) scheme(vector)).signature();
    }

    /** Of a list, other items are passed over: {@link SignatureFieldTest}. */
    @ParameterizedTest
    @MethodSource("alone")
    void isReadOnlyAsItIsWritten(SignatureVector vector) {
        Sample sample = vector.sample();
        String header = header(vector).name();

        assertThat(sample.header(header, value -> " " + value).verdict()).isEmpty();
        assertThat(sample.header(header, value -> value + " ").verdict()).isEmpty();
        assertThat(sample.header(header, value -> "\"" + value + "\"").verdict())
                .isEmpty();
        assertThat(sample.header(header, value -> value + ", " + value).verdict())
                .isEmpty();
        assertThat(sample.header(header, value -> value + value).verdict()).isEmpty();
        assertThat(sample.header(header, value -> value.substring(0, value.length() - 1))
                        .verdict())
                .isEmpty();
        assertThat(sample.header(header, value -> header(vector).prefix() + value)
                        .isGenuine())
                .isEqualTo(header(vector).prefix().isEmpty());
    }

    /** Hex may be in either letter case; base64 is of the standard alphabet, padded, and without stray bits. */
    @Test
    void readsEachEncodingByItsOwnRules() {
        Sample hex = SignatureVector.named("linear").sample();
        Sample base64 = SignatureVector.named("shopify").sample();
        UnaryOperator<String> urlSafe = value -> value.replace('/', '_').replace('+', '-');
        UnaryOperator<String> bare = value -> value.replace("=", "");
        UnaryOperator<String> stray = value -> value.substring(0, 42) + (char) (value.charAt(42) + 1) + "=";

        assertThat(hex.header("Linear-Signature", value -> value.toUpperCase(Locale.ROOT))
                        .verdict())
                .contains(Verdict.GENUINE);
        assertThat(base64.header("X-Shopify-Hmac-SHA256", urlSafe).verdict()).isEmpty();
        assertThat(base64.header("X-Shopify-Hmac-SHA256", bare).verdict()).isEmpty();
        assertThat(base64.header("X-Shopify-Hmac-SHA256", stray).verdict()).isEmpty();
        assertThat(base64.header("X-Shopify-Hmac-SHA256", "f".repeat(64)).verdict())
                .as("hex")
                .isEmpty();
    }
}
