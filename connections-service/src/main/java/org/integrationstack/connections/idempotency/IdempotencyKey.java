package org.integrationstack.connections.idempotency;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.quarkiverse.resteasy.problem.HttpProblem;

import org.integrationstack.common.problem.ProblemType;

/**
 * What a caller sends with a request so that it can send it again: 1 to 255 visible characters, best a random UUID.
 *
 * <p>Only its hash is stored, and of the request only a code made with the key: a request may hold a password, and a
 * plain hash of it could be tried out by whoever reads the database.
 *
 * <p>Source: draft-ietf-httpapi-idempotency-key-header, section 2.
 */
public final class IdempotencyKey {
    /** The header that carries it. */
    public static final String HEADER = "Idempotency-Key";

    private static final Pattern TEXT = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final byte[] bytes;

    private IdempotencyKey(String text) {
        bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * The key of a request, if it has one.
     *
     * @param fields every header of that name; several, or one that is no key, is a problem
     */
    public static Optional<IdempotencyKey> of(List<String> fields) {
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (fields.size() > 1 || !TEXT.matcher(fields.get(0)).matches()) {
            throw ProblemType.INVALID_REQUEST.asException(HEADER + ": not one key of 1 to 255 visible characters");
        }
        return Optional.of(new IdempotencyKey(fields.get(0)));
    }

    /** That another request came under the key before. */
    public static HttpProblem reused() {
        return ProblemType.CONFLICT.asException(HEADER + ": it came with another request before.");
    }

    /** By what it is found again. */
    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What tells one request from another. */
    byte[] code(byte[] request) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(bytes, "HmacSHA256"));
            return mac.doFinal(request);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
