package org.integrationstack.connections.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.integrationstack.common.identity.TenantId;

/**
 * Where a browser may be sent at the end: to this service's own pages, or to one of the exact URLs the tenant has
 * listed, no matter how the wish is written. The decision is made on the parsed URL that the browser will get, which is
 * always absolute; anything that browsers and {@link URI} could read differently is refused.
 */
public final class ReturnTo {
    /** No blanks, control characters, backslashes or characters outside of ASCII: browsers repair those, URI does not. */
    private static final Pattern UNAMBIGUOUS = Pattern.compile("[\\x21-\\x7e&&[^\\\\]]{1,2048}");

    private final URI console;
    private final Map<String, List<URI>> listed;

    /**
     * @param console this service's public base URL
     * @param listed by tenant, exact URLs elsewhere
     */
    public ReturnTo(URI console, Map<String, List<URI>> listed) {
        this.console = console;
        this.listed = listed;
    }

    /** The absolute URL to send the browser to, or empty when it must not go there. */
    public Optional<URI> accept(TenantId tenant, String wish) {
        Optional<URI> target = parse(wish);
        return target.filter(this::isOurs)
                .or(() -> target.filter(
                        url -> listed.getOrDefault(tenant.value(), List.of()).contains(url)));
    }

    private Optional<URI> parse(String wish) {
        if (!UNAMBIGUOUS.matcher(wish).matches() || wish.startsWith("//")) {
            return Optional.empty();
        }
        try {
            return Optional.of(console.resolve(new URI(wish)));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private boolean isOurs(URI url) {
        return !url.isOpaque()
                && console.getScheme().equalsIgnoreCase(url.getScheme())
                && console.getHost().equalsIgnoreCase(url.getHost())
                && console.getPort() == url.getPort()
                && url.getRawUserInfo() == null
                && url.getRawPath().startsWith("/");
    }
}
