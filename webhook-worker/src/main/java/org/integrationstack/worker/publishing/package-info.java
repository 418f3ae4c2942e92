/**
 * What the worker tells the other services: events leave exactly when the transaction that made them commits, at least
 * once, in order per key.
 */
package org.integrationstack.worker.publishing;
