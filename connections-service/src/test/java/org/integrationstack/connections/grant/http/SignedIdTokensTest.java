package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.smallrye.mutiny.Uni;
import io.vertx.core.MultiMap;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.IdTokenAnswer;
import org.integrationstack.connections.grant.IdTokenCheck;

import static org.assertj.core.api.Assertions.assertThat;

class SignedIdTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static final URI KEYS = URI.create("https://issuer.example/keys");
    private static final RsaJsonWebKey KEY = key("one");
    private static final RsaJsonWebKey OTHER = key("two");

    private final MovableClock clock = new MovableClock();
    private String published = set(KEY);
    private int fetched;

    private final SignedIdTokens idTokens = new SignedIdTokens(
            new KeySets(
                    new ProviderCalls(null, null) {
                        @Override
                        Uni<InboundResponse> get(URI target, Map<String, String> headers) {
                            fetched++;
                            return published.isEmpty()
                                    ? Uni.createFrom().failure(new java.net.ConnectException())
                                    : Uni.createFrom().item(answer(published));
                        }
                    },
                    clock),
            clock);

    @Test
    void takesTheIssuersTokenForUs() {
        assertThat(check(signed(KEY, claims -> {}))).isEqualTo(new IdTokenAnswer.Valid("ada"));
    }

    @Test
    void takesNoOtherToken() {
        List<Consumer<JwtClaims>> spoilt = List.of(
                claims -> claims.setIssuer("https://evil.example"),
                claims -> claims.unsetClaim("iss"),
                claims -> claims.setAudience("another-client"),
                claims -> claims.unsetClaim("aud"),
                claims -> claims.setAudience("client", "another-client"),
                claims -> claims.setStringClaim("azp", "another-client"),
                claims -> claims.setExpirationTime(at(-61)),
                claims -> claims.unsetClaim("exp"),
                claims -> claims.setStringClaim("nonce", "another"),
                claims -> claims.unsetClaim("nonce"),
                claims -> claims.setClaim("nonce", 5),
                claims -> claims.unsetClaim("sub"),
                claims -> claims.setNotBefore(at(3600)));

        spoilt.forEach(spoil -> assertThat(check(signed(KEY, spoil))).isInstanceOf(IdTokenAnswer.Invalid.class));
    }

    @Test
    void takesNoTokenSignedByAnybodyElse() {
        OTHER.setKeyId("one");
        assertThat(check(signed(OTHER, claims -> {}))).isInstanceOf(IdTokenAnswer.Invalid.class);
        OTHER.setKeyId("two");
    }

    /** Source: RFC 8725 sections 2.1 and 3.1. */
    @Test
    void takesNeitherAnUnsignedTokenNorOneSignedWithThePublicKeyAsASecret() {
        String unsigned = serialized(jws -> {
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.NONE);
            jws.setAlgorithmConstraints(org.jose4j.jwa.AlgorithmConstraints.NO_CONSTRAINTS);
        });
        String confused = serialized(jws -> {
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.HMAC_SHA256);
            jws.setKeyIdHeaderValue("one");
            jws.setKey(new HmacKey(KEY.getKey().getEncoded()));
        });

        assertThat(check(unsigned)).isInstanceOf(IdTokenAnswer.Invalid.class);
        assertThat(check(confused)).isInstanceOf(IdTokenAnswer.Invalid.class);
    }

    @Test
    void takesNoNonsense() {
        for (String token : List.of("x", "..", "a.b.c", "{}", "x".repeat(20_000))) {
            assertThat(check(token)).as(token).isInstanceOf(IdTokenAnswer.Invalid.class);
        }
    }

    @Test
    void keepsKeysForAnHour() {
        check(signed(KEY, claims -> {}));
        check(signed(KEY, claims -> {}));
        assertThat(fetched).isEqualTo(1);

        clock.now = NOW.plus(KeySets.LIFE);
        check(signed(KEY, claims -> claims.setExpirationTime(at(7200))));
        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void findsAKeyThatIsNewButDoesNotAskForEveryForgery() {
        check(signed(KEY, claims -> {}));
        published = set(KEY, OTHER);

        assertThat(check(signed(OTHER, claims -> {}))).isInstanceOf(IdTokenAnswer.Invalid.class);
        assertThat(fetched).isEqualTo(1);
        clock.now = NOW.plus(KeySets.PAUSE);
        assertThat(check(signed(OTHER, claims -> {}))).isInstanceOf(IdTokenAnswer.Valid.class);
        assertThat(fetched).isEqualTo(2);
    }

    @Test
    void knowsNothingWithoutTheKeys() {
        published = "";
        assertThat(check(signed(KEY, claims -> {}))).isInstanceOf(IdTokenAnswer.Unavailable.class);

        clock.now = NOW.plus(KeySets.AFTER_FAILURE);
        published = "<html>";
        assertThat(check(signed(KEY, claims -> {}))).isInstanceOf(IdTokenAnswer.Unavailable.class);
    }

    @Test
    void remembersForAMomentThatTheKeysCannotBeHad() {
        published = "";
        check(signed(KEY, claims -> {}));
        published = set(KEY);

        assertThat(check(signed(KEY, claims -> {}))).isInstanceOf(IdTokenAnswer.Unavailable.class);
        assertThat(fetched).isEqualTo(1);
        clock.now = NOW.plus(KeySets.AFTER_FAILURE);
        assertThat(check(signed(KEY, claims -> {}))).isInstanceOf(IdTokenAnswer.Valid.class);
    }

    @Test
    void readsWhateverIsSentForKeysAndTokens() {
        RandomAnswers answers = new RandomAnswers(20_261_125);
        for (int i = 0; i < 500; i++) {
            InboundResponse response = answers.next();
            published = new String(response.body(), StandardCharsets.UTF_8);
            clock.now = clock.now.plus(KeySets.LIFE);

            assertThat(check(published.isEmpty() ? "-" : published)).isNotInstanceOf(IdTokenAnswer.Valid.class);
        }
    }

    private IdTokenAnswer check(String token) {
        return idTokens.check(
                        new IdTokenCheck(Secret.of(token), Set.of("https://issuer.example"), KEYS, "client", "nonce"))
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private static String signed(RsaJsonWebKey key, Consumer<JwtClaims> spoil) {
        JwtClaims claims = claims();
        spoil.accept(claims);
        return serialized(jws -> {
            jws.setPayload(claims.toJson());
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setKey(key.getPrivateKey());
        });
    }

    private static String serialized(Consumer<JsonWebSignature> how) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims().toJson());
            how.accept(jws);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JwtClaims claims() {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer("https://issuer.example");
        claims.setAudience("client");
        claims.setSubject("ada");
        claims.setExpirationTime(at(3600));
        claims.setStringClaim("nonce", "nonce");
        return claims;
    }

    private static NumericDate at(long seconds) {
        return NumericDate.fromSeconds(NOW.getEpochSecond() + seconds);
    }

    private static RsaJsonWebKey key(String id) {
        try {
            RsaJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String set(JsonWebKey... keys) {
        return new JsonWebKeySet(keys).toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static InboundResponse answer(String body) {
        return new InboundResponse(200, MultiMap.caseInsensitiveMultiMap(), body.getBytes(StandardCharsets.UTF_8));
    }

    private static final class MovableClock extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
