package org.integrationstack.connections.authorization;

import java.net.URI;
import java.time.Duration;

/**
 * An authorization that waits for the provider.
 *
 * @param authorizeUrl where the browser goes
 * @param bindingName the name under which the browser keeps its binding until the callback
 * @param binding what proves, at the callback, that it is the same browser
 */
public record Begun(URI authorizeUrl, String bindingName, OneTimeSecret binding, Duration lifetime) {}
