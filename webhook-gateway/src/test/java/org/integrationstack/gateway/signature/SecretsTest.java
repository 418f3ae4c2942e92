package org.integrationstack.gateway.signature;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.gateway.testing.FakeKeySets;

import static org.assertj.core.api.Assertions.assertThat;

/** What becomes of secrets: garbled ones, ended ones, and those that are meant for another scheme. */
class SecretsTest {

    private static final String STANDARD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private final Sample standard =
            SignatureVector.named("standard-webhooks-v1").sample();
    private final Sample asymmetric =
            SignatureVector.named("standard-webhooks-v1a").sample();
    private final Sample adyen = SignatureVector.named("adyen").sample();

    @Test
    void passesOverGarbledOnes() {
        assertThat(standard.secrets("whsec_not base64", "no prefix", STANDARD).isGenuine())
                .isTrue();
        assertThat(adyen.secrets("not hex", SignatureVector.named("adyen").secret())
                        .isGenuine())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"whsec_", "whsec_not base64", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", STANDARD + "\n", " " + STANDARD
            })
    void saysThatNothingCouldBeGenuineWhereAllAreGarbled(String garbled) {
        assertThat(standard.secrets(garbled).verifier()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0g", "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056\n"})
    void takesNoKeyThatIsNotHexWhereItMustBe(String garbled) {
        assertThat(adyen.secrets(garbled).verifier()).isEmpty();
    }

    /** A key decoded that must not be, or not decoded that must be, is another key. */
    @Test
    void makesTheKeyAsTheDefinitionSays() {
        Sample zendesk = SignatureVector.named("zendesk").sample();
        Sample stripe = SignatureVector.named("stripe").sample();

        assertThat(zendesk.secrets("this_secret_is_for_testing_only").isGenuine())
                .isFalse();
        assertThat(stripe.secrets("test_secret").isGenuine()).isFalse();
        assertThat(stripe.secrets("whsec_test_secret\n").isGenuine()).isFalse();
    }

    /** Else whoever knows the public key, which is everybody, could sign. */
    @Test
    void takesNoPublicKeyForASecret() {
        String publicKey = "1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=";

        assertThat(asymmetric.secrets("whpk_" + publicKey).isGenuine()).isTrue();
        assertThat(asymmetric.secrets(publicKey).verifier()).isEmpty();
        assertThat(standard.secrets("whpk_" + publicKey).verdict()).isEmpty();
        assertThat(asymmetric.secrets("whsec_" + publicKey).verdict()).isEmpty();
    }

    @Test
    void takesNoPublicKeyOfAnotherLength() {
        assertThat(asymmetric.secrets("whpk_AAAA").verifier()).isEmpty();
        assertThat(SignatureVector.named("discord").sample().secrets("d75a98").verifier())
                .isEmpty();
    }

    @Test
    void eitherOfTwoSchemesProvesADelivery() {
        Sample both = SignatureVector.named("standard-webhooks-both").sample();

        assertThat(both.secrets(STANDARD).isGenuine()).isTrue();
        assertThat(both.secrets("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")
                        .isGenuine())
                .isTrue();
        assertThat(both.secrets("whsec_AAAA", "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=")
                        .isGenuine())
                .isTrue();
        assertThat(both.secrets("whsec_AAAA", "whpk_PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=")
                        .verdict())
                .contains(Verdict.WRONG);
        assertThat(both.secrets(STANDARD).now(both.now().plusSeconds(301)).verdict())
                .contains(Verdict.STALE);
    }

    /** The end counts at each use: the verifier was made while the secret was good. */
    @Test
    void endsASecretWhileTheVerifierLives() {
        Sample github = SignatureVector.named("github").sample();
        Instant end = github.now().plusSeconds(60);
        Trust trust = new Trust(
                List.of(new SigningSecret(Secret.of("It's a Secret to Everybody"), Optional.of(end))),
                github.trust().values(),
                List.of());
        Instant[] now = {end.minusMillis(1)};
        SignatureVerifier verifier = new SignatureVerifiers(new FakeKeySets(), () -> now[0])
                .of(github.webhooks(), trust)
                .orElseThrow();

        assertThat(judged(verifier, github)).isEqualTo(Verdict.GENUINE);
        now[0] = end;
        assertThat(judged(verifier, github)).isEqualTo(Verdict.WRONG);
    }

    private static Verdict judged(SignatureVerifier verifier, Sample sample) {
        return verifier.claim(sample.request())
                .orElseThrow()
                .verify(sample.body())
                .await()
                .indefinitely();
    }
}
