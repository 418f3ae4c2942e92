package org.integrationstack.connections.testing;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Finds secrets in text, however they are written: as they are, in hex, in base64 at any offset, URL-encoded. */
public final class Leaks {
    private final Map<String, Set<String>> spellings = new LinkedHashMap<>();

    /** @param secrets by a name that may be shown */
    public Leaks(Map<String, String> secrets) {
        secrets.forEach((name, secret) -> spellings.put(name, spellings(secret)));
    }

    /** The names of the secrets that are in the text. */
    public List<String> in(String text) {
        return spellings.entrySet().stream()
                .filter(secret -> secret.getValue().stream().anyMatch(text::contains))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Set<String> spellings(String secret) {
        if (secret.length() < 8) {
            throw new IllegalArgumentException("too short to be found for sure");
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        Set<String> all = new LinkedHashSet<>();
        all.add(secret);
        all.add(hex);
        all.add(hex.toUpperCase(Locale.ROOT));
        all.add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
        for (int before = 0; before < 3; before++) {
            all.add(inner(bytes, before, Base64.getEncoder()));
            all.add(inner(bytes, before, Base64.getUrlEncoder()));
        }
        return all;
    }

    /** The characters of the base64 that depend on nothing but these bytes, when so many stand before them. */
    private static String inner(byte[] bytes, int before, Base64.Encoder encoder) {
        byte[] shifted = new byte[before + bytes.length];
        System.arraycopy(bytes, 0, shifted, before, bytes.length);
        int whole = shifted.length / 3 * 3;
        String text = encoder.encodeToString(Arrays.copyOf(shifted, whole));
        return text.substring(before == 0 ? 0 : 4);
    }

    /** Each of the texts written in each way, to see that it would be found. */
    public static List<UnaryOperator<String>> writings() {
        return List.of(
                text -> text,
                text -> HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)),
                text -> URLEncoder.encode(text, StandardCharsets.UTF_8),
                text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)),
                text -> Base64.getUrlEncoder().encodeToString(("x" + text).getBytes(StandardCharsets.UTF_8)),
                text -> Base64.getEncoder().encodeToString(("xy" + text + "z").getBytes(StandardCharsets.UTF_8)));
    }
}
