/**
 * Credentials that people and programs enter: API keys, user names with passwords, OAuth clients of their own. Promises:
 * what does not fit the definition is never sent anywhere and never shown again; what fits is stored sealed, and used
 * only once the provider has taken it and said whose it is. A credential that is refused while its sender waits leaves
 * nothing behind; one that could not be checked stays visibly {@code PENDING}, is checked again by itself, and is erased
 * when a day has not settled it.
 */
package org.integrationstack.connections.submission;
