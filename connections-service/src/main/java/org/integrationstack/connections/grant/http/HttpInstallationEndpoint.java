package org.integrationstack.connections.grant.http;

import java.net.URI;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.Api;
import org.integrationstack.common.provider.Credentials;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.ProviderSettings.ClientRegistration;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.Installation;
import org.integrationstack.connections.grant.InstallationEndpoint;
import org.integrationstack.connections.grant.InstallationsAnswer;
import org.integrationstack.connections.grant.Rights;
import org.integrationstack.connections.grant.TokenAnswer;

/** Asks about installations as definitions say. Logs no token, assertion or key at any level. */
@ApplicationScoped
class HttpInstallationEndpoint implements InstallationEndpoint {
    /** A person who sees more than the installations on so many pages is not heard out. */
    private static final int MOST_PAGES = 10;

    private final ProviderCalls calls;
    private final ProviderSettings registrations;
    private final Clock clock;

    @Inject
    HttpInstallationEndpoint(ProviderCalls calls, ProviderSettings registrations, Clock clock) {
        this.calls = calls;
        this.registrations = registrations;
        this.clock = clock;
    }

    @Override
    public Uni<InstallationsAnswer> installations(
            ProviderDefinition provider, Map<String, String> inputs, Grant person) {
        Map<String, String> headers = headers(provider, person.accessToken());
        return Uni.createFrom()
                .deferred(() -> page(
                        provider, app(provider).installations().url().resolve(inputs), headers, new ArrayList<>(), 1))
                .onFailure()
                .recoverWithItem(failure -> ProviderCalls.isForGood(failure)
                        ? new InstallationsAnswer.Refused("installations: " + ProviderCalls.reason(failure))
                        : new InstallationsAnswer.Unavailable("installations: " + ProviderCalls.reason(failure)));
    }

    private Uni<InstallationsAnswer> page(
            ProviderDefinition provider, URI page, Map<String, String> headers, List<Installation> found, int number) {
        return calls.get(page, headers).chain(response -> {
            Optional<JsonNode> body = Bodies.read(response);
            if (response.status() != 200 || body.isEmpty()) {
                return Uni.createFrom().item(refused(provider, response));
            }
            found.addAll(read(app(provider).installations(), body.get()));
            Optional<URI> next = provider.api()
                    .flatMap(Api::pagination)
                    .flatMap(how -> NextPage.of(how, page, response, body.get()))
                    .filter(it -> number < MOST_PAGES);
            return next.map(it -> page(provider, it, headers, found, number + 1))
                    .orElseGet(() -> Uni.createFrom().item(new InstallationsAnswer.Listed(found)));
        });
    }

    private static InstallationsAnswer refused(ProviderDefinition provider, InboundResponse response) {
        int status = response.status();
        return ProviderCalls.isBusy(provider, response) || status >= 500
                ? new InstallationsAnswer.Unavailable("installations: status " + status)
                : new InstallationsAnswer.Refused("installations_status_" + status);
    }

    /** One that is not named properly is none. */
    private static List<Installation> read(Credentials.Installations layout, JsonNode body) {
        List<Installation> read = new ArrayList<>();
        for (JsonNode node : body.at(layout.list())) {
            Optional<String> id = Bodies.text(node, layout.id()).filter(Installation::isId);
            Optional<String> account = Bodies.text(node, layout.accountId()).filter(Account::isId);
            if (id.isPresent() && account.isPresent()) {
                Optional<String> name = Bodies.text(node, layout.accountName());
                read.add(new Installation(id.get(), new Account(account.get(), name, Optional.empty())));
            }
        }
        return read;
    }

    @Override
    public Uni<Rights> rights(
            ProviderDefinition provider, Map<String, String> inputs, Grant person, Installation installation) {
        Optional<Credentials.Membership> membership =
                app(provider).installations().membership();
        Account account = installation.account();
        if (membership.isEmpty() || account.name().isEmpty()) {
            return Uni.createFrom().item(Rights.LESS);
        }
        Map<String, String> variables = new HashMap<>(inputs);
        variables.put("account_id", account.id());
        variables.put("account_name", account.name().get());
        return Uni.createFrom()
                .deferred(() ->
                        calls.get(membership.get().url().resolve(variables), headers(provider, person.accessToken())))
                .map(response -> ProviderCalls.isBusy(provider, response)
                        ? Rights.UNKNOWN
                        : rights(membership.get(), account, response))
                .onFailure()
                .recoverWithItem(failure -> ProviderCalls.isForGood(failure) ? Rights.LESS : Rights.UNKNOWN);
    }

