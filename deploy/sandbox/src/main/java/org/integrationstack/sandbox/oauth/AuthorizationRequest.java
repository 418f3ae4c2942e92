package org.integrationstack.sandbox.oauth;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.sandbox.frame.Form;

/**
 * A checked authorization request.
 *
 * @param redirectUri one of the registered ones
 * @param scopes those asked for and known, in order, each with what the consent page says of it
 * @param parameters the whole decoded query, for what only one provider knows
 */
public record AuthorizationRequest(
        String redirectUri, Map<String, String> scopes, Optional<Challenge> challenge, Map<String, String> parameters) {

    public AuthorizationRequest {
        scopes = Collections.unmodifiableMap(new LinkedHashMap<>(scopes));
        parameters = Map.copyOf(parameters);
    }

    /** A query parameter that is present and not empty. */
    public Optional<String> parameter(String name) {
        return Form.text(parameters, name);
    }

    /** All scopes asked for. */
    public Set<String> scopeNames() {
        return scopes.keySet();
    }
}
