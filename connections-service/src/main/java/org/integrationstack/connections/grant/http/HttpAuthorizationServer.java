package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import org.jboss.logging.Logger;

import org.integrationstack.common.http.GuardedHttpClient;
import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.http.OutboundRequest;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.AuthorizationServer;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.GrantAnswer;
import org.integrationstack.connections.grant.GrantSettings;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.TokenResponseReader;

/** Speaks to authorization servers by what their definitions say. Logs no code, token or secret at any level. */
@ApplicationScoped
class HttpAuthorizationServer implements AuthorizationServer {
    /** Far more than any token or account has; a server that sends more is not heard out. */
    private static final int MAX_ANSWER_BYTES = 256 * 1024;

    private static final Logger LOG = Logger.getLogger(HttpAuthorizationServer.class);

    private final GuardedHttpClient http;
    private final ProviderSettings registrations;
    private final GrantSettings settings;
    private final ObjectMapper json;
    private final Clock clock;

    @Inject
    HttpAuthorizationServer(
            GuardedHttpClient http,
            ProviderSettings registrations,
            GrantSettings settings,
            ObjectMapper json,
            Clock clock) {
        this.http = http;
        this.registrations = registrations;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public Uni<GrantAnswer> exchange(CodeExchange exchange) {
        OAuth oauth = exchange.provider().oauth().orElseThrow();
        Optional<ProviderSettings.ClientRegistration> client =
                registrations.client(exchange.provider().id());
        if (client.isEmpty()) {
            return Uni.createFrom().item(new GrantAnswer.Refused("no_client_registration"));
        }
        return http.send(tokenRequest(oauth, client.get(), codeParameters(exchange)))
                .chain(response -> tokens(exchange, oauth, response))
                .onFailure()
                .recoverWithItem(failure -> new GrantAnswer.Unavailable(reason("token endpoint", failure)));
    }

    private Uni<GrantAnswer> tokens(CodeExchange exchange, OAuth oauth, InboundResponse response) {
        if (response.status() >= 500 || response.status() == 429) {
            return Uni.createFrom().item(new GrantAnswer.Unavailable("token endpoint: status " + response.status()));
        }
        Optional<JsonNode> body = Bodies.read(response, json);
        if (body.isEmpty()) {
            return Uni.createFrom().item(new GrantAnswer.Refused("unreadable_token_response"));
        }
        TokenResponseReader.Result result =
                new TokenResponseReader(oauth, clock).read(response.status(), body.get(), exchange.requested());
        return result instanceof TokenResponseReader.Success success
                ? account(exchange.provider(), oauth, success.grant())
                : Uni.createFrom().item(new GrantAnswer.Refused(((TokenResponseReader.Failure) result).reason()));
    }

    private Uni<GrantAnswer> account(ProviderDefinition provider, OAuth oauth, Grant grant) {
        return http.send(accountRequest(provider, oauth, grant)).map(response -> account(oauth, grant, response));
    }

    private GrantAnswer account(OAuth oauth, Grant grant, InboundResponse response) {
        if (response.status() >= 500 || response.status() == 429) {
            return new GrantAnswer.Unavailable("account: status " + response.status());
        }
        Optional<Account> account = response.status() == 200
                ? Bodies.read(response, json).flatMap(body -> account(oauth.account(), body))
                : Optional.empty();
        return account.<GrantAnswer>map(it -> new GrantAnswer.Granted(grant, it))
                .orElseGet(() -> new GrantAnswer.Refused("account_unknown_status_" + response.status()));
    }

    private static Optional<Account> account(OAuth.AccountLookup lookup, JsonNode body) {
        return text(body, lookup.id())
                .filter(id -> id.length() <= Account.MAX_LENGTH)
                .map(id -> new Account(
                        id,
                        lookup.name().flatMap(pointer -> text(body, pointer)),
                        lookup.email().flatMap(pointer -> text(body, pointer))));
    }

    private static Optional<String> text(JsonNode body, JsonPointer pointer) {
        return TokenResponseReader.text(body, pointer).filter(text -> !text.isBlank());
    }

    private OutboundRequest tokenRequest(
            OAuth oauth, ProviderSettings.ClientRegistration client, Map<String, String> grantParameters) {
        Map<String, String> headers = new HashMap<>(oauth.token().headers());
        Map<String, String> form = new LinkedHashMap<>(oauth.token().parameters());
        form.putAll(grantParameters);
        switch (oauth.token().clientAuthentication()) {
            case BASIC -> headers.put("Authorization", basic(client));
            case POST -> {
                form.put("client_id", client.id());
                form.put("client_secret", client.secret().reveal());
            }
            case NONE -> form.put("client_id", client.id());
        }
        headers.put("Content-Type", "application/x-www-form-urlencoded");
        return request(HttpMethod.POST, oauth.token().url().fixed(), headers, Bodies.form(form));
    }

    private static Map<String, String> codeParameters(CodeExchange exchange) {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("grant_type", "authorization_code");
        parameters.put("code", exchange.code().reveal());
        parameters.put("redirect_uri", exchange.redirectUri().toString());
        exchange.codeVerifier().ifPresent(verifier -> parameters.put("code_verifier", verifier.reveal()));
        return parameters;
    }

    private OutboundRequest accountRequest(ProviderDefinition provider, OAuth oauth, Grant grant) {
        Api api = provider.api().orElseThrow();
        Map<String, String> headers = new HashMap<>(api.headers());
        headers.put(
                api.authorization().header(),
                api.authorization()
                        .value()
                        .render(Map.of("access_token", grant.accessToken().reveal())));
        return request(HttpMethod.GET, oauth.account().url().resolve(grant.values()), headers, new byte[0]);
    }

    @Override
    public Uni<RevocationAnswer> revoke(ProviderDefinition provider, Grant grant) {
        Optional<OAuth.Revocation> revocation = provider.oauth().flatMap(OAuth::revoke);
        Optional<ProviderSettings.ClientRegistration> client = registrations.client(provider.id());
        if (revocation.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Unsupported());
        }
        if (client.isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Refused("no_client_registration"));
        }
        return http.send(revocationRequest(provider, revocation.get(), client.get(), grant))
                .map(HttpAuthorizationServer::revoked)
                .onFailure()
                .recoverWithItem(failure -> new RevocationAnswer.Unavailable(reason("revocation", failure)));
    }

    /** A grant that the provider does not know any more is as good as revoked. */
    private static RevocationAnswer revoked(InboundResponse response) {
        int status = response.status();
        if ((status >= 200 && status < 300) || status == 404) {
            return new RevocationAnswer.Revoked();
        }
        return status >= 500 || status == 429 || status == 408
                ? new RevocationAnswer.Unavailable("status " + status)
                : new RevocationAnswer.Refused("status " + status);
    }

    private OutboundRequest revocationRequest(
            ProviderDefinition provider,
            OAuth.Revocation revocation,
            ProviderSettings.ClientRegistration client,
            Grant grant) {
        Map<String, String> headers =
                new HashMap<>(provider.api().map(Api::headers).orElse(Map.of()));
        switch (revocation.authentication()) {
            case BASIC -> headers.put("Authorization", basic(client));
            case BEARER ->
                headers.put("Authorization", "Bearer " + grant.accessToken().reveal());
            case NONE -> headers.remove("Authorization");
        }
        Map<String, String> variables = new HashMap<>(grant.values());
        variables.put("client_id", client.id());
        URI target = revocation.url().resolve(variables);
        variables.put("access_token", grant.accessToken().reveal());
        grant.refreshToken().ifPresent(token -> variables.put("refresh_token", token.reveal()));
        Map<String, String> fields = revocation.body().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, field -> field.getValue().render(variables)));
        boolean isForm = revocation.form() == OAuth.BodyForm.FORM;
        headers.put("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json");
        HttpMethod method = HttpMethod.valueOf(revocation.method().name());
        return request(method, target, headers, isForm ? Bodies.form(fields) : Bodies.json(fields, json));
    }

    private OutboundRequest request(HttpMethod method, URI target, Map<String, String> headers, byte[] body) {
        return new OutboundRequest(method, target, headers, body, settings.timeout(), MAX_ANSWER_BYTES);
    }

    /** Source: RFC 6749 section 2.3.1: both are form-encoded before they are joined. */
    private static String basic(ProviderSettings.ClientRegistration client) {
        String pair = URLEncoder.encode(client.id(), StandardCharsets.UTF_8)
                + ":"
                + URLEncoder.encode(client.secret().reveal(), StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    /** The kind of failure; its message may quote what the other side sent. */
    private static String reason(String what, Throwable failure) {
        LOG.debugf("%s: %s", what, failure.getClass().getName());
        return what + ": " + failure.getClass().getSimpleName();
    }
}
