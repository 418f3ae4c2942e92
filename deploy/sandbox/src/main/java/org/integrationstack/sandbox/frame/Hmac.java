package org.integrationstack.sandbox.frame;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes, by which providers sign. Stateless. */
public final class Hmac {
    private Hmac() {}

    /** HMAC-SHA256 of a text, both it and the key read as UTF-8. */
    public static byte[] sha256(String key, String text) {
        return of("HmacSHA256", key, text);
    }

    /** The same by another algorithm, such as {@code HmacSHA1}. */
    public static byte[] of(String algorithm, String key, String text) {
        return of(algorithm, key.getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same of bytes. */
    public static byte[] of(String algorithm, byte[] key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(content);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
