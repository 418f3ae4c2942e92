package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Access;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.web.ReturnTo;

/** Turns wishes into requests that may be begun: every part is checked against the definition and the caller. */
@ApplicationScoped
public class AuthorizationRequests {
    /** Where a browser goes that named no place. */
    public static final String DEFAULT_RETURN = "/settings/integrations";

    private final Providers providers;
    private final ProviderSettings registrations;
    private final ConnectionDirectory directory;
    private final ReturnTo returnTo;

    @Inject
    AuthorizationRequests(
            Providers providers, ProviderSettings registrations, ConnectionDirectory directory, ReturnTo returnTo) {
        this.providers = providers;
        this.registrations = registrations;
        this.directory = directory;
        this.returnTo = returnTo;
    }

    /** Whether a provider of that name can be connected at all. */
    public boolean knows(String provider) {
        return oauth(provider).isPresent();
    }

    /** The request that fulfils the wish, or why there is none. */
    public Uni<Checked> check(Wish wish) {
        Checked checked = checkParts(wish);
        if (checked instanceof Checked.Accepted accepted
                && accepted.request().connection().isPresent()) {
            return checkConnection(wish, accepted);
        }
        return Uni.createFrom().item(checked);
    }

    private Checked checkParts(Wish wish) {
        Optional<OAuth> oauth = oauth(wish.provider());
        if (oauth.isEmpty()) {
            return new Checked.UnknownProvider(wish.provider());
        }
        if (registrations.client(new ProviderId(wish.provider())).isEmpty()) {
            return new Checked.NotConfigured(wish.provider());
        }
        List<String> scopes = wish.scopes().orElse(oauth.get().scopes().defaults());
        if (!oauth.get().scopes().ceiling().containsAll(scopes)) {
            return new Checked.Invalid("scopes: not all of them may be asked for from " + wish.provider());
        }
        return checkUser(wish, oauth.get(), scopes);
    }

    private Checked checkUser(Wish wish, OAuth oauth, List<String> scopes) {
        Optional<UserId> owner;
        Optional<ConnectionId> connection = wish.connection().flatMap(ConnectionId::parse);
        try {
            owner = wish.userId().map(UserId::new);
        } catch (IllegalArgumentException e) {
            return new Checked.Invalid("userId: " + e.getMessage());
        }
        if (owner.isPresent() && !mayActFor(wish, owner.get())) {
            return new Checked.OtherUser();
        }
        if (wish.connection().isPresent() && connection.isEmpty()) {
            return new Checked.UnknownConnection();
        }
        return returnTo.accept(wish.caller().tenant(), wish.returnTo().orElse(DEFAULT_RETURN))
                .<Checked>map(url -> accept(wish, oauth, scopes, owner, url, connection))
                .orElseGet(() -> new Checked.Invalid("return_to: the browser may not be sent there"));
    }

    private static Checked accept(
            Wish wish,
            OAuth oauth,
            List<String> scopes,
            Optional<UserId> owner,
            URI returnTo,
            Optional<ConnectionId> connection) {
        return new Checked.Accepted(new AuthorizationRequest(
                wish.mode(),
                wish.caller().tenant(),
                owner.orElse(wish.caller().subject()),
                wish.caller().subject(),
                wish.provider(),
                oauth.issuer(),
                scopes,
                returnTo,
                connection));
    }

    /** A program with the scope acts for anybody in its tenant; a person for nobody else. */
    private static boolean mayActFor(Wish wish, UserId owner) {
        return owner.equals(wish.caller().subject())
                || (wish.caller().roles().isEmpty() && wish.caller().scopes().contains(Access.CONNECTIONS_WRITE));
    }

    private Uni<Checked> checkConnection(Wish wish, Checked.Accepted accepted) {
        AuthorizationRequest request = accepted.request();
        return directory
                .find(wish.caller(), request.connection().orElseThrow())
                .map(found ->
                        found.filter(connection -> renews(request, connection)).isPresent()
                                ? accepted
                                : new Checked.UnknownConnection());
    }

    private static boolean renews(AuthorizationRequest request, Connection connection) {
        return connection.owner().equals(request.owner())
                && connection.provider().value().equals(request.provider())
                && connection.status() != ConnectionStatus.DISCONNECTED;
    }

    private Optional<OAuth> oauth(String provider) {
        return ProviderId.parse(provider).flatMap(providers::find).flatMap(ProviderDefinition::oauth);
    }
}
