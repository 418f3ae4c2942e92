/**
 * Who is signed in in a browser, and which requests a browser's session may make. Promises: pages are reached with a
 * session and programs with a bearer token, and neither with the other's; a request that changes something on the
 * strength of a session comes from our own pages.
 */
package org.integrationstack.connections.session;
