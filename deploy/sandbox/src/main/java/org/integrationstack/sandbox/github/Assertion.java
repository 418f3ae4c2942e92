package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;

/**
 * A JWT by which the GitHub App proves itself, read and with a good signature.
 *
 * <p>Source: docs.github.com, "Generating a JSON Web Token (JWT) for a GitHub App": RS256, the client
 * id or the app id as issuer, ten minutes at most. The texts are those that GitHub answers with.
 */
record Assertion(JsonNode claims) {
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** @throws ApiError 401 if it is no JWT, or not signed by that key */
    static Assertion read(String jwt, PublicKey key) {
        String[] parts = jwt.split("\\.", -1);
        boolean signed = parts.length == 3
                && part(parts[0])
                        .filter(header -> header.path("alg").asText().equals("RS256"))
                        .isPresent()
                && verified(parts[0] + "." + parts[1], parts[2], key);
        return Optional.of(parts)
                .filter(known -> signed)
                .flatMap(known -> part(known[1]))
                .map(Assertion::new)
                .orElseThrow(() -> ApiError.of(401, "A JSON web token could not be decoded"));
    }

    /** @throws ApiError 401 if it is not good now, 404 if it is another app's */
    void check(String clientId, Instant now) {
        JsonNode issuedAt = claims.path("iat");
        JsonNode expiresAt = claims.path("exp");
        if (!issuedAt.isIntegralNumber() || issuedAt.longValue() > now.getEpochSecond()) {
            throw ApiError.of(
                    401,
                    "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
        }
        if (!expiresAt.isIntegralNumber() || expiresAt.longValue() <= now.getEpochSecond()) {
            throw ApiError.of(
                    401,
                    "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires");
        }
        if (expiresAt.longValue() > now.plus(LONGEST).getEpochSecond()) {
            throw ApiError.of(401, "'Expiration time' claim ('exp') is too far in the future");
        }
        String issuer = claims.path("iss").asText();
        if (!issuer.equals(clientId) && !issuer.equals(Long.toString(GitHubApp.ID))) {
            throw ApiError.of(404, "Integration not found");
        }
    }

    private static boolean verified(String text, String signature, PublicKey key) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.US_ASCII));
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Optional<ObjectNode> part(String encoded) {
        try {
            return Json.parseObject(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
