package org.integrationstack.connections.authorization;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.connection.ProvenAccount;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;

/**
 * What a program's link led to, until the program redeems it. Its tokens are plain text here, for the sealed record
 * alone; see {@link OneTimeRecords}.
 */
record ProvenResult(
        AuthorizationRequest request,
        Account account,
        String accessToken,
        Optional<String> refreshToken,
        String tokenType,
        Set<String> scopes,
        Optional<Instant> expiresAt,
        Map<String, String> values) {

    static ProvenResult of(AuthorizationRequest request, Account account, Grant grant) {
        return new ProvenResult(
                request,
                account,
                grant.accessToken().reveal(),
                grant.refreshToken().map(Secret::reveal),
                grant.tokenType(),
                grant.scopes(),
                grant.expiresAt(),
                grant.values());
    }

    ProvenAccount toProvenAccount() {
        Grant grant =
                new Grant(Secret.of(accessToken), refreshToken.map(Secret::of), tokenType, scopes, expiresAt, values);
        return proven(request, account, grant);
    }

    static ProvenAccount proven(AuthorizationRequest request, Account account, Grant grant) {
        return new ProvenAccount(
                request.tenant(),
                request.owner(),
                new ProviderId(request.provider()),
                request.issuer(),
                account,
                Set.copyOf(request.scopes()),
                Map.of(),
                grant);
    }

    @Override
    public String toString() {
        return "ProvenResult[" + request + "]";
    }
}
