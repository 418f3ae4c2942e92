package org.integrationstack.gateway.signature;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import org.integrationstack.gateway.testing.FakeKeySets;

import static org.assertj.core.api.Assertions.assertThat;

/** Google's Pub/Sub. */
class OidcVerifierTest {

    private static final Instant NOW = Instant.parse("2026-11-24T07:00:00Z");
    private static final String URL = "https://hooks.example.com/webhooks/google/5f0c";
    private static final String ACCOUNT = "push@project.iam.gserviceaccount.com";
    private static final RsaJsonWebKey KEY = key("one");
    private static final RsaJsonWebKey STRANGER = key("one");
    private static final RsaJsonWebKey NEXT = key("two");

    private final FakeKeySets keys = new FakeKeySets().publish(List.of(KEY), List.of(KEY));
    private final Sample push = Sample.of("google", URL, Map.of())
            .values(Map.of("service_account", ACCOUNT, "audience", ""))
            .now(NOW);

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Source: cloud.google.com/pubsub/docs, "Authenticate push subscriptions", "Claim format". */
    private static Map<String, Object> claims() {
        return new HashMap<>(Map.of(
                "iss",
                "https://accounts.google.com",
                "aud",
                URL,
                "azp",
                "113774264463038321964",
                "sub",
                "113774264463038321964",
                "email",
                ACCOUNT,
                "email_verified",
                true,
                "iat",
                NOW.getEpochSecond(),
                "exp",
                NOW.getEpochSecond() + 3600));
    }

    private static String signed(Map<String, Object> claims) {
        return signed(claims, KEY, AlgorithmIdentifiers.RSA_USING_SHA256);
    }

