package org.integrationstack.connections.grant;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.secret.Secret;

/**
 * The tokens an authorization server issued and what they allow. Immutable; never shows a token in its text.
 *
 * @param scopes what was granted, which may be less than was requested, in their order (Source: RFC 6749 section 5.1)
 * @param expiresAt when the access token ends; empty where the provider does not say
 * @param values what the definition keeps of the token response, such as the API's own host
 */
public record Grant(
        Secret accessToken,
        Optional<Secret> refreshToken,
        String tokenType,
        Set<String> scopes,
        Optional<Instant> expiresAt,
        Map<String, String> values) {
    public Grant {
        Objects.requireNonNull(accessToken, "access token");
        Objects.requireNonNull(refreshToken, "refresh token");
        Objects.requireNonNull(tokenType, "token type");
        Objects.requireNonNull(expiresAt, "expiry");
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        values = Map.copyOf(values);
    }

    /**
     * This grant after a refresh. A refresh token that the provider did not send again is still good; what was kept at
     * connect is never replaced.
     */
    public Grant renewedBy(Grant fresh) {
        return new Grant(
                fresh.accessToken,
                fresh.refreshToken.or(() -> refreshToken),
                fresh.tokenType,
                fresh.scopes,
                fresh.expiresAt,
                values);
    }

    /**
     * This grant in the place of another of the same account: a refresh token that the provider does not issue again for
     * an account that it knows is still good.
     */
    public Grant inheritingFrom(Grant before) {
        return new Grant(accessToken, refreshToken.or(() -> before.refreshToken), tokenType, scopes, expiresAt, values);
    }

    /** This grant, which a customer's own client got; the next one is got with it as well. */
    public Grant keptBy(OwnClient client) {
        return new Grant(accessToken, Optional.of(client.joined()), tokenType, scopes, expiresAt, values);
    }

    /** Whether giving the other back would end a token of this one. */
    public boolean sharesTokenWith(Grant other) {
        return accessToken.equals(other.accessToken)
                || (refreshToken.isPresent() && refreshToken.equals(other.refreshToken));
    }

    @Override
    public String toString() {
        return "Grant[scopes=" + scopes + ", expiresAt=" + expiresAt + "]";
    }
}
