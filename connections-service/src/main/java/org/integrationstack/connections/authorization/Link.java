package org.integrationstack.connections.authorization;

import java.net.URI;
import java.time.Instant;

/** A link by which a browser begins an authorization once, before it expires. */
public record Link(URI url, Instant expiresAt) {}
