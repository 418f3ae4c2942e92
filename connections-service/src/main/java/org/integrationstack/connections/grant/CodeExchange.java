package org.integrationstack.connections.grant;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.secret.Secret;

/**
 * An authorization code and what proves that we asked for it.
 *
 * @param inputs what was given at connect, for the endpoint's URL
 * @param redirectUri exactly as it was sent with the authorization request (Source: RFC 6749 section 4.1.3)
 * @param codeVerifier the secret whose hash was the code challenge (Source: RFC 7636 section 4.5)
 * @param nonce what an ID token must repeat
 * @param requested granted in full where the response names no scopes (Source: RFC 6749 section 5.1)
 * @param slotScopes what was requested of the further tokens
 */
public record CodeExchange(
        ProviderDefinition provider,
        Map<String, String> inputs,
        Secret code,
        URI redirectUri,
        Optional<Secret> codeVerifier,
        String nonce,
        Set<String> requested,
        Map<TokenSlot, Set<String>> slotScopes) {
    public CodeExchange {
        Objects.requireNonNull(provider, "provider");
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(redirectUri, "redirect URI");
        Objects.requireNonNull(codeVerifier, "code verifier");
        Objects.requireNonNull(nonce, "nonce");
        requested = Set.copyOf(requested);
        slotScopes = Map.copyOf(slotScopes);
    }
}
