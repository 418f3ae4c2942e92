package org.integrationstack.common.http;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Sends what is meant for some hosts elsewhere: how the local stack answers for real providers without other
 * definitions of them. Without overrides, as in production, it changes nothing. Thread-safe.
 */
@ApplicationScoped
public class HostOverrides {
    private final Map<String, URI> bases = new HashMap<>();

    @Inject
    HostOverrides(HttpSettings settings) {
        this(settings.hostOverrides().orElse(List.of()));
    }

    /**
     * @param overrides each {@code host=base URL}
     * @throws IllegalArgumentException for one that is not, naming it
     */
    public HostOverrides(List<String> overrides) {
        overrides.forEach(this::add);
    }

    /** The same path, query and fragment under the override's base URL, if the URI's host has one. */
    public URI apply(URI uri) {
        URI base = uri.getHost() == null ? null : bases.get(uri.getHost().toLowerCase(Locale.ROOT));
        if (base == null) {
            return uri;
        }
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String fragment = uri.getRawFragment() == null ? "" : "#" + uri.getRawFragment();
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return URI.create(base + path + query + fragment);
    }

    private void add(String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("a host override is host=base URL, not: " + override);
        }
        URI base = URI.create(override.substring(equals + 1).trim().replaceAll("/+$", ""));
        if (base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a host override needs a plain base URL, not: " + override);
        }
        bases.put(override.substring(0, equals).trim().toLowerCase(Locale.ROOT), base);
    }
}
