package org.integrationstack.connections.authorization;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.connections.web.Urls;

/**
 * Builds the URL of the authorization request.
 *
 * <p>Source: RFC 6749 section 4.1.1; RFC 7636 section 4.3.
 */
final class AuthorizeUrl {
    private AuthorizeUrl() {}

    static URI of(
            OAuth oauth, String clientId, URI redirectUri, List<String> scopes, String state, String codeVerifier) {
        Map<String, String> parameters = new LinkedHashMap<>(oauth.authorize().parameters());
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", redirectUri.toString());
        parameters.put("state", state);
        if (!scopes.isEmpty()) {
            parameters.put("scope", oauth.scopes().join(scopes));
        }
        if (oauth.pkce()) {
            parameters.put("code_challenge", challenge(codeVerifier));
            parameters.put("code_challenge_method", "S256");
        }
        return Urls.with(oauth.authorize().url().fixed(), parameters);
    }

    /** Source: RFC 7636 section 4.2. */
    private static String challenge(String codeVerifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(codeVerifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing from this runtime", e);
        }
    }
}
