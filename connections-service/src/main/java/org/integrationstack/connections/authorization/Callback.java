package org.integrationstack.connections.authorization;

import java.util.Optional;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.secret.Secret;

/**
 * A browser that comes back from a provider. A parameter that was sent twice is absent: no reading of it is right.
 *
 * <p>Source: RFC 6749 section 4.1.2; RFC 9207 section 2.
 *
 * @param provider the path's
 * @param binding what the browser kept since the authorization began
 * @param caller who is signed in
 */
public record Callback(
        String provider,
        Optional<OneTimeSecret> state,
        Optional<Secret> code,
        Optional<String> issuer,
        Optional<String> error,
        Optional<OneTimeSecret> binding,
        Optional<Caller> caller) {}
