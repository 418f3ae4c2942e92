package org.integrationstack.worker.delivery;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt to handle a delivery, after its end.
 *
 * @param number counted from 1
 * @param outcome the status that the delivery took with it
 * @param reason why, where that is not plain
 */
public record Attempt(int number, Instant begunAt, Instant endedAt, DeliveryStatus outcome, Optional<String> reason) {}
