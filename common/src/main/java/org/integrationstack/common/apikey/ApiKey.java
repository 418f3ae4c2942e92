package org.integrationstack.common.apikey;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

import org.integrationstack.common.secret.Sha256;

/**
 * A key in clear, as its holder sends it: {@code isk_<id>_<secret>}. The id is a UUID in 32 hexadecimal digits. The
 * secret is 43 characters of base 62 that hold 256 random bits, and 6 more that hold the CRC-32 of all before them: a
 * key with a typing error is recognised without looking it up, and a scanner for leaked secrets knows one of ours from
 * any other text by {@code isk_[0-9a-f]{32}_[0-9A-Za-z]{49}}.
 *
 * <p>The text has 256 bits that nobody can guess, so that a plain hash keeps it: what makes hashes of passwords slow
 * would only slow down each request.
 */
public final class ApiKey {
    /** What every key begins with. */
    public static final String PREFIX = "isk_";

    private static final Pattern FORM = Pattern.compile("(isk_([0-9a-f]{32})_[0-9A-Za-z]{43})([0-9A-Za-z]{6})");
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());
    private static final int SECRET_BITS = 256;
    private static final int SECRET_LENGTH = 43;
    private static final int CHECKSUM_LENGTH = 6;

    private final UUID id;
    private final String text;

    private ApiKey(UUID id, String text) {
        this.id = id;
        this.text = text;
    }

    /** A new key of that id. */
    public static ApiKey generate(UUID id, SecureRandom random) {
        String secret = base62(new BigInteger(SECRET_BITS, random), SECRET_LENGTH);
        String body = PREFIX + hex(id) + "_" + secret;
        return new ApiKey(id, body + checksum(body));
    }

    /** Reads what a caller sent; empty for what was never a key. */
    public static Optional<ApiKey> parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches() && checksum(parts.group(1)).equals(parts.group(3))
                ? Optional.of(new ApiKey(id(parts.group(2)), text))
                : Optional.empty();
    }

    /** Which key this says it is. */
    public UUID id() {
        return id;
    }

    /** The key itself, for the one answer that shows it. */
    public String reveal() {
        return text;
    }

    /** What is kept of it: SHA-256 of its text, in lower-case hexadecimal. */
    public String hash() {
        return Sha256.hex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + "]";
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return base62(BigInteger.valueOf(crc.getValue()), CHECKSUM_LENGTH);
    }

    private static String base62(BigInteger number, int length) {
        char[] digits = new char[length];
        BigInteger rest = number;
        for (int i = length - 1; i >= 0; i--) {
            BigInteger[] parts = rest.divideAndRemainder(BASE);
            digits[i] = DIGITS.charAt(parts[1].intValue());
            rest = parts[0];
        }
        return new String(digits);
    }

    private static String hex(UUID id) {
        return id.toString().replace("-", "");
    }

    private static UUID id(String hex) {
        return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
    }
}
