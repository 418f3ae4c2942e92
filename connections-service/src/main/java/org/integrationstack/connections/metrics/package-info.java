/** What can be read from the database about how the service is doing. */
package org.integrationstack.connections.metrics;
