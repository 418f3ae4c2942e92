package org.integrationstack.proxy.forward;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.vertx.core.MultiMap;

import org.integrationstack.common.identity.ConnectionId;

/**
 * Makes a provider's absolute links usable by a caller that has no token for the provider: those to the API lead through
 * the proxy, others stay as they are. The replacement is the configured base, never anything from a request.
 *
 * <p>Source: RFC 8288 ({@code Link}); RFC 9110, sections 8.7 and 10.2.2.
 */
final class OwnLinks {
    private static final Pattern TARGET = Pattern.compile("<([^>]*)>");

    private final List<String> bases;
    private final String own;

    /** @param bases what the API's URLs may begin with */
    OwnLinks(List<URI> bases, URI publicUrl, ConnectionId connection) {
        this.bases = bases.stream().map(OwnLinks::trimmed).distinct().toList();
        this.own = trimmed(publicUrl) + "/proxy/" + connection;
    }

    void rewrite(MultiMap headers) {
        replace(headers, "link", this::inLink);
        replace(headers, "location", this::own);
        replace(headers, "content-location", this::own);
    }

    private String inLink(String link) {
        return TARGET.matcher(link).replaceAll(match -> Matcher.quoteReplacement("<" + own(match.group(1)) + ">"));
    }

    private String own(String url) {
        Optional<String> base = bases.stream().filter(it -> isBelow(it, url)).findFirst();
        return base.map(it -> own + url.substring(it.length())).orElse(url);
    }

    private static boolean isBelow(String base, String url) {
        return url.startsWith(base) && (url.length() == base.length() || "/?#".indexOf(url.charAt(base.length())) >= 0);
    }

    private static void replace(MultiMap headers, String name, UnaryOperator<String> change) {
        List<String> values = headers.getAll(name);
        if (!values.isEmpty()) {
            headers.set(name, values.stream().map(change).toList());
        }
    }

    private static String trimmed(URI base) {
        String text = base.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
