package org.integrationstack.connections.refresh;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.SealedGrant;

/** Seals nothing: what is inside can be looked at. */
final class PlainOpening implements TokenOpening {
    @Override
    public Uni<Grant> open(StoredToken token) {
        return Uni.createFrom().item(() -> open(token.grant()));
    }

    @Override
    public Uni<Grant> openForUse(StoredToken token) {
        return open(token);
    }

    Grant open(SealedGrant sealed) {
        return new Grant(
                secret(sealed.accessToken()),
                sealed.refreshToken().map(PlainOpening::secret),
                sealed.tokenType(),
                Set.of(),
                sealed.expiresAt(),
                Map.of());
    }

    @Override
    public SealedGrant seal(TokenRef ref, Grant grant) {
        return new SealedGrant(
                bytes(grant.accessToken()),
                grant.refreshToken().map(PlainOpening::bytes),
                new byte[0],
                grant.tokenType(),
                grant.expiresAt());
    }

    private static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static Secret secret(byte[] bytes) {
        return Secret.of(new String(bytes, StandardCharsets.UTF_8));
    }
}
