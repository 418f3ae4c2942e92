package org.integrationstack.connections.web;

import java.net.URI;

/**
 * Where browsers reach this service.
 *
 * @param base without a slash at its end
 */
public record PublicUrl(URI base) {
    /** @throws IllegalArgumentException when it is not a plain http or https origin */
    public PublicUrl {
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        boolean plain = base.getRawPath() == null || base.getRawPath().isEmpty() || "/".equals(base.getRawPath());
        if (!http || !plain || base.getHost() == null || base.getRawQuery() != null || base.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "CONSOLE_URL must be scheme, host and port, such as https://example.org");
        }
        base = URI.create(base.getScheme() + "://" + base.getRawAuthority());
    }

    /** The absolute URL of a path of ours. */
    public URI of(String path) {
        return URI.create(base + path);
    }

    /** Whether cookies may be kept for https alone. */
    public boolean secure() {
        return "https".equals(base.getScheme());
    }
}
