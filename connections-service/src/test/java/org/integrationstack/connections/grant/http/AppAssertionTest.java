package org.integrationstack.connections.grant.http;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;

import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;

class AppAssertionTest {
    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");
    private static KeyPair key;

    @BeforeAll
    static void makeKey() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        key = generator.generateKeyPair();
    }

    @Test
    void isSignedByTheAppsKeyAndNamesTheClient() throws Exception {
        JsonWebSignature read = read(AppAssertion.of(key.getPrivate(), "Iv1.client", NOW, Duration.ofMinutes(9)));

        assertThat(read.verifySignature()).isTrue();
        assertThat(read.getAlgorithmHeaderValue()).isEqualTo("RS256");
        assertThat(JwtClaims.parse(read.getPayload()).getIssuer()).isEqualTo("Iv1.client");
    }

    @Test
    void isDatedBackForClocksThatDifferAndEndsInTime() throws Exception {
        JwtClaims claims = JwtClaims.parse(read(AppAssertion.of(key.getPrivate(), "client", NOW, Duration.ofMinutes(9)))
                .getPayload());

        assertThat(claims.getIssuedAt().getValue())
                .isEqualTo(NOW.minusSeconds(60).getEpochSecond());
        assertThat(claims.getExpirationTime().getValue())
                .isEqualTo(NOW.plusSeconds(540).getEpochSecond());
    }

    @Test
    void neverShowsItself() {
        assertThat(AppAssertion.of(key.getPrivate(), "client", NOW, Duration.ofMinutes(9))
                        .toString())
                .isEqualTo("Secret[redacted]");
    }

    private static JsonWebSignature read(Secret assertion) throws Exception {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setCompactSerialization(assertion.reveal());
        signature.setKey(key.getPublic());
        return signature;
    }
}
