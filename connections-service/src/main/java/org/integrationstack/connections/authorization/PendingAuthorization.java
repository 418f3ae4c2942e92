package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.Objects;

/**
 * An authorization on its way through the provider; what the state stands for.
 *
 * @param redirectUri as it was sent, to be sent again with the code
 * @param bindingName the name of the binding that the browser holds as a cookie
 * @param nonce what an ID token must repeat (Source: OpenID Connect Core 1.0 section 3.1.2.1)
 * @param codeVerifier whose hash went along as the code challenge
 */
record PendingAuthorization(
        AuthorizationRequest request, URI redirectUri, String bindingName, String nonce, String codeVerifier) {
    PendingAuthorization {
        Objects.requireNonNull(request, "request");
        Objects.requireNonNull(redirectUri, "redirect URI");
        Objects.requireNonNull(bindingName, "binding");
        Objects.requireNonNull(nonce, "nonce");
        Objects.requireNonNull(codeVerifier, "code verifier");
    }

    @Override
    public String toString() {
        return "PendingAuthorization[" + request + "]";
    }
}
