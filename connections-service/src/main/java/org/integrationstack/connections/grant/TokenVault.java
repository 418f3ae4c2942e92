package org.integrationstack.connections.grant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;

/**
 * Seals tokens for the database and opens them again. A sealed field opens only for the tenant, connection and field it
 * was sealed for, so a row copied elsewhere is worthless. Thread-safe.
 */
public final class TokenVault {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> VALUES = new TypeReference<>() {};

    private final Sealer sealer;

    public TokenVault(Sealer sealer) {
        this.sealer = sealer;
    }

    /** The grant, sealed as this connection's main one. */
    public SealedGrant seal(TenantId tenant, ConnectionId connection, Grant grant) {
        return seal(tenant, connection.value(), TokenSlot.MAIN, grant);
    }

    /**
     * The grant, sealed.
     *
     * @param holder the id of the connection that holds it, or one that stands for it
     */
    public SealedGrant seal(TenantId tenant, UUID holder, TokenSlot slot, Grant grant) {
        Place place = new Place(tenant, holder, slot);
        return new SealedGrant(
                seal(grant.accessToken(), place.field("access_token")),
                grant.refreshToken().map(token -> seal(token, place.field("refresh_token"))),
                sealer.seal(json(grant.values()), place.field("values")),
                grant.tokenType(),
                grant.expiresAt());
    }

    /** The connection's main grant again. */
    public Grant open(TenantId tenant, ConnectionId connection, SealedGrant sealed, Set<String> scopes) {
        return open(tenant, connection.value(), TokenSlot.MAIN, sealed, scopes);
    }

    /**
     * The grant again.
     *
     * @param scopes what the connection says was granted; they are no secret and not sealed
     * @throws org.integrationstack.common.secret.SealBrokenException when it was not sealed for this holder and slot, or
     *     under keys we do not have
     */
    public Grant open(TenantId tenant, UUID holder, TokenSlot slot, SealedGrant sealed, Set<String> scopes) {
        Place place = new Place(tenant, holder, slot);
        return new Grant(
                open(sealed.accessToken(), place.field("access_token")),
                sealed.refreshToken().map(token -> open(token, place.field("refresh_token"))),
                sealed.tokenType(),
                scopes,
                sealed.expiresAt(),
                values(sealer.open(sealed.values(), place.field("values"))));
    }

    private byte[] seal(Secret secret, byte[] place) {
        return sealer.seal(secret.reveal().getBytes(StandardCharsets.UTF_8), place);
    }

    private Secret open(byte[] sealed, byte[] place) {
        return Secret.of(new String(sealer.open(sealed, place), StandardCharsets.UTF_8));
    }

    private static byte[] json(Map<String, String> values) {
        try {
            return JSON.writeValueAsBytes(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> values(byte[] json) {
        try {
            return JSON.readValue(json, VALUES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a sealed value belongs. The parts are length-prefixed: no two places have the same bytes. */
    private record Place(TenantId tenant, UUID holder, TokenSlot slot) {
        byte[] field(String name) {
            byte[][] parts = {
                utf8("connection-grant.v1"),
                utf8(tenant.value()),
                utf8(holder.toString()),
                utf8(slot.equals(TokenSlot.MAIN) ? name : slot + "/" + name)
            };
            int length = 0;
            for (byte[] part : parts) {
                length += Integer.BYTES + part.length;
            }
            ByteBuffer bytes = ByteBuffer.allocate(length);
            for (byte[] part : parts) {
                bytes.putInt(part.length).put(part);
            }
            return bytes.array();
        }

        private static byte[] utf8(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
