package org.integrationstack.connections.grant.http;

import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;

import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

import org.integrationstack.common.secret.Secret;

/**
 * By what an app proves itself: a JWT that it signs with its own key.
 *
 * <p>Source: RFC 7519; RFC 7518 section 3.3 (RS256); docs.github.com "Generating a JSON Web Token (JWT) for a GitHub App",
 * which advises to date it 60 seconds back, since clocks differ.
 */
final class AppAssertion {
    private static final Duration DRIFT = Duration.ofSeconds(60);

    private AppAssertion() {}

    /**
     * A new one.
     *
     * @param life how long from now it is good for
     */
    static Secret of(PrivateKey key, String clientId, Instant now, Duration life) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(clientId);
        claims.setIssuedAt(NumericDate.fromSeconds(now.minus(DRIFT).getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(life).getEpochSecond()));
        JsonWebSignature assertion = new JsonWebSignature();
        assertion.setHeader("typ", "JWT");
        assertion.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        assertion.setPayload(claims.toJson());
        assertion.setKey(key);
        try {
            return Secret.of(assertion.getCompactSerialization());
        } catch (JoseException e) {
            throw new IllegalStateException("the app's key does not sign by RS256");
        }
    }
}
