package org.integrationstack.sandbox.frame;

import java.net.URI;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What every provider works with.
 *
 * @param gateway the webhook gateway's base address
 * @param effects told of what programs bring about
 * @param clock decides when things end
 * @param random makes codes, tokens and ids: a secure one, outside of tests
 */
public record Surroundings(URI gateway, Webhooks webhooks, Effects effects, Clock clock, RandomGenerator random) {

    /** Where an app's webhooks go that name no address of their own. */
    public URI webhookAddress(String provider) {
        return URI.create(gateway + "/webhooks/" + provider);
    }
}
