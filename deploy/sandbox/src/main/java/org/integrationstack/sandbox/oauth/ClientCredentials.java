package org.integrationstack.sandbox.oauth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Registration;

/** A client id and secret as a request carries them. */
public record ClientCredentials(String id, String secret) {

    /** From {@code Authorization: Basic}, else from the form. Source: RFC 6749 section 2.3.1. */
    public static ClientCredentials of(Call call, Map<String, String> form) {
        return basic(call)
                .orElseGet(() -> new ClientCredentials(
                        form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")));
    }

    /** From {@code Authorization: Basic}. Source: RFC 7617 section 2. */
    public static Optional<ClientCredentials> basic(Call call) {
        return call.header("Authorization")
                .filter(header -> header.regionMatches(true, 0, "Basic ", 0, 6))
                .flatMap(header -> decode(header.substring(6).strip()));
    }

    /** Whether they are those of the registered app. */
    public boolean belongTo(Registration registration) {
        return id.equals(registration.clientId()) && secret.equals(registration.clientSecret());
    }

    private static Optional<ClientCredentials> decode(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Optional.of(new ClientCredentials(pair.substring(0, colon), pair.substring(colon + 1)));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
