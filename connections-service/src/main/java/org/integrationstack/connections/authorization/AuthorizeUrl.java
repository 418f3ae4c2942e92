package org.integrationstack.connections.authorization;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.connections.web.Urls;

/**
 * Builds the URL of the authorization request.
 *
 * <p>Source: RFC 6749 section 4.1.1; RFC 7636 section 4.3; OpenID Connect Core 1.0 section 3.1.2.1.
 */
final class AuthorizeUrl {
    private AuthorizeUrl() {}

    /**
     * @param consent whether consent is to be asked for anew, by the definition's own parameters
     */
    static URI of(OAuth oauth, String clientId, PendingAuthorization pending, String state, boolean consent) {
        AuthorizationRequest request = pending.request();
        Map<String, String> parameters = new LinkedHashMap<>(oauth.authorize().parameters());
        if (consent) {
            parameters.putAll(oauth.authorize().consentParameters());
        }
        parameters.put("response_type", "code");
        parameters.put("client_id", clientId);
        parameters.put("redirect_uri", pending.redirectUri().toString());
        parameters.put("state", state);
        if (!request.scopes().isEmpty()) {
            parameters.put("scope", oauth.scopes().join(request.scopes()));
        }
        request.slotScopes().forEach((name, scopes) -> {
            OAuth.TokenSlot slot = oauth.slots().get(name);
            parameters.put(slot.scopeParameter(), slot.scopes().join(scopes));
        });
        if (oauth.idToken().isPresent() && request.scopes().contains(OAuth.IdToken.SCOPE)) {
            parameters.put("nonce", pending.nonce());
        }
        if (oauth.pkce()) {
            parameters.put("code_challenge", challenge(pending.codeVerifier()));
            parameters.put("code_challenge_method", "S256");
        }
        return Urls.with(oauth.authorize().url().resolve(request.inputs()), parameters);
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
