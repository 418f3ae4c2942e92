package org.integrationstack.connections.authorization;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import com.google.crypto.tink.subtle.Hkdf;

/**
 * 256 random bits that go out once and come back once: a state, the ticket in a link, the code of a result, a browser's
 * binding. What is stored about it is found under a name and sealed under a key that are both derived from it, so that
 * who reads the store learns neither the secret nor what belongs to it. Immutable; its text never shows it.
 *
 * <p>Source: RFC 5869 (HKDF); RFC 6749 section 10.10 (entropy); RFC 6749 section 10.12 (state).
 */
public final class OneTimeSecret {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final byte[] value;

    private OneTimeSecret(byte[] value) {
        this.value = value;
    }

    /** A new one. */
    public static OneTimeSecret random(SecureRandom random) {
        byte[] value = new byte[BYTES];
        random.nextBytes(value);
        return new OneTimeSecret(value);
    }

    /** One that came back, or empty when it cannot be one of ours: only the very spelling that went out is. */
    public static Optional<OneTimeSecret> parse(String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        OneTimeSecret secret = new OneTimeSecret(Base64.getUrlDecoder().decode(text));
        return secret.reveal().equals(text) ? Optional.of(secret) : Optional.empty();
    }

    /** The secret as text, URL-safe: for the one place that sends it. */
    public String reveal() {
        return text(value);
    }

    /** A name that tells nothing about the secret; different for each use of it. */
    public String name(String use) {
        return text(derive("name:" + use, 16));
    }

    /** Seals content that only the secret opens, and only for that use. */
    public byte[] seal(String use, byte[] content, SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, use, nonce, content, 0, content.length);
        byte[] result = new byte[NONCE_BYTES + sealed.length];
        System.arraycopy(nonce, 0, result, 0, NONCE_BYTES);
        System.arraycopy(sealed, 0, result, NONCE_BYTES, sealed.length);
        return result;
    }

    /** @throws IllegalStateException when it was not sealed with this secret for this use */
    public byte[] open(String use, byte[] sealed) {
        return crypt(Cipher.DECRYPT_MODE, use, sealed, sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
    }

    private byte[] crypt(int mode, String use, byte[] nonce, byte[] input, int offset, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            SecretKeySpec key = new SecretKeySpec(derive("seal:" + use, BYTES), "AES");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, 0, NONCE_BYTES));
            return cipher.doFinal(input, offset, length);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("a one-time record does not open with its secret", e);
        }
    }

    private byte[] derive(String info, int bytes) {
        try {
            return Hkdf.computeHkdf(
                    "HMACSHA256", value, new byte[0], info.getBytes(java.nio.charset.StandardCharsets.UTF_8), bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this runtime", e);
        }
    }

    private static String text(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OneTimeSecret secret && MessageDigest.isEqual(value, secret.value);
    }

    @Override
    public int hashCode() {
        return name("hash").hashCode();
    }

    @Override
    public String toString() {
        return "OneTimeSecret[redacted]";
    }
}
