package org.integrationstack.connections.authorization;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.integrationstack.common.identity.Caller;

/**
 * What a caller asks for, as it came; see {@link AuthorizationRequests}.
 *
 * @param scopes the definition's defaults if absent
 * @param slotScopes the same of further tokens, by slot; their defaults if absent
 * @param inputs their defaults if absent
 * @param returnTo the console's own page if absent
 * @param connection the id of a connection to renew
 * @param userId whose the connection is to be; the caller's if absent
 */
public record Wish(
        AuthorizationRequest.Mode mode,
        Caller caller,
        String provider,
        Optional<List<String>> scopes,
        Map<String, List<String>> slotScopes,
        Map<String, String> inputs,
        Optional<String> returnTo,
        Optional<String> connection,
        Optional<String> userId) {}
