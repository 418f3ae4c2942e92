/**
 * Connections: one account of one provider, connected by one user of one tenant.
 *
 * <p>Promises: an account is connected once per owner, and connecting it again renews the same connection; every change
 * of state is made by {@link org.integrationstack.connections.connection.Lifecycle}, raises the version, and is
 * announced in the same transaction; a disconnected connection holds no token from the moment the request is answered;
 * a token that no connection holds, for whatever reason, is given back to its provider, but never so that another
 * connection's ends with it.
 */
package org.integrationstack.connections.connection;
