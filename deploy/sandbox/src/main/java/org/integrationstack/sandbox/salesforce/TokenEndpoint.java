package org.integrationstack.sandbox.salesforce;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Redemption;

/**
 * {@code POST /services/oauth2/token}.
 *
 * <p>Source: help.salesforce.com, "OAuth 2.0 Web Server Flow for Web App Integration", "OAuth 2.0
 * Refresh Token Flow for Renewed Sessions" and "OAuth 2.0 Client Credentials Flow for
 * Server-to-Server Integration".
 */
final class TokenEndpoint {
    private final Registration registration;
    private final Authorizations<User> authorizations;
    private final Grants grants;

    TokenEndpoint(Registration registration, Authorizations<User> authorizations, Grants grants) {
        this.registration = registration;
        this.authorizations = authorizations;
        this.grants = grants;
    }

    Answer answer(Call call) {
        try {
            Map<String, String> form = Form.decode(call.text());
            OAuthError.requireClient(registration, ClientCredentials.of(call, form));
            return Answer.json(200, granted(form)).with("Cache-Control", "no-store");
        } catch (OAuthError error) {
            return error.answer();
        }
    }

    private ObjectNode granted(Map<String, String> form) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(form);
            case "refresh_token" -> grants.refresh(form.getOrDefault("refresh_token", ""));
            case "client_credentials" -> grants.own();
            default -> throw new OAuthError("unsupported_grant_type", "grant type not supported");
        };
    }

    private ObjectNode redeem(Map<String, String> form) {
        String code = form.getOrDefault("code", "");
        Optional<String> redirectUri = Optional.of(form.getOrDefault("redirect_uri", ""));
        Redemption<User> redemption =
                authorizations.redeem(code, Optional.ofNullable(form.get("code_verifier")), redirectUri);
        if (redemption instanceof Redemption.Redeemed<User> redeemed) {
            return grants.first(redeemed.consent());
        }
        throw refused(code, ((Redemption.Refused<User>) redemption).reason());
    }

    private OAuthError refused(String code, Redemption.Reason reason) {
        return switch (reason) {
            case UNKNOWN -> new OAuthError("invalid_grant", "invalid authorization code");
            case EXPIRED -> new OAuthError("invalid_grant", "expired authorization code");
            case REPLAYED -> {
                // Source: RFC 6749 section 4.1.2: a second use may be a thief's, or the first one was.
                grants.end(token -> token.consent().code().equals(code));
                yield new OAuthError("invalid_grant", "expired authorization code");
            }
            case UNVERIFIED -> new OAuthError("invalid_grant", "invalid code verifier");
            case OTHER_REDIRECT_URI -> new OAuthError("redirect_uri_mismatch", "redirect_uri must match configuration");
        };
    }
}
