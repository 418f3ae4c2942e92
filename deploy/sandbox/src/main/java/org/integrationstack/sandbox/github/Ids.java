package org.integrationstack.sandbox.github;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Secrets, ids and hashes in the forms that GitHub gives them. Confined to the event loop. */
final class Ids {
    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final RandomGenerator random;
    private long lastNumber = 4_000_000_000L;

    Ids(RandomGenerator random) {
        this.random = random;
    }

    /** A number above every id in the first state. */
    long number() {
        return ++lastNumber;
    }

    String alphanumeric(int length) {
        return random.ints(length, 0, ALPHANUMERIC.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHANUMERIC.charAt(i)), StringBuilder::append)
                .toString();
    }

    String hexadecimal(int length) {
        byte[] bytes = new byte[(length + 1) / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).substring(0, length);
    }

    /** A delivery's GUID. */
    String uuid() {
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    /** Such as {@code 92A1:3F2B1C:1A2B3C4:5D6E7F8:65A1B2C3}. */
    String requestId() {
        String digits = HexFormat.of().withUpperCase().formatHex(HexFormat.of().parseHex(hexadecimal(30)));
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
