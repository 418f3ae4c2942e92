/**
 * Connections: one account of one provider, connected by one user of one tenant.
 *
 * <p>Promises: an account is connected once per owner, and connecting it again renews the same connection; every change
 * of state is made by {@link org.integrationstack.connections.connection.Lifecycle}, raises the version, and is
 * announced in the same transaction; a disconnected connection has no usable token from the moment the request is
 * answered, and none at all once the provider has taken the grant back.
 */
package org.integrationstack.connections.connection;
