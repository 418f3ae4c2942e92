/**
 * Events that leave exactly when a transaction commits: written to a table in the caller's transaction, published by a
 * relay at least once and in order per key. Plain classes; a service wires them with its own pool.
 */
package org.integrationstack.common.outbox;
