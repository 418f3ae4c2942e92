package org.integrationstack.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.proxy.call.Call;

/**
 * What an answer is kept under: the connection, the version of its credential (other grants see other things) and a
 * hash of the target, whose query may be private.
 */
public record CacheKey(ConnectionId connection, long version, String target) {
    static CacheKey of(Call call) {
        return new CacheKey(
                call.connection().id(),
                call.connection().version(),
                sha256(call.target().raw()));
    }

    @Override
    public String toString() {
        return "answer:" + connection + ":" + version + ":" + target;
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
