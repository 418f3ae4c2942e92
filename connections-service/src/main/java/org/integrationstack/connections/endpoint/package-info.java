/**
 * Webhook endpoints: made, shown, given new secrets and deleted. Promises: an endpoint belongs to a connection of its
 * provider, which was usable then, or to the tenant as a whole, and goes with the connection; a secret is shown once and
 * kept sealed; an old one goes on working for as long as was said when it was replaced, and not a moment longer; every
 * change reaches the gateway over the topic, sealed, if and only if it is kept, and versions only rise.
 */
package org.integrationstack.connections.endpoint;
