package org.integrationstack.common.provider;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The closed list of hosts a provider may be reached at. An entry is a host ({@code api.github.com}: that host alone) or
 * a suffix ({@code *.my.salesforce.com}: any host beneath it, not the suffix itself).
 */
public record Hosts(List<String> entries) {

    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
    /** The last label begins with a letter, so that no address written in numbers is taken for a host. */
    private static final Pattern ENTRY =
            Pattern.compile("(?:\\*\\.)?(?:" + LABEL + "\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public Hosts {
        entries = List.copyOf(entries);
        entries.forEach(Hosts::check);
    }

    private static void check(String entry) {
        if (entry.length() > 253 || !ENTRY.matcher(entry).matches()) {
            throw new IllegalArgumentException(
                    "must be a lower-case host of two labels at least, or *. and such a host");
        }
    }

    /** Whether the host is on the list; letter case does not matter. */
    public boolean allow(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return entries.stream().anyMatch(entry -> matches(entry, lower));
    }

    /** Whether it is an https URL on the default port, without user information, of a host on the list. */
    public boolean allow(URI url) {
        return "https".equalsIgnoreCase(url.getScheme())
                && url.getHost() != null
                && isPlain(url.getRawAuthority(), url.getHost())
                && allow(url.getHost());
    }

    private static boolean isPlain(String authority, String host) {
        return authority.equals(host) || authority.equals(host + ":443");
    }

    private static boolean matches(String entry, String host) {
        return entry.startsWith("*.")
                ? host.endsWith(entry.substring(1)) && host.length() >= entry.length()
                : entry.equals(host);
    }
}
