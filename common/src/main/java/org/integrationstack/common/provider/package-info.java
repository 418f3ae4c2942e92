/**
 * Providers as data: what a definition says, the built-in ones, and the ones an installation adds.
 *
 * <p>Promises: a definition that is handed out has been checked whole, so code that reads it never validates again; no
 * address that a definition or a connection can produce leaves the definition's closed list of hosts; nothing in a
 * definition is executed (variables are closed sets, there is no template engine and no regular expression); a bad file
 * is named with line, column and reason and never takes down a good one. Code never branches on a provider's name: what
 * differs between providers is read from here.
 */
package org.integrationstack.common.provider;
