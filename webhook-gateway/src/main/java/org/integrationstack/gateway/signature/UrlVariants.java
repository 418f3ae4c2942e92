package org.integrationstack.gateway.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.integrationstack.common.provider.SignatureScheme.UrlForms;

/** The ways in which a provider may write the URL that it called. */
record UrlVariants(UrlForms forms) {

    private static final Pattern ESCAPE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern URL = Pattern.compile("(https?)://([^/?#:\\[\\]]+|\\[[^\\]/?#]*])(:[0-9]{1,5})?(.*)");

    /** Each once, the URL as it was called first. */
    Set<String> of(String url) {
        List<String> written = new ArrayList<>(List.of(url));
        if (!forms.decoded().isEmpty()) {
            written.add(decoded(url));
        }
        Set<String> variants = new LinkedHashSet<>(written);
        if (forms.portOptional()) {
            written.forEach(one -> variants.addAll(withOtherPort(one)));
        }
        return variants;
    }

    /** In one pass: what a decoded escape makes is not looked at again. */
    private String decoded(String url) {
        return ESCAPE.matcher(url).replaceAll(match -> {
            String character = String.valueOf((char) Integer.parseInt(match.group(1), 16));
            return Matcher.quoteReplacement(forms.decoded().contains(character) ? character : match.group());
        });
    }

    private static List<String> withOtherPort(String url) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return List.of();
        }
        String port = parts.group(1).equals("https") ? ":443" : ":80";
        String start = parts.group(1) + "://" + parts.group(2);
        return List.of(start + parts.group(4), start + port + parts.group(4));
    }

    /** The value of a query parameter that is there once, as it is written. */
    static Optional<String> onlyParameter(String url, String name) {
        int query = url.indexOf('?');
        List<String> values = query < 0
                ? List.of()
                : Arrays.stream(url.substring(query + 1).split("&", -1))
                        .filter(parameter -> parameter.startsWith(name + "="))
                        .map(parameter -> parameter.substring(name.length() + 1).toLowerCase(Locale.ROOT))
                        .toList();
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }
}
