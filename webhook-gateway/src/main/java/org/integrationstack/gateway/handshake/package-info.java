/**
 * Requests by which providers find out who answers at a URL. Promises: what the definition says is signed is answered only
 * once its signature is verified; what nobody signs is answered only by an endpoint that awaits it; what comes back is
 * short and plain text, or the provider's own form with a challenge that cannot be anything but a token.
 */
package org.integrationstack.gateway.handshake;
