/**
 * Real PostgreSQL, Kafka and Redis from Maven artifacts, as child processes of this JVM.
 *
 * <p>Promises: everything listens on 127.0.0.1 only and asks for a password; no password is on a command line, and the
 * files that hold one belong to this user only; nothing outlives this JVM, even when it is killed; data stays in the
 * directory given, and a server that was killed starts again at once; several stacks run on one machine, for root and for
 * ordinary users.
 */
package org.integrationstack.embedded;
