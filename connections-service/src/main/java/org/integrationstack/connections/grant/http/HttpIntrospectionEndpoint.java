package org.integrationstack.connections.grant.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.IntrospectionAnswer;
import org.integrationstack.connections.grant.IntrospectionEndpoint;

/** Asks introspection endpoints as definitions say. Source: RFC 7662 section 2. Logs no token at any level. */
@ApplicationScoped
class HttpIntrospectionEndpoint implements IntrospectionEndpoint {
    private static final Duration LONGEST_LIFE = Duration.ofDays(3650);

    private final ProviderCalls calls;
    private final ProviderSettings registrations;
    private final Clock clock;

    @Inject
    HttpIntrospectionEndpoint(ProviderCalls calls, ProviderSettings registrations, Clock clock) {
        this.calls = calls;
        this.registrations = registrations;
        this.clock = clock;
    }

    @Override
    public Uni<IntrospectionAnswer> introspect(ProviderDefinition provider, Map<String, String> inputs, Grant grant) {
        Optional<OAuth.Introspection> introspection = provider.oauth().flatMap(OAuth::introspection);
        Optional<ClientRegistration> client = registrations.client(provider.id());
        if (introspection.isEmpty() || client.isEmpty()) {
            return Uni.createFrom().item(new IntrospectionAnswer.Unsupported());
        }
        return Uni.createFrom()
                .deferred(() -> send(introspection.get(), client.get(), inputs, grant))
                .map(response -> read(introspection.get(), response))
                .onFailure()
                .recoverWithItem(failure ->
                        new IntrospectionAnswer.Unavailable("introspection: " + ProviderCalls.reason(failure)));
    }

    private Uni<InboundResponse> send(
            OAuth.Introspection introspection, ClientRegistration client, Map<String, String> inputs, Grant grant) {
        Map<String, String> variables = new HashMap<>(inputs);
        variables.putAll(grant.values());
        Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
        Map<String, String> form = new LinkedHashMap<>();
        form.put("token", grant.accessToken().reveal());
        form.put("token_type_hint", "access_token");
        ClientProof.add(introspection.authentication(), client, headers, form);
        headers.put("Content-Type", Bodies.FORM_TYPE);
        return calls.send(HttpMethod.POST, introspection.url().resolve(variables), headers, Bodies.form(form));
    }

    private IntrospectionAnswer read(OAuth.Introspection introspection, InboundResponse response) {
        Optional<JsonNode> body = response.status() == 200 ? Bodies.read(response) : Optional.empty();
        if (body.isEmpty() || !body.get().at(introspection.active()).isBoolean()) {
            return new IntrospectionAnswer.Unavailable("introspection: status " + response.status());
        }
        return body.get().at(introspection.active()).booleanValue()
                ? new IntrospectionAnswer.Active(expiresAt(introspection, body.get()))
                : new IntrospectionAnswer.Inactive();
    }

    private Optional<Instant> expiresAt(OAuth.Introspection introspection, JsonNode body) {
        Instant now = clock.instant();
        JsonNode seconds = body.at(introspection.expiresAt());
        return seconds.canConvertToLong() && seconds.isIntegralNumber()
                ? Optional.of(seconds.longValue())
                        .filter(it -> it > now.getEpochSecond()
                                && it < now.plus(LONGEST_LIFE).getEpochSecond())
                        .map(Instant::ofEpochSecond)
                : Optional.empty();
    }
}
