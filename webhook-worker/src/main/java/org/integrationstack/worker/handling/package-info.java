/**
 * Handling what the ledger holds: each delivery once, in order within its key, however many replicas there are and
 * whichever of them dies. A handler is a function of the delivery and the database; what it writes commits with the
 * delivery's state. A failure parks its key alone.
 */
package org.integrationstack.worker.handling;
