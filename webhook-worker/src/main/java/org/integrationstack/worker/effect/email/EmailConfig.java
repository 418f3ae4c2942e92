package org.integrationstack.worker.effect.email;

import java.nio.file.Path;
import java.util.Optional;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How mail is sent; the server is {@code quarkus.mailer.*}. */
@ConfigMapping(prefix = "integration.effects.email")
public interface EmailConfig {

    /** How many mails a tenant may have sent a minute, over all replicas; default 60. */
    @WithDefault("60")
    @Min(1) int perMinute();

    /** How many of these at once; default 20. */
    @WithDefault("20")
    @Min(1) int burst();

    /** A directory of templates, which add to the built-in ones and replace those of their name; default none. */
    Optional<Path> templates();
}
