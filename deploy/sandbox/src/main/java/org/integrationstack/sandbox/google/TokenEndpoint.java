package org.integrationstack.sandbox.google;

import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Answer;
import org.integrationstack.sandbox.frame.Call;
import org.integrationstack.sandbox.frame.Form;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.Authorizations;
import org.integrationstack.sandbox.oauth.ClientCredentials;
import org.integrationstack.sandbox.oauth.Redemption;
import org.integrationstack.sandbox.oauth.Redemption.Reason;
import org.integrationstack.sandbox.oauth.Tokens.Token;

/**
 * {@code POST oauth2.googleapis.com/token} and {@code /revoke}.
 *
 * <p>Source: developers.google.com, "Using OAuth 2.0 for Web Server Applications"; the texts of errors
 * are those that clients report.
 */
final class TokenEndpoint {
    private final Registration registration;
    private final Authorizations<Person> authorizations;
    private final Grants grants;
    private final IdTokens idTokens;

    TokenEndpoint(Registration registration, Authorizations<Person> authorizations, Grants grants, IdTokens idTokens) {
        this.registration = registration;
        this.authorizations = authorizations;
        this.grants = grants;
        this.idTokens = idTokens;
    }

    Answer token(Call call) {
        Map<String, String> form = Form.decode(call.text());
        ClientCredentials client = ClientCredentials.of(call, form);
        if (!client.id().equals(registration.clientId())) {
            return error(401, "invalid_client", "The OAuth client was not found.");
        }
        if (!client.belongTo(registration)) {
            return error(401, "invalid_client", "The provided client secret is invalid.");
        }
        return switch (form.getOrDefault("grant_type", "")) {
            case "authorization_code" -> redeem(form);
            case "refresh_token" -> refresh(form);
            case "" -> error(400, "invalid_request", "Required parameter is missing: grant_type");
            default -> error(400, "unsupported_grant_type", "Invalid grant_type: " + form.get("grant_type"));
        };
    }

    /** The token comes in the query or the form. */
    Answer revoke(Call call) {
        Optional<String> token = call.parameter("token").or(() -> Form.text(Form.decode(call.text()), "token"));
        if (token.isEmpty()) {
            return error(400, "invalid_request", "Bad Request");
        }
        return grants.revoke(token.get())
                ? Answer.json(200, Json.object())
                : error(400, "invalid_token", "Token expired or revoked");
    }

    private Answer redeem(Map<String, String> form) {
        if (Form.text(form, "redirect_uri").isEmpty()) {
            return error(400, "invalid_request", "Missing parameter: redirect_uri");
        }
        Optional<String> verifier = Form.text(form, "code_verifier");
        Redemption<Person> redemption =
                authorizations.redeem(form.getOrDefault("code", ""), verifier, Form.text(form, "redirect_uri"));
        if (redemption instanceof Redemption.Redeemed<Person> redeemed) {
            return tokens(
                    grants.issue(redeemed.consent()),
                    redeemed.consent().request().parameter("nonce"));
        }
        return refused(((Redemption.Refused<Person>) redemption).reason(), verifier.isPresent());
    }

    private static Answer refused(Reason reason, boolean verifier) {
        return switch (reason) {
            case OTHER_REDIRECT_URI -> error(400, "redirect_uri_mismatch", "Bad Request");
            case UNVERIFIED ->
                error(400, "invalid_grant", verifier ? "Invalid code verifier." : "Missing code verifier.");
            case UNKNOWN -> error(400, "invalid_grant", "Malformed auth code.");
            case EXPIRED, REPLAYED -> error(400, "invalid_grant", "Bad Request");
        };
    }

    private Answer refresh(Map<String, String> form) {
        String refreshToken = form.getOrDefault("refresh_token", "");
        return grants.refresh(refreshToken)
                .map(issued -> tokens(issued, Optional.empty()))
                .orElseGet(() -> error(
                        400,
                        "invalid_grant",
                        grants.issuedOnce(refreshToken) ? "Token has been expired or revoked." : "Bad Request"));
    }

    private Answer tokens(Grants.Issued issued, Optional<String> nonce) {
        Token<Person> access = issued.access();
        ObjectNode answer = Json.object()
                .put("access_token", access.value())
                .put("expires_in", grants.secondsLeft(access).orElseThrow());
        issued.refresh().ifPresent(refresh -> {
            answer.put("refresh_token", refresh.value());
            grants.secondsLeft(refresh).ifPresent(seconds -> answer.put("refresh_token_expires_in", seconds));
        });
        answer.put("scope", String.join(" ", access.scopes())).put("token_type", "Bearer");
        if (access.scopes().contains(Scopes.OPENID)) {
            answer.put("id_token", idTokens.with(access, nonce));
        }
        return Answer.json(200, answer).with("Cache-Control", "no-cache, no-store, max-age=0, must-revalidate");
    }

    private static Answer error(int status, String error, String description) {
        return Answer.json(status, Json.object().put("error", error).put("error_description", description));
    }
}
