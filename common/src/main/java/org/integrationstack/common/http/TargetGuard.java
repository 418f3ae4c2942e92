package org.integrationstack.common.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Decides what may be called: https to public addresses, and the exact {@code host:port} pairs that development lists.
 * A host must be written the one plain way, since what a strange notation means differs from parser to parser.
 */
final class TargetGuard {
    private static final Pattern NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern PLAIN_IPV4 = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

    private final Set<String> allowedPrivate;

    /** @param allowedPrivate exact {@code host:port} pairs */
    TargetGuard(List<String> allowedPrivate) {
        this.allowedPrivate = allowedPrivate.stream()
                .map(pair -> pair.trim().toLowerCase(Locale.ROOT))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** @throws ForbiddenTargetException when the URI is not one to call, whatever its name resolves to */
    void check(URI target) {
        String scheme = String.valueOf(target.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new ForbiddenTargetException("only http and https can be called");
        }
        if (target.getHost() == null || target.getRawUserInfo() != null) {
            throw new ForbiddenTargetException("a call needs a plain host and no user info");
        }
        if (NUMERIC.matcher(target.getHost()).matches()
                && !PLAIN_IPV4.matcher(target.getHost()).matches()) {
            throw new ForbiddenTargetException("an address must be written in plain decimal");
        }
        if (scheme.equals("http") && !isAllowedPrivate(target)) {
            throw new ForbiddenTargetException("only https can be called");
        }
    }

    /** @throws ForbiddenTargetException unless each of the addresses may be called for this URI */
    void check(URI target, List<InetAddress> addresses) {
        boolean allowed = isAllowedPrivate(target) || addresses.stream().allMatch(PublicAddresses::contains);
        if (!allowed) {
            throw new ForbiddenTargetException(target.getHost() + " does not have a public address");
        }
    }

    static int port(URI target) {
        if (target.getPort() >= 0) {
            return target.getPort();
        }
        return target.getScheme().equalsIgnoreCase("https") ? 443 : 80;
    }

    private boolean isAllowedPrivate(URI target) {
        return allowedPrivate.contains(target.getHost().toLowerCase(Locale.ROOT) + ":" + port(target));
    }
}