    private static String signed(Map<String, Object> claims, RsaJsonWebKey key, String algorithm) {
        try {
            JsonWebSignature token = new JsonWebSignature();
            JwtClaims body = new JwtClaims();
            claims.forEach(body::setClaim);
            token.setPayload(body.toJson());
            token.setKeyIdHeaderValue(key.getKeyId());
            token.setAlgorithmHeaderValue(algorithm);
            token.setKey(key.getPrivateKey());
            return token.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private Verdict verdict(Map<String, Object> claims) {
        return push.header("Authorization", "Bearer " + signed(claims))
                .verdict(keys)
                .orElseThrow();
    }

    private Verdict verdictWith(String name, Object value) {
        Map<String, Object> claims = claims();
        claims.put(name, value);
        return verdict(claims);
    }

    @Test
    void takesATokenOfTheServiceAccountForThisUrl() {
        assertThat(verdict(claims())).isEqualTo(Verdict.GENUINE);
        assertThat(verdictWith("iss", "accounts.google.com")).isEqualTo(Verdict.GENUINE);
        assertThat(push.header("Authorization", "bearer " + signed(claims())).verdict(keys))
                .contains(Verdict.GENUINE);
    }

    /** Anybody can have a token of Google's. */
    @Test
    void takesNobodyElsesToken() {
        assertThat(verdictWith("email", "other@project.iam.gserviceaccount.com"))
                .isEqualTo(Verdict.WRONG);
        assertThat(verdictWith("email_verified", false)).isEqualTo(Verdict.WRONG);
        assertThat(verdictWith("email_verified", List.of(true))).isEqualTo(Verdict.WRONG);
        assertThat(verdictWith("aud", "https://hooks.example.com/webhooks/google/other"))
                .isEqualTo(Verdict.WRONG);
        assertThat(verdictWith("iss", "https://accounts.google.com.evil.example"))
                .isEqualTo(Verdict.WRONG);
        Map<String, Object> nobody = claims();
        nobody.remove("email");
        assertThat(verdict(nobody)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void takesTheAudienceThatWasConfigured() {
        Sample configured = push.values(Map.of("service_account", ACCOUNT, "audience", "our-audience"));
        Map<String, Object> claims = claims();
        claims.put("aud", List.of("our-audience"));

        assertThat(configured
                        .header("Authorization", "Bearer " + signed(claims))
                        .verdict(keys))
                .contains(Verdict.GENUINE);
        assertThat(configured
                        .header("Authorization", "Bearer " + signed(claims()))
                        .verdict(keys))
                .contains(Verdict.WRONG);
    }

    @Test
    void mindsTheClock() {
        assertThat(push.now(NOW.plusSeconds(3600 + 59))
                        .header("Authorization", "Bearer " + signed(claims()))
                        .verdict(keys))
                .contains(Verdict.GENUINE);
        assertThat(push.now(NOW.plusSeconds(3600 + 61))
                        .header("Authorization", "Bearer " + signed(claims()))
                        .verdict(keys))
                .contains(Verdict.STALE);
        assertThat(push.now(NOW.minusSeconds(61))
                        .header("Authorization", "Bearer " + signed(claims()))
                        .verdict(keys))
                .contains(Verdict.STALE);
        Map<String, Object> endless = claims();
        endless.remove("exp");
        assertThat(verdict(endless)).isEqualTo(Verdict.WRONG);
        Map<String, Object> expiredAndWrong = claims();
        expiredAndWrong.put("exp", NOW.getEpochSecond() - 3600);
        expiredAndWrong.put("iat", NOW.getEpochSecond() - 7200);
        expiredAndWrong.put("aud", "other");
        assertThat(verdict(expiredAndWrong)).isEqualTo(Verdict.WRONG);
    }

    @Test
    void takesNoSignatureButByThePublishedKeys() throws JoseException {
        JsonWebSignature shared = new JsonWebSignature();
        JwtClaims body = new JwtClaims();
        claims().forEach(body::setClaim);
        shared.setPayload(body.toJson());
        shared.setKeyIdHeaderValue("one");
        shared.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
        shared.setKey(new HmacKey(KEY.getPublicKey().getEncoded()));
        String none = "eyJhbGciOiJub25lIn0." + shared.getCompactSerialization().split("\\.", -1)[1] + ".";

        assertThat(attempt(signed(claims(), STRANGER, AlgorithmIdentifiers.RSA_USING_SHA256)))
                .isEqualTo(Verdict.WRONG);
        assertThat(attempt(shared.getCompactSerialization()))
                .as("the public key as a secret")
                .isEqualTo(Verdict.WRONG);
        assertThat(attempt(none)).isEqualTo(Verdict.WRONG);
        assertThat(attempt(signed(claims(), KEY, AlgorithmIdentifiers.RSA_USING_SHA512)))
                .isEqualTo(Verdict.WRONG);
    }

    private Verdict attempt(String token) {
        return push.header("Authorization", "Bearer " + token).verdict(keys).orElse(Verdict.WRONG);
    }

    @Test
    void asksForTheKeysAgainWhereOneIsMissing() {
        Sample rotated =
                push.header("Authorization", "Bearer " + signed(claims(), NEXT, AlgorithmIdentifiers.RSA_USING_SHA256));

        assertThat(rotated.verdict(keys)).contains(Verdict.WRONG);
        assertThat(rotated.verdict(keys.publish(List.<JsonWebKey>of(KEY), List.of(KEY, NEXT))))
                .contains(Verdict.GENUINE);
        assertThat(keys.fetched()).hasSize(2);
    }

    @Test
    void cannotTellWhereTheKeysCannotBeHad() {
        Sample sent = push.header("Authorization", "Bearer " + signed(claims()));

        assertThat(sent.verdict(new FakeKeySets())).contains(Verdict.UNVERIFIABLE);
    }

    @Test
    void refusesByTheHeadWhatIsNoToken() {
        for (String header : List.of(
                "", "Bearer", "Bearer ", "Bearer a.b", "Basic " + signed(claims()), "Bearer " + "a".repeat(9000))) {
            assertThat(push.header("Authorization", header).verdict(keys))
                    .as(header)
                    .isEmpty();
        }
        assertThat(push.verdict(keys)).isEmpty();
        assertThat(push.header("Authorization", "Bearer " + signed(claims()), "Bearer " + signed(claims()))
                        .verdict(keys))
                .isEmpty();
    }

    @Test
    void needsToKnowTheServiceAccount() {
        assertThat(push.values(Map.of("audience", "")).verifier()).isEmpty();
        assertThat(push.values(Map.of("service_account", " ", "audience", "")).verifier())
                .isEmpty();
    }
}
