package org.integrationstack.connections.grant.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.ResponseTooLargeException;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.Grant;

/** Asks for accounts as definitions say: with the API's headers and authorization. Logs no token at any level. */
@ApplicationScoped
class HttpAccountEndpoint implements AccountEndpoint {
    private final ProviderCalls calls;

    @Inject
    HttpAccountEndpoint(ProviderCalls calls) {
        this.calls = calls;
    }

    @Override
    public Uni<AccountAnswer> account(ProviderDefinition provider, Map<String, String> inputs, Grant grant) {
        OAuth.AccountLookup lookup = provider.oauth().orElseThrow().account();
        Map<String, String> variables = new HashMap<>(inputs);
        variables.putAll(grant.values());
        return Uni.createFrom()
                .deferred(() -> calls.get(
                        lookup.url().orElseThrow().resolve(variables),
                        headers(provider.api().orElseThrow(), grant, variables)))
                .map(response -> read(lookup, response))
                .onFailure()
                .recoverWithItem(HttpAccountEndpoint::failed);
    }

    /** A value that leads nowhere, and an answer that is too large, will be the same next time. */
    private static AccountAnswer failed(Throwable failure) {
        String reason = "account: " + ProviderCalls.reason(failure);
        return failure instanceof IllegalArgumentException || failure instanceof ResponseTooLargeException
                ? new AccountAnswer.Unreadable(reason)
                : new AccountAnswer.Unavailable(reason);
    }

    private static Map<String, String> headers(Api api, Grant grant, Map<String, String> variables) {
        Map<String, String> secrets = new HashMap<>(variables);
        secrets.put("access_token", grant.accessToken().reveal());
        Map<String, String> headers = new HashMap<>(api.headers());
        headers.putAll(api.authorization().fields(secrets));
        return headers;
    }

    private static AccountAnswer read(OAuth.AccountLookup lookup, InboundResponse response) {
        int status = response.status();
        if (ProviderCalls.isBusy(status) || status >= 500) {
            return new AccountAnswer.Unavailable("account: status " + status);
        }
        if (status != 200) {
            return new AccountAnswer.Refused("account_status_" + status);
        }
        Optional<Account> account = Bodies.read(response).flatMap(body -> AccountReader.read(lookup, body));
        return account.<AccountAnswer>map(AccountAnswer.Known::new)
                .orElseGet(() -> new AccountAnswer.Unreadable("account_not_named"));
    }
}
