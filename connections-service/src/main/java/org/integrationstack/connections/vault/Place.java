package org.integrationstack.connections.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.KeyPurpose;

/**
 * The row that sealed values belong to. With the name of a field it is what they are bound to: copied to another tenant,
 * row or field they do not open.
 *
 * @param subject what the row is about: a connection's id, say
 * @param slot which of the subject's rows, where it has several; else empty
 */
public record Place(KeyPurpose purpose, TenantId tenant, UUID subject, String slot) {
    public Place {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(slot, "slot");
    }

    /** The parts are length-prefixed: no two fields of any rows have the same bytes. */
    byte[] field(String name) {
        List<byte[]> parts = List.of(
                utf8("sealed.v1"),
                utf8(purpose.name()),
                utf8(tenant.value()),
                utf8(subject.toString()),
                utf8(slot),
                utf8(name));
        ByteBuffer bytes = ByteBuffer.allocate(
                parts.stream().mapToInt(part -> Integer.BYTES + part.length).sum());
        parts.forEach(part -> bytes.putInt(part.length).put(part));
        return bytes.array();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
