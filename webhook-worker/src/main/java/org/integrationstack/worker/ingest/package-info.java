/**
 * From the log into the ledger: reads {@code webhooks.received} in batches, checks that the gateway wrote each record,
 * stores a batch in one transaction, and only then commits its offsets. Whatever is read again changes nothing; what can
 * never be read is quarantined and passed over; while the database is away nothing is lost, reading waits.
 */
package org.integrationstack.worker.ingest;
