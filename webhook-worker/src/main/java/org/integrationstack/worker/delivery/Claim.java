package org.integrationstack.worker.delivery;

/**
 * The right to make one attempt at the first open delivery of a key, until the lease ends. Only the newest claim of a
 * key can be settled: a claim that was taken over is worth nothing.
 *
 * @param delivery the delivery, this attempt already counted
 * @param owner which executor holds the claim
 * @param epoch rises with every claim of the key
 */
public record Claim(Delivery delivery, Payload payload, String owner, long epoch) {}
