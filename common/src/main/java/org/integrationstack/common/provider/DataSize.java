package org.integrationstack.common.provider;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An amount of bytes, written {@code 512B}, {@code 64KiB} or {@code 25MiB}. */
public record DataSize(int bytes) {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})(B|KiB|MiB)");

    public DataSize {
        if (bytes <= 0) {
            throw new IllegalArgumentException("must be positive");
        }
    }

    /** @throws IllegalArgumentException if it is not written so or does not fit into an {@code int} */
    public static DataSize parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a size such as 64KiB or 25MiB");
        }
        try {
            return new DataSize(Math.multiplyExact(Integer.parseInt(matcher.group(1)), unit(matcher.group(2))));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("must be below 2 GiB", e);
        }
    }

    private static int unit(String name) {
        return switch (name) {
            case "KiB" -> 1024;
            case "MiB" -> 1024 * 1024;
            default -> 1;
        };
    }

    @Override
    public String toString() {
        if (bytes % unit("MiB") == 0) {
            return bytes / unit("MiB") + "MiB";
        }
        return bytes % unit("KiB") == 0 ? bytes / unit("KiB") + "KiB" : bytes + "B";
    }
}
