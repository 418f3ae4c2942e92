package org.integrationstack.connections.authorization;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.connection.Connecting;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionDirectory;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.GrantedScopes;
import org.integrationstack.connections.web.ReturnTo;

/** Turns wishes into requests that may be begun: every part is checked against the definition and the caller. */
@ApplicationScoped
public class AuthorizationRequests {
    /** Where a browser goes that named no place. */
    public static final String DEFAULT_RETURN = "/settings/integrations";

    private final Providers providers;
    private final ProviderSettings registrations;
    private final ConnectionDirectory directory;
    private final Connecting connecting;
    private final ReturnTo returnTo;

    @Inject
    AuthorizationRequests(
            Providers providers,
            ProviderSettings registrations,
            ConnectionDirectory directory,
            Connecting connecting,
            ReturnTo returnTo) {
        this.providers = providers;
        this.registrations = registrations;
        this.directory = directory;
        this.connecting = connecting;
        this.returnTo = returnTo;
    }

    /** Whether a provider of that name can be connected at all. */
    public boolean knows(String provider) {
        return definition(provider).isPresent();
    }

    /** The request that fulfils the wish, or why there is none. */
    public Uni<Checked> check(Wish wish) {
        Optional<ProviderDefinition> definition = definition(wish.provider());
        if (definition.isEmpty()) {
            return done(new Checked.UnknownProvider(wish.provider()));
        }
        if (!isWithinReach(wish, definition.get().id())) {
            return done(new Checked.OutOfReach());
        }
        if (registrations.client(definition.get().id()).isEmpty()) {
            return done(new Checked.NotConfigured(wish.provider()));
        }
        Optional<URI> target =
                returnTo.accept(wish.caller().tenant(), wish.returnTo().orElse(DEFAULT_RETURN));
        if (target.isEmpty()) {
            return done(new Checked.Invalid("return_to: the browser may not be sent there"));
        }
        return checkUser(wish, definition.get(), target.get());
    }

    private Uni<Checked> checkUser(Wish wish, ProviderDefinition definition, URI target) {
        UserId owner;
        try {
            owner = wish.userId().map(UserId::new).orElse(wish.caller().subject());
        } catch (IllegalArgumentException e) {
            return done(new Checked.Invalid("userId: " + e.getMessage()));
        }
        if (!wish.caller().actsFor(owner)) {
            return done(new Checked.OtherUser());
        }
        return wish.connection().isEmpty()
                ? done(complete(wish, definition, target, owner, Optional.empty(), true))
                : checkConnection(wish, definition, target, owner);
    }

    /** Which connection is to be renewed is looked at when it is looked up. */
    private static boolean isWithinReach(Wish wish, ProviderId provider) {
        Narrowing narrowing = wish.caller().narrowing();
        return wish.connection().isPresent() ? narrowing.admitsProvider(provider) : narrowing.admitsNew(provider);
    }

    private Uni<Checked> checkConnection(Wish wish, ProviderDefinition definition, URI target, UserId owner) {
        Optional<ConnectionId> id = wish.connection().flatMap(ConnectionId::parse);
        if (id.isEmpty()) {
            return done(new Checked.UnknownConnection());
        }
        return directory
                .find(wish.caller(), id.get())
                .map(found -> found.filter(connection -> isRenewable(connection, definition, owner)))
                .chain(found -> found.isEmpty()
                        ? done(new Checked.UnknownConnection())
                        : connecting
                                .isRefreshable(found.get())
                                .map(refreshable -> complete(wish, definition, target, owner, found, !refreshable)));
    }

    private static boolean isRenewable(Connection connection, ProviderDefinition definition, UserId owner) {
        return connection.owner().equals(owner)
                && connection.provider().equals(definition.id())
                && connection.kind() == definition.authorizedKind()
                && connection.status() != ConnectionStatus.DISCONNECTED;
    }

