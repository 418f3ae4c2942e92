package org.integrationstack.connections.web;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** URLs with parameters. */
public final class Urls {
    private Urls() {}

    /** The URL with these parameters added to whatever query it has, before its fragment. */
    public static URI with(URI url, Map<String, String> parameters) {
        String fragment =
                Optional.ofNullable(url.getRawFragment()).map(it -> "#" + it).orElse("");
        String bare = url.toString().substring(0, url.toString().length() - fragment.length());
        return URI.create(bare + (url.getRawQuery() == null ? "?" : "&") + query(parameters) + fragment);
    }

    private static String query(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
