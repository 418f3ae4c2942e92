/**
 * The ledger of deliveries. A webhook read from the log is stored once, whatever is read again; it becomes one delivery
 * for each tenant whose active connection has the event's account, proven when it was connected; and nobody sees a
 * delivery of another tenant, nor a user one of another user's connection.
 */
package org.integrationstack.worker.delivery;
