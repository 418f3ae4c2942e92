package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.integrationstack.sandbox.oauth.Secrets;

/** Ids and hashes in the forms that GitHub gives them. Confined to the event loop. */
final class Ids {
    private final Secrets secrets;
    private long lastNumber = 4_000_000_000L;

    Ids(Secrets secrets) {
        this.secrets = secrets;
    }

    /** A number above every id in the first state. */
    long number() {
        return ++lastNumber;
    }

    String hexadecimal(int length) {
        return secrets.hexadecimal(length);
    }

    /** A delivery's GUID. */
    String uuid() {
        return secrets.uuid();
    }

    /** Such as {@code 92A1:3F2B1C:1A2B3C4:5D6E7F8:65A1B2C3}. */
    String requestId() {
        String digits = HexFormat.of().withUpperCase().formatHex(HexFormat.of().parseHex(secrets.hexadecimal(30)));
        return digits.substring(0, 4) + ":" + digits.substring(4, 10) + ":" + digits.substring(10, 17) + ":"
                + digits.substring(17, 24) + ":" + digits.substring(24, 30);
    }

    /**
     * The id of a file's content.
     *
     * <p>Source: git-scm.com, "Git Internals - Git Objects": SHA-1 over a header and the content.
     */
    static String blob(byte[] content) {
        byte[] header = ("blob " + content.length + "\0").getBytes(StandardCharsets.UTF_8);
        return hash("SHA-1", header, content);
    }

    /** Hexadecimal digest of a text. */
    static String hash(String algorithm, String text) {
        return hash(algorithm, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Hexadecimal digest of the parts in order. */
    static String hash(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
