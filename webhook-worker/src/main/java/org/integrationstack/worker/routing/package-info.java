/**
 * Whose a provider-wide webhook is. Every replica reads {@code connections.changed} from its beginning at start, is ready
 * only once it has come to the end, and keeps the ledger's projection of connections up to date from then on.
 */
package org.integrationstack.worker.routing;
