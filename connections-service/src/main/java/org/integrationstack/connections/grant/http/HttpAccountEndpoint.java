package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.ApiSecrets;
import org.integrationstack.connections.grant.Grant;

/** Asks for accounts as definitions say: with the API's headers and authorization. Logs no token at any level. */
@ApplicationScoped
class HttpAccountEndpoint implements AccountEndpoint {
    /** By which the token is meant. A place that has moved or gone says nothing of it. */
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);

    private final ProviderCalls calls;
    private final ApiSecrets secrets;

    @Inject
    HttpAccountEndpoint(ProviderCalls calls, ApiSecrets secrets) {
        this.calls = calls;
        this.secrets = secrets;
    }

    @Override
    public Uni<AccountAnswer> account(
            ProviderDefinition provider, ConnectionKind kind, Map<String, String> inputs, Grant grant) {
        Optional<OAuth.AccountLookup> lookup =
                provider.account(kind).filter(it -> it.url().isPresent());
        Optional<Api> api = provider.api(kind);
        if (lookup.isEmpty() || api.isEmpty()) {
            return Uni.createFrom().item(new AccountAnswer.Unasked());
        }
        OAuth.Errors errors = errors(provider, kind);
        return Uni.createFrom()
                .deferred(() -> send(api.get(), lookup.get(), inputs, grant, secret(provider, kind, grant)))
                .map(response -> read(lookup.get(), errors, ProviderCalls.isBusy(provider, response), response))
                .onFailure()
                .recoverWithItem(HttpAccountEndpoint::failed);
    }

    private Uni<InboundResponse> send(
            Api api, OAuth.AccountLookup lookup, Map<String, String> inputs, Grant grant, Secret secret) {
        Map<String, String> variables = new HashMap<>(inputs);
        variables.putAll(grant.values());
        URI target = lookup.url().orElseThrow().resolve(variables);
        variables.put("access_token", secret.reveal());
        Map<String, String> headers = new HashMap<>(api.headers());
        headers.putAll(api.authorization().fields(variables));
        return calls.get(target, headers);
    }

    private Secret secret(ProviderDefinition provider, ConnectionKind kind, Grant grant) {
        return secrets.of(provider, kind, grant).orElseThrow();
    }

    private static OAuth.Errors errors(ProviderDefinition provider, ConnectionKind kind) {
        Optional<OAuth.Errors> own = kind == ConnectionKind.CLIENT_CREDENTIALS
                ? provider.credentials().clientCredentials().map(it -> it.errors())
                : provider.oauth().map(OAuth::errors);
        return own.orElse(OAuth.Errors.STANDARD);
    }

    private static AccountAnswer read(
            OAuth.AccountLookup lookup, OAuth.Errors errors, boolean busy, InboundResponse response) {
        int status = response.status();
        Optional<JsonNode> body = Bodies.read(response);
        Optional<String> error = lookup.error().flatMap(pointer -> body.flatMap(json -> Bodies.error(json, pointer)));
        if (busy || status >= 500) {
            return new AccountAnswer.Unavailable(error.orElse("account: status " + status));
        }
        if (error.isPresent()) {
            return errors.of(error.get()).equals(Optional.of(OAuth.Errors.Meaning.TEMPORARY))
                    ? new AccountAnswer.Unavailable(error.get())
                    : new AccountAnswer.Refused(error.get());
        }
        if (REFUSALS.contains(status)) {
            return new AccountAnswer.Refused("account_status_" + status);
        }
        if (status != 200) {
            return new AccountAnswer.Unreadable("account_status_" + status);
        }
        return body.map(json -> read(lookup, json)).orElseGet(() -> new AccountAnswer.Unreadable("account_no_json"));
    }

    private static AccountAnswer read(OAuth.AccountLookup lookup, JsonNode body) {
        return AccountReader.read(lookup, body)
                .<AccountAnswer>map(AccountAnswer.Known::new)
                .orElseGet(AccountAnswer.Unnamed::new);
    }

    private static AccountAnswer failed(Throwable failure) {
        String reason = "account: " + ProviderCalls.reason(failure);
        return ProviderCalls.isForGood(failure)
                ? new AccountAnswer.Unreadable(reason)
                : new AccountAnswer.Unavailable(reason);
    }
}
