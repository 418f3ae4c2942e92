package org.integrationstack.connections.authorization;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.connection.ProvenAccount;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * What a program's link led to, until the program redeems it. Its tokens are plain text here, for the sealed record
 * alone; see {@link OneTimeRecords}.
 *
 * @param tokens by slot
 * @param reservation by which the grants are taken from those to be given back
 */
record ProvenResult(AuthorizationRequest request, Account account, Map<String, Tokens> tokens, UUID reservation) {

    static ProvenResult of(AuthorizationRequest request, ProvenAccount proven, UUID reservation) {
        Map<String, Tokens> tokens = new HashMap<>();
        proven.grants().forEach((slot, grant) -> tokens.put(slot.name(), Tokens.of(grant)));
        return new ProvenResult(request, proven.account(), tokens, reservation);
    }

    ProvenAccount toProvenAccount() {
        Map<TokenSlot, Grant> grants = new HashMap<>();
        tokens.forEach((slot, held) -> grants.put(new TokenSlot(slot), held.toGrant()));
        return request.proven(account, grants);
    }

    @Override
    public String toString() {
        return "ProvenResult[" + request + "]";
    }

    /** A grant. */
    record Tokens(
            String accessToken,
            Optional<String> refreshToken,
            String tokenType,
            Set<String> scopes,
            Optional<Instant> expiresAt,
            Map<String, String> values) {

        static Tokens of(Grant grant) {
            return new Tokens(
                    grant.accessToken().reveal(),
                    grant.refreshToken().map(Secret::reveal),
                    grant.tokenType(),
                    grant.scopes(),
                    grant.expiresAt(),
                    grant.values());
        }

        Grant toGrant() {
            return new Grant(
                    Secret.of(accessToken), refreshToken.map(Secret::of), tokenType, scopes, expiresAt, values);
        }

        @Override
        public String toString() {
            return "Tokens[redacted]";
        }
    }
}
