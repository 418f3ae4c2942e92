package org.integrationstack.connections.endpoint;

import java.time.Duration;
import java.util.Optional;

import org.integrationstack.common.secret.Secret;

/**
 * Another secret, as it was asked for.
 *
 * @param secret the one that the provider has given; without it one is made
 * @param overlap how long those of before go on working
 */
public record RotationWish(Optional<Secret> secret, Optional<Duration> overlap) {}
