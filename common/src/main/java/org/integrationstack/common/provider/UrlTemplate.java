package org.integrationstack.common.provider;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * An https URL whose parts may be variables: {@code https://{shop}.example.com/oauth/{version}/token}. Whatever the
 * values, the result stays on the definition's hosts:
 *
 * <ul>
 *   <li>a variable in the authority is exactly one DNS label;
 *   <li>a variable at the very beginning stands for a whole origin and path prefix, and must be an https URL of one of
 *       the hosts, on the default port, without user information, query or fragment;
 *   <li>anywhere else its value is percent-encoded, slashes included.
 * </ul>
 *
 * @param hosts where the URL may lead
 */
public record UrlTemplate(String text, Hosts hosts) {

    private static final String SCHEME = "https://";
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9-]+|\\{[a-z0-9_]+})(?:\\.(?:[A-Za-z0-9-]+|\\{[a-z0-9_]+}))*");

    public UrlTemplate {
        Objects.requireNonNull(hosts);
        Template template = new Template(text);
        if (!text.startsWith("{")) {
            checkOrigin(text, hosts);
        }
        parse(template.render(match -> match.start() == 0 ? SCHEME + "x" : "x"));
    }

    private static void checkOrigin(String text, Hosts hosts) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("must be https");
        }
        String authority = text.substring(SCHEME.length(), authorityEnd(text));
        if (!AUTHORITY.matcher(authority).matches()) {
            throw new IllegalArgumentException(
                    "must have a plain host: no port, no user information, and a variable only as a whole label");
        }
        String host = Template.VARIABLE.matcher(authority).replaceAll("x");
        if (!hosts.allow(host)) {
            throw new IllegalArgumentException("host " + authority + " is not among hosts");
        }
    }

    /** The variables, in the order in which they first appear. */
    public Set<String> variables() {
        return new Template(text).variables();
    }

    /** The URL, where it has no variables. */
    public URI fixed() {
        return resolve(Map.of());
    }

    /**
     * The URL with every variable replaced.
     *
     * @throws IllegalArgumentException if a variable has no value, or one that would lead elsewhere; the message names
     *     the variable and never shows the value
     */
    public URI resolve(Map<String, String> values) {
        int authorityEnd = authorityEnd(text);
        URI url = parse(new Template(text).render(match -> replacement(match, values, authorityEnd)));
        if (!hosts.allow(url)) {
            throw new IllegalArgumentException("the values lead to a host that the definition does not list");
        }
        return url;
    }

    private String replacement(MatchResult match, Map<String, String> values, int authorityEnd) {
        String name = match.group(1);
        String value = Template.value(values, name);
        if (match.start() == 0) {
            return origin(name, value);
        }
        if (!text.startsWith("{") && match.start() < authorityEnd) {
            return label(name, value);
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String origin(String name, String value) {
        URI url = parse(value);
        if (!hosts.allow(url) || url.getRawQuery() != null || url.getRawFragment() != null) {
            throw new IllegalArgumentException("{" + name + "} must be an https URL of one of the definition's hosts");
        }
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    private static String label(String name, String value) {
        if (!LABEL.matcher(value).matches()) {
            throw new IllegalArgumentException("{" + name + "} must be one DNS label");
        }
        return value;
    }

    private static int authorityEnd(String text) {
        int end = SCHEME.length();
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return Math.min(end, text.length());
    }

    private static URI parse(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be a URL", e);
        }
    }
}
