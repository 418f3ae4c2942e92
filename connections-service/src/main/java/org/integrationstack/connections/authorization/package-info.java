/**
 * How an account comes to be connected: the OAuth authorization code grant, from the click to the stored grant.
 *
 * <p>Promises: an authorization is begun with 256 random bits of state whose record nobody can read without the state;
 * it completes once, within its time, in the browser that began it, for the user who began it, with the issuer it was
 * begun with. A link made by a program never attaches an account by itself: its result is unusable until the program
 * that made it redeems it. Failures reach the browser as one of {@link
 * org.integrationstack.connections.authorization.CallbackError}, never in a provider's words.
 */
package org.integrationstack.connections.authorization;
