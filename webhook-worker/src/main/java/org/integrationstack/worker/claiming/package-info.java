/**
 * How replicas share work that lies in the database: each claims what is due, as much as it has room for, in the trace that
 * brought it; and what is done by the clock.
 */
package org.integrationstack.worker.claiming;