    /** @param held the connection to renew */
    private static Checked complete(
            Wish wish,
            ProviderDefinition definition,
            URI target,
            UserId owner,
            Optional<Connection> held,
            boolean consent) {
        OAuth oauth = definition.oauth().orElseThrow();
        Optional<String> problem = scopeProblem(wish, oauth).or(() -> inputProblem(definition, wish.inputs(), held));
        if (problem.isPresent()) {
            return new Checked.Invalid(problem.get());
        }
        return new Checked.Accepted(new AuthorizationRequest(
                wish.mode(),
                wish.caller().tenant(),
                owner,
                wish.caller().subject(),
                wish.provider(),
                oauth.issuer(),
                definition.authorizedKind(),
                scopes(oauth.scopes(), wish.scopes(), held.map(Connection::scopes)),
                slotScopes(oauth, wish, held),
                held.map(Connection::inputs).orElseGet(() -> definition.withDefaults(wish.inputs())),
                target,
                consent,
                held.map(Connection::id)));
    }

    private static Optional<String> scopeProblem(Wish wish, OAuth oauth) {
        if (!oauth.scopes().ceiling().containsAll(wish.scopes().orElse(List.of()))) {
            return Optional.of("scopes: not all of them may be asked for from " + wish.provider());
        }
        return wish.slotScopes().entrySet().stream()
                .filter(wished -> {
                    OAuth.TokenSlot slot = oauth.slots().get(wished.getKey());
                    return slot == null || !slot.scopes().ceiling().containsAll(wished.getValue());
                })
                .findFirst()
                .map(wished -> "slotScopes: not all of them may be asked for from " + wish.provider());
    }

    /** What was given at connect is frozen: tokens go where it says. */
    private static Optional<String> inputProblem(
            ProviderDefinition definition, Map<String, String> given, Optional<Connection> held) {
        if (held.isPresent()) {
            return held.get().inputs().entrySet().containsAll(given.entrySet())
                    ? Optional.empty()
                    : Optional.of("inputs: those of a connection do not change");
        }
        return definition.inputProblems(given).entrySet().stream()
                .findFirst()
                .map(problem -> "inputs: " + problem.getKey() + " " + problem.getValue());
    }

    /** What is wished, and what is held already: a provider that is asked for less may take the rest away. */
    private static List<String> scopes(
            OAuth.Scopes scopes, Optional<List<String>> wished, Optional<GrantedScopes> held) {
        Set<String> heldAlready =
                new LinkedHashSet<>(held.map(GrantedScopes::granted).orElse(Set.of()));
        heldAlready.retainAll(scopes.ceiling());
        List<String> again =
                held.map(GrantedScopes::requested).map(List::copyOf).orElse(List.of());
        Set<String> all = new LinkedHashSet<>(scopes.toRequest(wished.orElseGet(() -> within(scopes, again))));
        all.addAll(heldAlready);
        return List.copyOf(all);
    }

    private static List<String> within(OAuth.Scopes scopes, List<String> wanted) {
        List<String> within = new ArrayList<>(wanted);
        within.retainAll(scopes.ceiling());
        return within;
    }

    private static Map<String, List<String>> slotScopes(OAuth oauth, Wish wish, Optional<Connection> held) {
        Map<String, List<String>> all = new LinkedHashMap<>();
        oauth.slots().forEach((name, slot) -> {
            Optional<GrantedScopes> before =
                    held.map(connection -> connection.slotScopes().get(name));
            List<String> scopes =
                    scopes(slot.scopes(), Optional.ofNullable(wish.slotScopes().get(name)), before);
            if (!scopes.isEmpty()) {
                all.put(name, scopes);
            }
        });
        return all;
    }

    private Optional<ProviderDefinition> definition(String provider) {
        return ProviderId.parse(provider)
                .flatMap(providers::find)
                .filter(definition -> definition.oauth().isPresent());
    }

    private static Uni<Checked> done(Checked checked) {
        return Uni.createFrom().item(checked);
    }
}
