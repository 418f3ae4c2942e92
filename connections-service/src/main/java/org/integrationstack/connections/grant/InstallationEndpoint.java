package org.integrationstack.connections.grant;

import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ProviderDefinition;

/**
 * Where a provider says who may connect an app's installation, and opens it to the app's own key. Only for definitions
 * with an app. Asking is safe to repeat; answers are outcomes, never failures.
 */
public interface InstallationEndpoint {

    /** The installations that a person sees, asked with the person's token. */
    Uni<InstallationsAnswer> installations(ProviderDefinition provider, Map<String, String> inputs, Grant person);

    /**
     * What the person may do in the account of an installation that is not the person's own; {@link Rights#LESS} where
     * the definition has no way to tell.
     */
    Uni<Rights> rights(
            ProviderDefinition provider, Map<String, String> inputs, Grant person, Installation installation);

    /**
     * A token for the installation, whose id it keeps as a value. An installation that is no more is
     * {@link TokenAnswer.Kind#REVOKED}; a key that is not accepted, or not there, is {@link TokenAnswer.Kind#CLIENT}.
     * Nothing is ever used up, so that no answer is {@link TokenAnswer.Unknown}.
     */
    Uni<TokenAnswer> token(ProviderDefinition provider, Map<String, String> inputs, String installationId);
}
