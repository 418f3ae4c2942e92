package org.integrationstack.common.http;

import java.util.List;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** Where outbound calls may go besides the public internet. Both keys are for development; production refuses them. */
@ConfigMapping(prefix = "integration.http")
public interface HttpSettings {
    /**
     * Hosts answered by something else, each {@code host=base URL}, e.g. {@code github.com=http://127.0.0.1:8100/github}.
     * Default: none.
     */
    Optional<List<String>> hostOverrides();

    /** Addresses that may be called though they are not public, each exactly {@code host:port}. Default: none. */
    Optional<List<String>> allowedPrivate();
}
