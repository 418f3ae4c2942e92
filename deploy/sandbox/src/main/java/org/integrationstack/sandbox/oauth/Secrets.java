package org.integrationstack.sandbox.oauth;

import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * Unguessable texts in the alphabets that providers use.
 *
 * @param random a secure one, outside of tests
 */
public record Secrets(RandomGenerator random) {
    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /** Digits and letters. */
    public String alphanumeric(int length) {
        return of(length, ALPHANUMERIC);
    }

    /** Digits. */
    public String digits(int length) {
        return of(length, ALPHANUMERIC.substring(0, 10));
    }

    /** Digits and the letters a to f. */
    public String hexadecimal(int length) {
        return HexFormat.of().formatHex(bytes((length + 1) / 2)).substring(0, length);
    }

    /** Digits, letters, hyphen and underscore. */
    public String base64url(int length) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(bytes(length))
                .substring(0, length);
    }

    /** A GUID. */
    public String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private String of(int length, String alphabet) {
        return random.ints(length, 0, alphabet.length())
                .collect(StringBuilder::new, (text, i) -> text.append(alphabet.charAt(i)), StringBuilder::append)
                .toString();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
