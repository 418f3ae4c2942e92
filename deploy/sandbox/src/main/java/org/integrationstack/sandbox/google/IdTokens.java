package org.integrationstack.sandbox.google;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * ID tokens. Confined to the event loop.
 *
 * <p>Source: developers.google.com, "OpenID Connect"; OpenID Connect Core 1.0 sections 2 and 3.1.3.6.
 */
final class IdTokens {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final String clientId;
    private final Clock clock;
    private final Supplier<Settings> settings;
    private final SigningKeys keys;

    IdTokens(String clientId, SigningKeys keys, Clock clock, Supplier<Settings> settings) {
        this.clientId = clientId;
        this.keys = keys;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * The ID token that comes with an access token.
     *
     * @param nonce of the authorization request; empty after a refresh
     */
    String with(Token<Person> access, Optional<String> nonce) {
        long now = clock.instant().getEpochSecond();
        ObjectNode claims =
                Json.object().put("iss", Addresses.ISSUER).put("azp", clientId).put("aud", clientId);
        claims.setAll(access.person().claims(access.scopes()));
        claims.put("at_hash", hash(access.value()));
        nonce.ifPresent(value -> claims.put("nonce", value));
        claims.put("iat", now).put("exp", now + LIFE.toSeconds());
        Settings present = settings.get();
        return keys.signed(Json.merge(claims, present.idTokenClaims()), present.idTokenSignature());
    }

    /** The left half of the access token's SHA-256. */
    private static String hash(String accessToken) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(accessToken.getBytes(StandardCharsets.US_ASCII));
            return BASE64URL.encodeToString(Arrays.copyOf(hash, hash.length / 2));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
