/**
 * The page on which a person connects accounts, sees their connections and what happened lately, and disconnects.
 * Rendered on the server, without scripts; it shows what its caller may see and does what its caller may do, through the
 * same use cases as the API.
 */
package org.integrationstack.connections.console;
