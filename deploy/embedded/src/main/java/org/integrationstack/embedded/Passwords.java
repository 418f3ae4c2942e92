package org.integrationstack.embedded;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** Passwords that fit unquoted into URLs and into every server's configuration. */
public final class Passwords {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._~-]{8,}");
    private static final SecureRandom RANDOM = new SecureRandom();

    private Passwords() {}

    /** A new password of 144 random bits. */
    public static String random() {
        byte[] bits = new byte[18];
        RANDOM.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    /**
     * @throws IllegalArgumentException for a password that is short or would need quoting; the message leaves it out
     */
    static void check(String password) {
        if (!ALLOWED.matcher(password).matches()) {
            throw new IllegalArgumentException(
                    "a password here is at least eight of the characters A-Z a-z 0-9 . _ ~ -");
        }
    }
}
