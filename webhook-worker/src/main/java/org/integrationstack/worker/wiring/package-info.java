/**
 * What the worker's features share, and its outbox: events leave exactly when the transaction that made them commits, at
 * least once, in order per key.
 */
package org.integrationstack.worker.wiring;
