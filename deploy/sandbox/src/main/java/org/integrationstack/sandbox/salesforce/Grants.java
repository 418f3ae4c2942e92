package org.integrationstack.sandbox.salesforce;

import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.integrationstack.sandbox.frame.Hmac;
import org.integrationstack.sandbox.frame.Json;
import org.integrationstack.sandbox.frame.Registration;
import org.integrationstack.sandbox.oauth.AuthorizationRequest;
import org.integrationstack.sandbox.oauth.Consent;
import org.integrationstack.sandbox.oauth.Secrets;
import org.integrationstack.sandbox.oauth.Tokens;
import org.integrationstack.sandbox.oauth.Tokens.Token;
import org.integrationstack.sandbox.oauth.Tokens.Use;

/** Gives tokens, replaces them, ends them, and tells of them. Confined to the event loop. */
final class Grants {
    /** Source: help.salesforce.com, "Application Access Request Approved": five approvals per user and app. */
    private static final int APPROVALS = 5;

    private final Registration registration;
    private final Tokens<User> tokens;
    private final Supplier<Settings> settings;
    private final Secrets secrets;
    private final Clock clock;

    Grants(Registration registration, Tokens<User> tokens, Supplier<Settings> settings, Secrets secrets, Clock clock) {
        this.registration = registration;
        this.tokens = tokens;
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** The tokens of a fresh consent. A person's sixth approval ends the first. */
    ObjectNode first(Consent<User> consent) {
        if (!Scopes.refreshes(consent.granted())) {
            return answer(access(consent), Optional.empty());
        }
        List<Token<User>> approvals = tokens.live(
                token -> token.use() == Use.REFRESH && token.person().equals(consent.person()));
        if (approvals.size() >= APPROVALS) {
            endFamily(approvals.get(0));
        }
        return answer(access(consent), Optional.of(refresh(newRefreshToken(), consent)));
    }

    /**
     * Another access token. With rotation the refresh token is replaced too; the old one coming again
     * ends the present one and all access tokens of the family. Without rotation it stays, its rest
     * measured from now.
     *
     * <p>Source: help.salesforce.com, "Force one-time-use Refresh Tokens".
     */
    ObjectNode refresh(String value) {
        tokens.ended(value).filter(token -> token.use() == Use.REFRESH).ifPresent(this::endFamily);
        Token<User> old = tokens.live(Use.REFRESH, value)
                .orElseThrow(() -> new OAuthError("invalid_grant", "expired access/refresh token"));
        if (!settings.get().rotation()) {
            refresh(value, old.consent());
            return answer(access(old.consent()), Optional.empty());
        }
        tokens.end(old);
        return answer(access(old.consent()), Optional.of(refresh(newRefreshToken(), old.consent())));
    }

    /** The app's own token, which acts as a person that the org has chosen for it, and never refreshes. */
    ObjectNode own() {
        if (!settings.get().clientCredentials()) {
            throw new OAuthError("invalid_grant", "no client credentials user enabled");
        }
        AuthorizationRequest none = new AuthorizationRequest("", Map.of(), Optional.empty(), Map.of());
        Consent<User> standing =
                new Consent<>("client_credentials", none, User.INTEGRATION, Set.of("api"), clock.instant());
        return answer(access(standing), Optional.empty());
    }

    /**
     * Ends a token, and with a refresh token its family.
     *
     * <p>Source: help.salesforce.com, "Revoke OAuth Tokens Programmatically".
     */
    void revoke(String value) {
        Token<User> token = tokens.live(Use.REFRESH, value)
                .or(() -> tokens.live(Use.ACCESS, value))
                .orElseThrow(() -> new OAuthError("invalid_token", "invalid token"));
        if (token.use() == Use.REFRESH) {
            endFamily(token);
        } else {
            tokens.end(token);
        }
    }

    void end(Predicate<Token<User>> which) {
        tokens.end(which);
    }

    /**
     * What a token is; of one that is not good no more than that.
     *
     * <p>Source: help.salesforce.com, "OpenID Connect Token Introspection Endpoint"; RFC 7662 section
     * 2.2.
     */
    ObjectNode introspect(String value) {
        Optional<Token<User>> found = tokens.live(Use.ACCESS, value).or(() -> tokens.live(Use.REFRESH, value));
        if (found.isEmpty()) {
            return Json.object().put("active", false);
        }
        Token<User> token = found.get();
        return Json.object()
                .put("active", true)
                .put("scope", String.join(" ", token.scopes()))
                .put("client_id", registration.clientId())
                .put("username", token.person().login())
                .put("sub", token.person().identity())
                .put("token_type", token.use() == Use.ACCESS ? "access_token" : "refresh_token")
                .put("exp", token.until().orElseThrow().getEpochSecond())
                .put("iat", token.issuedAt().getEpochSecond())
                .put("nbf", token.issuedAt().getEpochSecond());
    }

    private void endFamily(Token<User> member) {
        tokens.end(member::kinOf);
    }

    /** An access token begins with the org's id. */
    private Token<User> access(Consent<User> consent) {
        String value = consent.person().org().id() + "!" + secrets.alphanumeric(96);
        return tokens.issue(
                Use.ACCESS,
                value,
                consent,
                consent.granted(),
                Optional.of(settings.get().session()));
    }

    private Token<User> refresh(String value, Consent<User> consent) {
        return tokens.issue(
                Use.REFRESH,
                value,
                consent,
                consent.granted(),
                Optional.of(settings.get().refreshTokenIdle()));
    }

    private String newRefreshToken() {
        return "5Aep861" + secrets.alphanumeric(80);
    }

    /** Nothing in it tells when the token ends. */
    private ObjectNode answer(Token<User> access, Optional<Token<User>> refresh) {
        User user = access.person();
        String issuedAt = Long.toString(clock.millis());
        ObjectNode answer = Json.object().put("access_token", access.value());
        refresh.ifPresent(token -> answer.put("refresh_token", token.value()));
        return answer.put("signature", signature(user.identity() + issuedAt))
                .put("scope", String.join(" ", access.scopes()))
                .put("instance_url", user.org().myDomain())
                .put("id", user.identity())
                .put("token_type", "Bearer")
                .put("issued_at", issuedAt);
    }

    /** Source: "OAuth 2.0 Web Server Flow": HMAC-SHA256 of id and issued_at by the consumer secret, base64. */
    private String signature(String text) {
        return Base64.getEncoder().encodeToString(Hmac.sha256(registration.clientSecret(), text));
    }
}
