/** What the features share and the platform does not provide by itself, and what the service needs before it is ready. */
package org.integrationstack.connections.wiring;
