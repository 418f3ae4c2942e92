package org.integrationstack.connections.authorization;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.validation.constraints.NotNull;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How authorizations behave. */
@ConfigMapping(prefix = "integration.authorization")
public interface AuthorizationSettings {

    /** How long a user has from the click to the provider's callback. Default: 10 minutes. */
    @WithDefault("PT10M")
    @NotNull Duration stateLifetime();

    /** How long a link made by a program can be opened. Default: 10 minutes. */
    @WithDefault("PT10M")
    @NotNull Duration linkLifetime();

    /** How long a program has to redeem the result of its link. Default: 10 minutes. */
    @WithDefault("PT10M")
    @NotNull Duration resultLifetime();

    /**
     * By tenant, the exact URLs outside of this service to which a browser may be sent back. Default: none, so that it
     * only ever returns here.
     */
    Map<String, List<URI>> returnUrls();
}
