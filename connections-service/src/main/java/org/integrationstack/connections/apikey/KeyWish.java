package org.integrationstack.connections.apikey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The key an admin asks for, as it came.
 *
 * @param providers to whose connections it is to be narrowed; empty for all
 * @param connections to which connections it is to be narrowed, by their ids; empty for all
 * @param expiresAt as late as possible if absent
 */
public record KeyWish(
        String name,
        List<String> scopes,
        List<String> providers,
        List<String> connections,
        Optional<Instant> expiresAt) {}
