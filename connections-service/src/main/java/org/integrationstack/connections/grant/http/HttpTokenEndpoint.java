package org.integrationstack.connections.grant.http;

import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.ResponseTooLargeException;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;
import org.integrationstack.connections.grant.ClientGrant;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;
import org.integrationstack.connections.grant.TokenRefresh;

/** Asks token endpoints as their definitions say. Logs no code, token or secret at any level. */
@ApplicationScoped
class HttpTokenEndpoint implements TokenEndpoint {
    private final ProviderCalls calls;
    private final ProviderSettings registrations;
    private final Clock clock;

    @Inject
    HttpTokenEndpoint(ProviderCalls calls, ProviderSettings registrations, Clock clock) {
        this.calls = calls;
        this.registrations = registrations;
        this.clock = clock;
    }

    @Override
    public Uni<TokenAnswer> exchange(CodeExchange exchange) {
        OAuth oauth = exchange.provider().oauth().orElseThrow();
        CodeResponseReader reader = new CodeResponseReader(oauth, clock);
        return registered(
                exchange.provider(),
                client -> ask(
                        oauth.token(),
                        client,
                        exchange.inputs(),
                        parameters(exchange),
                        response -> reader.read(response, exchange.requested(), exchange.slotScopes())));
    }

    @Override
    public Uni<TokenAnswer> refresh(TokenRefresh refresh) {
        Grant current = refresh.current();
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "refresh_token");
        parameters.put("refresh_token", current.refreshToken().orElseThrow().reveal());
        OAuth oauth = refresh.provider().oauth().orElseThrow();
        TokenResponseReader reader =
                new TokenResponseReader(oauth.response(), oauth.errors(), oauth.scopes()::split, clock);
        return registered(
                        refresh.provider(),
                        client -> ask(
                                oauth.token(),
                                client,
                                refresh.inputs(),
                                parameters,
                                response -> reader.read(response, current.scopes())))
                .map(answer -> answer instanceof TokenAnswer.Granted granted ? renewed(current, granted) : answer);
    }

    @Override
    public Uni<TokenAnswer> clientCredentials(ClientGrant grant) {
        Credentials.ClientCredentials definition = grant.definition();
        TokenResponseReader reader = new TokenResponseReader(
                definition.response(), definition.errors(), HttpTokenEndpoint::blankSeparated, clock);
        return ask(
                definition.token(),
                new ClientRegistration(grant.clientId(), grant.clientSecret()),
                grant.inputs(),
                Map.of("grant_type", "client_credentials"),
                response -> reader.read(response, Set.of()));
    }

    /** Source: RFC 6749 section 3.3. */
    private static Set<String> blankSeparated(String scopes) {
        return Arrays.stream(scopes.split(" ", -1))
                .filter(scope -> !scope.isEmpty())
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static TokenAnswer renewed(Grant current, TokenAnswer.Granted granted) {
        return new TokenAnswer.Granted(
                current.renewedBy(granted.grant()), Map.of(), Optional.empty(), Optional.empty());
    }

    private static Map<String, String> parameters(CodeExchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", exchange.code().reveal());
        parameters.put("redirect_uri", exchange.redirectUri().toString());
        exchange.codeVerifier().ifPresent(verifier -> parameters.put("code_verifier", verifier.reveal()));
        return parameters;
    }

    private Uni<TokenAnswer> registered(
            ProviderDefinition provider, Function<ClientRegistration, Uni<TokenAnswer>> request) {
        return registrations
                .client(provider.id())
                .map(request)
                .orElseGet(() -> Uni.createFrom()
                        .item(new TokenAnswer.Refused(TokenAnswer.Kind.CLIENT, "no_client_registration")));
    }

    private Uni<TokenAnswer> ask(
            OAuth.Token token,
            ClientRegistration client,
            Map<String, String> inputs,
            Map<String, String> parameters,
            Function<InboundResponse, TokenAnswer> reader) {
        return Uni.createFrom()
                .deferred(() -> send(token, client, inputs, parameters))
                .map(reader)
                .onFailure()
                .recoverWithItem(HttpTokenEndpoint::failed);
    }

    private Uni<InboundResponse> send(
            OAuth.Token token, ClientRegistration client, Map<String, String> inputs, Map<String, String> parameters) {
        Map<String, String> headers = new HashMap<>(token.headers());
        Map<String, String> form = new LinkedHashMap<>(token.parameters());
        form.putAll(parameters);
        ClientProof.add(token.clientAuthentication(), client, headers, form);
        headers.put("Content-Type", Bodies.FORM_TYPE);
        return calls.send(HttpMethod.POST, token.url().resolve(inputs), headers, Bodies.form(form));
    }

    private static TokenAnswer failed(Throwable failure) {
        String reason = "token endpoint: " + ProviderCalls.reason(failure);
        if (failure instanceof ResponseTooLargeException) {
            return new TokenAnswer.Unknown(TokenAnswer.Cause.UNREADABLE, reason);
        }
        return ProviderCalls.neverSent(failure)
                ? new TokenAnswer.Unavailable(reason)
                : new TokenAnswer.Unknown(TokenAnswer.Cause.LOST, reason);
    }
}
