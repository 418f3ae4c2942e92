package org.integrationstack.sandbox.oauth;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What one person allowed, once: the root of every token that came of it.
 *
 * @param code the authorization code, which names the consent
 * @param granted some or all of the scopes asked for, in their order
 * @param codeUntil when the code ends
 */
public record Consent<P extends Account>(
        String code, AuthorizationRequest request, P person, Set<String> granted, Instant codeUntil) {

    public Consent {
        granted = Collections.unmodifiableSet(new LinkedHashSet<>(granted));
    }
}
