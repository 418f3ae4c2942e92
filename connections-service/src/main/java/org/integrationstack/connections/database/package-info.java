/**
 * All work on this service's database. Promises: it is done for one tenant, or explicitly for all; it is done whole or
 * not at all; and it is answered within a deadline, even by a database that accepts connections and then says nothing.
 */
package org.integrationstack.connections.database;
