package org.integrationstack.connections.grant;

import java.time.Instant;
import java.util.Optional;

/** What a provider says of a token. Reasons are plain words for the log. */
public sealed interface IntrospectionAnswer {

    /** @param expiresAt empty where the provider does not say, or says something absurd */
    record Active(Optional<Instant> expiresAt) implements IntrospectionAnswer {}

    /** The token is good no more. */
    record Inactive() implements IntrospectionAnswer {}

    /** Nothing was learned. */
    record Unavailable(String reason) implements IntrospectionAnswer {}

    /** The provider cannot be asked. */
    record Unsupported() implements IntrospectionAnswer {}
}
