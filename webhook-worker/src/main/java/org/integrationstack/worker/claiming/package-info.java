/** How replicas share work that lies in the database: each claims what is due, as much as it has room for. */
package org.integrationstack.worker.claiming;
