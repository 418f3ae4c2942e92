/**
 * The pages on which a person connects accounts, by signing in or by what they enter, sees their connections and what
 * happened lately, and reconnects, checks, pauses and disconnects them. Rendered on the server, without scripts. Promises:
 * they show what their caller may see and do what their caller may do, through the same use cases as the API; no secret
 * that was entered is shown again; what a URL claims to have happened is said only while it is so.
 */
package org.integrationstack.connections.console;
