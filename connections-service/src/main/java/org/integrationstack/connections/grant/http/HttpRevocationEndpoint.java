package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.RevocationEndpoint;

/** Gives grants back as definitions say. Logs no token or secret at any level. */
@ApplicationScoped
class HttpRevocationEndpoint implements RevocationEndpoint {
    private final ProviderCalls calls;
    private final ProviderSettings registrations;

    @Inject
    HttpRevocationEndpoint(ProviderCalls calls, ProviderSettings registrations) {
        this.calls = calls;
        this.registrations = registrations;
    }

    @Override
    public Uni<RevocationAnswer> revoke(
            ProviderDefinition provider, ConnectionKind kind, Map<String, String> variables, Grant grant) {
        Optional<OAuth.Revocation> revocation = provider.revocation(kind);
        Optional<ClientRegistration> client = registrations.client(provider.id());
        if (revocation.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Unsupported());
        }
        if (client.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Refused("no_client_registration"));
        }
        Map<String, String> headers =
                new HashMap<>(provider.api().map(Api::headers).orElse(Map.of()));
        return Uni.createFrom()
                .deferred(() -> send(revocation.get(), client.get(), headers, variables, grant))
                .map(response -> ProviderCalls.isBusy(provider, response)
                        ? new RevocationAnswer.Unavailable("status " + response.status())
                        : read(revocation.get(), provider.oauth().map(OAuth::errors), response))
                .onFailure()
                .recoverWithItem(HttpRevocationEndpoint::failed);
    }

    /** A request that cannot be written for want of a value never can. */
    private static RevocationAnswer failed(Throwable failure) {
        String reason = "revocation: " + ProviderCalls.reason(failure);
        return failure instanceof IllegalArgumentException
                ? new RevocationAnswer.Refused(reason)
                : new RevocationAnswer.Unavailable(reason);
    }

    private Uni<InboundResponse> send(
            OAuth.Revocation revocation,
            ClientRegistration client,
            Map<String, String> headers,
            Map<String, String> given,
            Grant grant) {
        Map<String, String> variables = new HashMap<>(given);
        variables.putAll(grant.values());
        variables.put("client_id", client.id());
        URI target = revocation.url().resolve(variables);
        authorize(revocation.authentication(), client, grant, headers);
        Map<String, String> fields = fields(revocation, variables, grant);
        boolean isForm = revocation.form() == OAuth.BodyForm.FORM;
        headers.put("Content-Type", isForm ? Bodies.FORM_TYPE : "application/json");
        HttpMethod method = HttpMethod.valueOf(revocation.method().name());
        return calls.send(method, target, headers, isForm ? Bodies.form(fields) : Bodies.json(fields));
    }

    private static void authorize(
            OAuth.RevocationAuthentication how, ClientRegistration client, Grant grant, Map<String, String> headers) {
        switch (how) {
            case BASIC -> headers.put("Authorization", ClientProof.basic(client));
            case BEARER ->
                headers.put("Authorization", "Bearer " + grant.accessToken().reveal());
            case CLIENT_SECRET_BEARER ->
                headers.put("Authorization", "Bearer " + client.secret().reveal());
            case NONE -> headers.remove("Authorization");
        }
    }

    private static Map<String, String> fields(OAuth.Revocation revocation, Map<String, String> variables, Grant grant) {
        Map<String, String> secrets = new HashMap<>(variables);
        secrets.put("access_token", grant.accessToken().reveal());
        secrets.put("token", grant.refreshToken().orElse(grant.accessToken()).reveal());
        grant.refreshToken().ifPresent(token -> secrets.put("refresh_token", token.reveal()));
        Map<String, String> fields = new LinkedHashMap<>();
        revocation.body().forEach((name, value) -> {
            if (secrets.keySet().containsAll(value.variables())) {
                fields.put(name, value.render(secrets));
            }
        });
        return fields;
    }

    /** A grant that the provider does not know any more is as good as revoked. */
    private static RevocationAnswer read(
            OAuth.Revocation revocation, Optional<OAuth.Errors> errors, InboundResponse response) {
        Optional<String> error = revocation
                .error()
                .flatMap(pointer -> Bodies.read(response).flatMap(body -> Bodies.error(body, pointer)));
        if (error.isPresent()) {
            return refused(error.get(), errors.orElse(OAuth.Errors.STANDARD));
        }
        int status = response.status();
        if ((status >= 200 && status < 300) || status == 404 || isUnknownToken(revocation, status)) {
            return new RevocationAnswer.Revoked();
        }
        return status >= 500
                ? new RevocationAnswer.Unavailable("status " + status)
                : new RevocationAnswer.Refused("status " + status);
    }

    /** Where the token itself is what the request is allowed by. */
    private static boolean isUnknownToken(OAuth.Revocation revocation, int status) {
        return status == 401 && revocation.authentication() == OAuth.RevocationAuthentication.BEARER;
    }

    private static RevocationAnswer refused(String code, OAuth.Errors errors) {
        Optional<OAuth.Errors.Meaning> meaning = errors.of(code);
        if (meaning.equals(Optional.of(OAuth.Errors.Meaning.REVOKED))) {
            return new RevocationAnswer.Revoked();
        }
        return meaning.equals(Optional.of(OAuth.Errors.Meaning.TEMPORARY))
                ? new RevocationAnswer.Unavailable(code)
                : new RevocationAnswer.Refused(code);
    }
}
