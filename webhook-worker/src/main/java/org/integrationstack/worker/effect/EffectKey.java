package org.integrationstack.worker.effect;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

import io.vertx.core.json.JsonArray;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Delivery;

/**
 * What an effect is known by, here and at its receiver: the same whenever its delivery is handled, and no other effect's.
 *
 * @param value 64 lower-case hexadecimal digits
 */
public record EffectKey(String value) {

    static EffectKey of(Delivery delivery, String name) {
        TenantId tenant = delivery.tenant()
                .orElseThrow(() -> new IllegalArgumentException("a delivery of nobody has no effects"));
        byte[] parts = bytes(List.of(tenant.value(), delivery.origin().toString(), name));
        return new EffectKey(HexFormat.of().formatHex(sha256(parts)));
    }

    /** What the arguments of the effect are sealed with: they open in no other row. */
    public byte[] associatedData(TenantId tenant) {
        return bytes(List.of("effect", tenant.value(), value));
    }

    /** A JSON array, so that no two different rows of parts read the same. */
    private static byte[] bytes(List<String> parts) {
        return new JsonArray(parts).encode().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
