package org.integrationstack.connections.refresh;

import java.net.URI;
import java.util.Map;
import java.util.Objects;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth.UnknownOutcome;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;

/**
 * How the tokens of one kind of connection are renewed. Asks once per call, repeats nothing and never fails: what the
 * provider does is an outcome. A kind without one has credentials that are used as they are.
 */
public interface Renewal {

    ConnectionKind kind();

    /** Whether a grant has what it takes. */
    boolean renews(boolean hasRefreshToken);

    /** Where it asks; endpoints in trouble get no calls. */
    URI endpoint(Renewable renewable);

    /** What to do about a call that was never answered. */
    UnknownOutcome unknownOutcome(ProviderDefinition provider);

    /**
     * Asks for a new token. What the answer leaves out, such as a refresh token that stays, is as before in the new
     * grant.
     */
    Uni<TokenAnswer> renew(Renewable renewable);

    /**
     * What is to be renewed.
     *
     * @param inputs what was given at connect
     * @param accountId whose it is, as was proven at connect
     */
    record Renewable(ProviderDefinition provider, Map<String, String> inputs, String accountId, Grant grant) {
        public Renewable {
            Objects.requireNonNull(provider, "provider");
            inputs = Map.copyOf(inputs);
            Objects.requireNonNull(accountId, "account id");
            Objects.requireNonNull(grant, "grant");
        }
    }
}
