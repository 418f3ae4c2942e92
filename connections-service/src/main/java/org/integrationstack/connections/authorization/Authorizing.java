package org.integrationstack.connections.authorization;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.http.HostOverrides;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.ProviderSettings;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.connections.web.PublicUrl;

/** Begins authorizations: at once in a browser, or later by a link that a program made. */
@ApplicationScoped
public class Authorizing {
    static final OneTimeRecords.Kind<PendingAuthorization> PENDING =
            new OneTimeRecords.Kind<>("state", PendingAuthorization.class);
    private static final OneTimeRecords.Kind<AuthorizationRequest> TICKET =
            new OneTimeRecords.Kind<>("ticket", AuthorizationRequest.class);

    private final OneTimeRecords records;
    private final Providers providers;
    private final ProviderSettings registrations;
    private final HostOverrides overrides;
    private final AuthorizationSettings settings;
    private final PublicUrl publicUrl;
    private final AuthorizationMetrics metrics;
    private final SecureRandom random;
    private final Clock clock;

    @Inject
    Authorizing(
            OneTimeRecords records,
            Providers providers,
            ProviderSettings registrations,
            HostOverrides overrides,
            AuthorizationSettings settings,
            PublicUrl publicUrl,
            AuthorizationMetrics metrics,
            SecureRandom random,
            Clock clock) {
        this.records = records;
        this.providers = providers;
        this.registrations = registrations;
        this.overrides = overrides;
        this.settings = settings;
        this.publicUrl = publicUrl;
        this.metrics = metrics;
        this.random = random;
        this.clock = clock;
    }

    /** The name under which a browser keeps its binding while that state is out. */
    public static String bindingName(OneTimeSecret state) {
        return state.name("browser");
    }

    /** Begins in the browser that asks. */
    public Uni<Begun> begin(AuthorizationRequest request) {
        OneTimeSecret state = OneTimeSecret.random(random);
        OneTimeSecret binding = OneTimeSecret.random(random);
        PendingAuthorization pending = new PendingAuthorization(
                request,
                publicUrl.of("/api/auth/callback/" + request.provider()),
                binding.name("binding"),
                OneTimeSecret.random(random).reveal(),
                OneTimeSecret.random(random).reveal());
        Begun begun = new Begun(authorizeUrl(pending, state), bindingName(state), binding, settings.stateLifetime());
        return records.put(PENDING, state, pending, settings.stateLifetime())
                .invoke(() -> metrics.started(request.provider()))
                .replaceWith(begun);
    }

    /** Makes a link for a browser elsewhere. */
    public Uni<Link> link(AuthorizationRequest request) {
        OneTimeSecret ticket = OneTimeSecret.random(random);
        Link link = new Link(
                publicUrl.of("/connect/" + ticket.reveal()), clock.instant().plus(settings.linkLifetime()));
        return records.put(TICKET, ticket, request, settings.linkLifetime()).replaceWith(link);
    }

    /** Begins what a link stands for, in the browser that opened it; empty when it was opened before or is too old. */
    public Uni<Optional<Begun>> follow(OneTimeSecret ticket) {
        return records.take(TICKET, ticket)
                .chain(request -> request.map(it -> begin(it).map(Optional::of))
                        .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
    }

    private URI authorizeUrl(PendingAuthorization pending, OneTimeSecret state) {
        AuthorizationRequest request = pending.request();
        ProviderId provider = new ProviderId(request.provider());
        OAuth oauth =
                providers.find(provider).flatMap(ProviderDefinition::oauth).orElseThrow();
        String clientId = registrations.client(provider).orElseThrow().id();
        return overrides.apply(AuthorizeUrl.of(oauth, clientId, pending, state.reveal(), request.consent()));
    }
}
