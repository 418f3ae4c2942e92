package org.integrationstack.worker.effect.forward;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where events are forwarded to. */
@ConfigMapping(prefix = "integration.effects.forward")
public interface ForwardConfig {

    /** The product's receivers, by a name of the operator's choice; default none. */
    Map<String, Destination> destinations();

    /** How long a receiver may take to answer; default 15 s. */
    @WithDefault("15s")
    Duration timeout();

    /** One receiver. */
    interface Destination {

        /** Whose events go there; no other tenant's ever do. */
        String tenant();

        /** Where it is; without it the effect says so, as a setting of its connection does. */
        Optional<URI> url();

        /**
         * What requests are signed with: secrets of Standard Webhooks ({@code whsec_} and base64). Each signs, so that one
         * can be replaced without a gap.
         */
        List<String> secrets();
    }
}