    private static Rights rights(Credentials.Membership membership, Account account, InboundResponse response) {
        if (response.status() >= 500) {
            return Rights.UNKNOWN;
        }
        return response.status() == 200
                        && Bodies.read(response)
                                .filter(body -> isAdmin(membership, account, body))
                                .isPresent()
                ? Rights.ADMIN
                : Rights.LESS;
    }

    private static boolean isAdmin(Credentials.Membership membership, Account account, JsonNode body) {
        return Bodies.text(body, membership.accountId())
                        .filter(account.id()::equals)
                        .isPresent()
                && membership.conditions().stream().allMatch(condition -> Bodies.meets(body, condition));
    }

    @Override
    public Uni<TokenAnswer> token(ProviderDefinition provider, Map<String, String> inputs, String installationId) {
        Optional<ClientRegistration> client = registrations.client(provider.id());
        Optional<PrivateKey> key = registrations.appKey(provider.id());
        if (client.isEmpty() || key.isEmpty()) {
            return Uni.createFrom().item(new TokenAnswer.Refused(TokenAnswer.Kind.CLIENT, "no_app_registration"));
        }
        Credentials.App app = app(provider);
        Map<String, String> variables = new HashMap<>(inputs);
        variables.put(Credentials.App.INSTALLATION_ID, installationId);
        return Uni.createFrom()
                .deferred(() -> calls.send(
                        HttpMethod.POST,
                        app.token().url().resolve(variables),
                        headers(
                                provider,
                                AppAssertion.of(key.get(), client.get().id(), clock.instant(), app.assertionLife())),
                        new byte[0]))
                .map(response -> ProviderCalls.isBusy(provider, response)
                        ? new TokenAnswer.Unavailable(
                                "status_" + response.status(), RetryAfter.of(response, clock.instant()))
                        : read(app.token(), installationId, response))
                .onFailure()
                .recoverWithItem(
                        failure -> new TokenAnswer.Unavailable("installation token: " + ProviderCalls.reason(failure)));
    }

    private TokenAnswer read(Credentials.InstallationToken layout, String installationId, InboundResponse response) {
        int status = response.status();
        if (layout.goneStatuses().contains(status)) {
            return new TokenAnswer.Refused(TokenAnswer.Kind.REVOKED, "installation_gone");
        }
        if (status >= 500) {
            return new TokenAnswer.Unavailable("status_" + status, RetryAfter.of(response, clock.instant()));
        }
        if (status / 100 != 2) {
            TokenAnswer.Kind kind = status == 401 ? TokenAnswer.Kind.CLIENT : TokenAnswer.Kind.OTHER;
            return new TokenAnswer.Refused(kind, "status_" + status);
        }
        return Bodies.read(response)
                .flatMap(body -> grant(layout, installationId, body))
                .<TokenAnswer>map(grant -> new TokenAnswer.Granted(grant, Map.of(), Optional.empty(), Optional.empty()))
                .orElseGet(() -> new TokenAnswer.Unavailable("unreadable_installation_token"));
    }

    private static Optional<Grant> grant(Credentials.InstallationToken layout, String installationId, JsonNode body) {
        return Bodies.text(body, layout.accessToken())
                .filter(TokenResponseReader::isToken)
                .map(token -> new Grant(
                        Secret.of(token),
                        Optional.empty(),
                        "Bearer",
                        Set.of(),
                        Bodies.text(body, layout.expiresAt()).flatMap(HttpInstallationEndpoint::instant),
                        Map.of(Credentials.App.INSTALLATION_ID, installationId)));
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> headers(ProviderDefinition provider, Secret bearer) {
        Map<String, String> headers =
                new HashMap<>(provider.api().map(Api::headers).orElse(Map.of()));
        headers.put("Authorization", "Bearer " + bearer.reveal());
        return headers;
    }

    private static Credentials.App app(ProviderDefinition provider) {
        return provider.credentials().app().orElseThrow();
    }
}
