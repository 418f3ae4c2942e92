package org.integrationstack.common.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * An https URL whose parts may be variables: {@code https://{shop}.example.com/oauth/{version}/token}. Whatever the
 * values, the result stays on the definition's hosts:
 *
 * <ul>
 *   <li>a variable in the authority is exactly one DNS label;
 *   <li>a variable at the very beginning stands for a whole origin: it must be an https URL of one of the hosts, on the
 *       default port, without user information, path, query or fragment;
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
        if (text.startsWith("{")) {
            checkBehindOrigin(text);
        } else {
            checkOrigin(text, hosts);
        }
        parse(template.render(match -> match.start() == 0 ? SCHEME + "x" : "x"));
    }

    /** Nothing may be glued to an origin that would become a part of it. */
    private static void checkBehindOrigin(String text) {
        int end = text.indexOf('}') + 1;
        if (end < text.length() && text.charAt(end) != '/') {
            throw new IllegalArgumentException("a variable at the beginning is a whole origin: only / may follow it");
        }
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

    /**
     * Whether the URL can be one behind that base, with some values put in: it has the same origin, as far as can be told
     * without them, and a path beneath the base's. Empty where it cannot; else what of the path is the base's no more.
     */
    public Optional<String> behind(UrlTemplate base) {
        String prefix = base.path().replaceFirst("/$", "");
        boolean beneath = mayShareOrigin(base) && path().startsWith(prefix + "/");
        return beneath ? Optional.of(path().substring(prefix.length())) : Optional.empty();
    }

    private boolean mayShareOrigin(UrlTemplate other) {
        if (origin().isPresent() || other.origin().isPresent()) {
            return true;
        }
        String[] labels = authority().split("\\.", -1);
        String[] others = other.authority().split("\\.", -1);
        return labels.length == others.length
                && IntStream.range(0, labels.length).allMatch(i -> mayBeTheSame(labels[i], others[i]));
    }

    private static boolean mayBeTheSame(String label, String other) {
        return label.startsWith("{") || other.startsWith("{") || label.equalsIgnoreCase(other);
    }

    private String authority() {
        return text.substring(SCHEME.length(), authorityEnd(text));
    }

    /** What follows the origin. */
    private String path() {
        return text.substring(origin().isPresent() ? text.indexOf('}') + 1 : authorityEnd(text));
    }

    /** The variable at the very beginning, which stands for an origin. */
    public Optional<String> origin() {
        return text.startsWith("{") ? Optional.of(text.substring(1, text.indexOf('}'))) : Optional.empty();
    }

    /** The variables in the authority, each of which is one DNS label. */
    public Set<String> labels() {
        return text.startsWith("{") ? Set.of() : new Template(text.substring(0, authorityEnd(text))).variables();
    }

    /** The host, where no value decides it. */
    public Optional<String> host() {
        return origin().isPresent() || !labels().isEmpty() ? Optional.empty() : Optional.of(authority());
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
        if (!url.normalize().getRawPath().equals(url.getRawPath())) {
            throw new IllegalArgumentException("the values lead to another path");
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
        if (!isOrigin(value, hosts)) {
            throw new IllegalArgumentException("{" + name + "} must be an https URL of one of the definition's hosts");
        }
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    /** Whether it is an https URL of one of the hosts and nothing else; a slash at its end does not count. */
    static boolean isOrigin(String value, Hosts hosts) {
        try {
            URI url = new URI(value);
            return hosts.allow(url)
                    && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String label(String name, String value) {
        if (!isLabel(value)) {
            throw new IllegalArgumentException("{" + name + "} must be one DNS label");
        }
        return value;
    }

    static boolean isLabel(String value) {
        return LABEL.matcher(value).matches();
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
