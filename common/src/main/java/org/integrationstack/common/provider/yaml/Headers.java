package org.integrationstack.common.provider.yaml;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads headers, and refuses those that carry credentials or frame a message. */
final class Headers {

    private static final Set<String> CREDENTIALS =
            Set.of("authorization", "proxy-authorization", "cookie", "set-cookie", "proxy-authenticate");
    /** Source: RFC 9110 section 7.6.1 and RFC 9112 section 6. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private Headers() {}

    static Map<String, String> sent(Field field) {
        return sent(field, Field::text);
    }

    static <T> Map<String, T> sent(Field field, Function<Field, T> read) {
        return field.members(header -> {
            String name = header.pointer().last().getMatchingProperty().toLowerCase(Locale.ROOT);
            if (CREDENTIALS.contains(name) || FRAMING.contains(name)) {
                throw header.refused("is not a header that a definition may set");
            }
            return read.apply(header);
        });
    }

    /** In lower case, as they are kept. */
    static String kept(Field field, Set<String> proofs) {
        String name = field.text().toLowerCase(Locale.ROOT);
        if (CREDENTIALS.contains(name) || proofs.contains(name)) {
            throw field.refused("credentials and signatures are not kept");
        }
        return name;
    }

    static String carriesToken(Field field, String otherwise) {
        String name = field.node().asText(otherwise);
        if (FRAMING.contains(name.toLowerCase(Locale.ROOT))) {
            throw field.refused("is not a header that a definition may set");
        }
        return name;
    }
}
