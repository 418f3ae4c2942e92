package org.integrationstack.connections.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.idempotency.CreatedOnce;
import org.integrationstack.connections.idempotency.Creation;
import org.integrationstack.connections.idempotency.IdempotencyKey;
import org.integrationstack.connections.web.Violation;

/**
 * Gives an endpoint another secret. Those of before go on working for a while, to a time that is fixed now: the provider
 * signs with the old one until somebody has told it the new one.
 */
@ApplicationScoped
public class SecretRotation {
    /** How many may be good at a time: each is tried with every delivery whose signature fits none. */
    private static final int MOST = 5;

    private final Providers providers;
    private final Endpoints endpoints;
    private final EndpointChanges changes;
    private final Transactions transactions;
    private final CreatedOnce createdOnce;
    private final SecretVault vault;
    private final SecretForms forms;
    private final EndpointSettings settings;
    private final Clock clock;

    @Inject
    SecretRotation(
            Providers providers,
            Endpoints endpoints,
            EndpointChanges changes,
            Transactions transactions,
            CreatedOnce createdOnce,
            SecretVault vault,
            SecretForms forms,
            EndpointSettings settings,
            Clock clock) {
        this.providers = providers;
        this.endpoints = endpoints;
        this.changes = changes;
        this.transactions = transactions;
        this.createdOnce = createdOnce;
        this.vault = vault;
        this.forms = forms;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Another secret, which every gateway takes within moments.
     *
     * @param key under which the same request may come again
     * @param request what makes the request what it is
     */
    public Uni<RotateOutcome> rotate(
            Caller caller, UUID id, Optional<IdempotencyKey> key, byte[] request, RotationWish wish) {
        return transactions
                .of(caller.tenant(), () -> endpoints.find(caller.tenant(), id))
                .chain(found -> found.filter(endpoint -> endpoint.isSeenBy(caller))
                        .map(endpoint -> rotate(caller, endpoint, key, request, wish))
                        .orElseGet(() -> Uni.createFrom().item(new RotateOutcome.Unknown())));
    }

    /** Erases secrets that have ended. */
    public Uni<Void> eraseEnded() {
        return transactions.acrossTenants(() -> endpoints.eraseEnded(clock.instant()));
    }

    private Uni<RotateOutcome> rotate(
            Caller caller, Endpoint endpoint, Optional<IdempotencyKey> key, byte[] request, RotationWish wish) {
        Optional<ProviderDefinition> provider = providers.find(endpoint.provider());
        if (provider.isEmpty() || !forms.takesSecrets(provider.get())) {
            return Uni.createFrom().item(new RotateOutcome.NoSecrets());
        }
        List<Violation> violations = violations(wish, provider.get());
        if (!violations.isEmpty()) {
            return Uni.createFrom().item(new RotateOutcome.Invalid(violations));
        }
        Secret secret = wish.secret().or(() -> forms.generate(provider.get())).orElseThrow();
        return createdOnce
                .create(caller, key, request, id -> add(id, caller, endpoint.id(), secret, wish, provider.get()))
                .chain(creation -> answer(caller, creation, endpoint.id(), wish))
                .onFailure(Refused.class)
                .recoverWithItem(refused -> refused.outcome);
    }

    private List<Violation> violations(RotationWish wish, ProviderDefinition provider) {
        List<Violation> violations = new ArrayList<>(EndpointRules.secretViolations(wish.secret(), provider, forms));
        wish.overlap()
                .filter(overlap -> overlap.isNegative() || overlap.compareTo(settings.longestOverlap()) > 0)
                .ifPresent(overlap -> violations.add(
                        new Violation("overlap", "must be between PT0S and " + settings.longestOverlap())));
        return violations;
    }

    private Uni<Void> add(
            UUID id, Caller caller, UUID endpoint, Secret secret, RotationWish wish, ProviderDefinition provider) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Duration overlap = wish.overlap().orElse(settings.overlap());
        return endpoints
                .lock(caller.tenant(), endpoint)
                .map(found -> found.filter(it -> it.isSeenBy(caller))
                        .orElseThrow(() -> new Refused(new RotateOutcome.Unknown())))
                .map(before -> before.rotated(
                        vault.seal(caller.tenant(), id, secret, now),
                        now.plus(overlap),
                        EndpointRules.handshake(provider, now, settings.handshake())))
                .invoke(rotated -> refuseIf(rotated.secrets().size() > MOST, new RotateOutcome.TooMany(MOST)))
                .chain(rotated -> endpoints
                        .update(rotated)
                        .chain(() -> changes.tell(rotated, EndpointEvents.Act.ROTATED, caller.subject(), now)));
    }

    private Uni<RotateOutcome> answer(Caller caller, Creation creation, UUID endpoint, RotationWish wish) {
        if (creation instanceof Creation.KeyReused) {
            return Uni.createFrom().item(new RotateOutcome.KeyReused());
        }
        UUID secret =
                creation instanceof Creation.Repeated repeated ? repeated.id() : ((Creation.Created) creation).id();
        return transactions
                .of(caller.tenant(), () -> endpoints.find(caller.tenant(), endpoint))
                .chain(found -> found.map(it -> shown(it, secret, wish))
                        .orElseGet(() -> Uni.createFrom().item(new RotateOutcome.Unknown())));
    }

    private Uni<RotateOutcome> shown(Endpoint endpoint, UUID id, RotationWish wish) {
        List<EndpointSecret> made = endpoint.secrets().stream()
                .filter(secret -> secret.id().equals(id))
                .toList();
        if (made.isEmpty()) {
            return Uni.createFrom().item(new RotateOutcome.Ended());
        }
        return vault.open(endpoint.tenant(), made)
                .map(opened -> new RotateOutcome.Rotated(
                        endpoint,
                        opened.stream()
                                .findFirst()
                                .map(SigningSecret::value)
                                .filter(it -> wish.secret().isEmpty())));
    }

    private static void refuseIf(boolean so, RotateOutcome outcome) {
        if (so) {
            throw new Refused(outcome);
        }
    }

    /** Undoes the transaction in which it shows that there can be no other secret. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient RotateOutcome outcome;

        Refused(RotateOutcome outcome) {
            super(null, null, false, false);
            this.outcome = outcome;
        }
    }
}
