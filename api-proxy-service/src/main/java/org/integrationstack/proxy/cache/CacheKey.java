package org.integrationstack.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.proxy.call.Call;
import org.integrationstack.proxy.connection.TokenSlot;

/**
 * What an answer is kept under: the connection, its version (other grants see other things), which of its tokens asked
 * and a hash of the target, whose query may be private.
 */
public record CacheKey(ConnectionId connection, long version, TokenSlot slot, String target) {
    static CacheKey of(Call call) {
        return new CacheKey(
                call.connection().id(),
                call.connection().version(),
                call.credential().slot(),
                sha256(call.target().raw()));
    }

    @Override
    public String toString() {
        return "answer:" + connection + ":" + version + ":" + slot + ":" + target;
    }

    private static String sha256(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
