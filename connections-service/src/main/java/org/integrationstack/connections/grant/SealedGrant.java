package org.integrationstack.connections.grant;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A grant as it lies in the database: every secret sealed for its tenant, connection and field. The arrays are not
 * copied; nobody changes them.
 */
@SuppressWarnings("ArrayRecordComponent") // written and read once; nobody compares sealed grants
public record SealedGrant(
        byte[] accessToken,
        Optional<byte[]> refreshToken,
        byte[] values,
        String tokenType,
        Optional<Instant> expiresAt) {
    /** What is needed to use the grant, and not to renew it. */
    public SealedGrant withoutRefreshToken() {
        return new SealedGrant(accessToken, Optional.empty(), values, tokenType, expiresAt);
    }

    /** All that is sealed. */
    List<byte[]> sealed() {
        return refreshToken
                .map(token -> List.of(accessToken, token, values))
                .orElseGet(() -> List.of(accessToken, values));
    }
}
