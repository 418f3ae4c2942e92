package org.integrationstack.worker.delivery;

import java.time.Instant;

/**
 * The right to make one attempt at the first open delivery of a key, until the lease ends. Only the newest claim of a
 * key can be settled: a claim that was taken over is worth nothing.
 *
 * @param delivery the delivery, this attempt already counted
 * @param queueKey the key it is queued under: its own, or that of a replay, which stands alone
 * @param owner which executor holds the claim
 * @param epoch rises with every claim of the key
 * @param crashes how many claims of this delivery before this one came to no end, as their executors died
 * @param begunAt when it was claimed
 */
public record Claim(Delivery delivery, String queueKey, String owner, long epoch, int crashes, Instant begunAt) {}
