package org.integrationstack.sandbox.oauth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;

/**
 * A PKCE code challenge.
 *
 * @param hashed whether it is the verifier's hash (S256) or the verifier itself (plain)
 */
public record Challenge(String value, boolean hashed) {

    /** The challenge of an authorization request. Source: RFC 7636 section 4.3: the default is plain. */
    static Optional<Challenge> of(Call call) {
        boolean hashed = call.parameter("code_challenge_method").equals(Optional.of("S256"));
        return call.parameter("code_challenge").map(value -> new Challenge(value, hashed));
    }

    /**
     * Why a provider that knows S256 only refuses the request, if it does.
     *
     * <p>Source: RFC 7636 section 4.2 has the challenge's form; with {@code invalid_request} section
     * 4.4.1 names the error.
     */
    public static Optional<String> unlessHashed(Call call) {
        Optional<String> challenge = call.parameter("code_challenge");
        Optional<String> method = call.parameter("code_challenge_method");
        if (challenge.isEmpty() && method.isEmpty()) {
            return Optional.empty();
        }
        if (!method.equals(Optional.of("S256"))) {
            return Optional.of("The code_challenge_method must be S256.");
        }
        return challenge.filter(text -> text.matches("[A-Za-z0-9_-]{43}")).isPresent()
                ? Optional.empty()
                : Optional.of("The code_challenge must be a base64url encoded SHA-256 hash.");
    }

    /** Whether {@code verifier} belongs to it. Source: RFC 7636 section 4.6. */
    boolean verifiedBy(String verifier) {
        return value.equals(hashed ? hash(verifier) : verifier);
    }

    private static String hash(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
