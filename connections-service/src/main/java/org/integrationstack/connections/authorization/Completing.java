package org.integrationstack.connections.authorization;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.common.provider.Providers;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.connection.CodeExchanges;
import org.integrationstack.connections.connection.ConnectOutcome;
import org.integrationstack.connections.connection.Connecting;
import org.integrationstack.connections.connection.GivingBack;
import org.integrationstack.connections.connection.ProvenAccount;
import org.integrationstack.connections.connection.Reservation;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.GrantAnswer;
import org.integrationstack.connections.grant.InstallationAnswer;
import org.integrationstack.connections.grant.Proving;
import org.integrationstack.connections.grant.ProvingInstallation;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.web.PublicUrl;

/** Completes authorizations when browsers come back from providers. */
@ApplicationScoped
public class Completing {
    static final OneTimeRecords.Kind<ProvenResult> RESULT = new OneTimeRecords.Kind<>("result", ProvenResult.class);

    private static final Logger LOG = Logger.getLogger(Completing.class);

    private final OneTimeRecords records;
    private final Providers providers;
    private final Proving proving;
    private final ProvingInstallation installations;
    private final Connecting connecting;
    private final GivingBack givingBack;
    private final CodeExchanges codes;
    private final AuthorizationSettings settings;
    private final AuthorizationMetrics metrics;
    private final SecureRandom random;
    private final URI defaultReturn;

    @Inject
    Completing(
            OneTimeRecords records,
            Providers providers,
            Proving proving,
            ProvingInstallation installations,
            Connecting connecting,
            GivingBack givingBack,
            CodeExchanges codes,
            AuthorizationSettings settings,
            AuthorizationMetrics metrics,
            SecureRandom random,
            PublicUrl publicUrl) {
        this.records = records;
        this.providers = providers;
        this.proving = proving;
        this.installations = installations;
        this.connecting = connecting;
        this.givingBack = givingBack;
        this.codes = codes;
        this.settings = settings;
        this.metrics = metrics;
        this.random = random;
        this.defaultReturn = publicUrl.of(AuthorizationRequests.DEFAULT_RETURN);
    }

    /** Takes the state, which is thereby used, and completes what it stands for. */
    public Uni<Completion> complete(Callback callback) {
        return taken(callback)
                .chain(found -> found.map(pending -> judged(callback, pending))
                        .orElseGet(() -> failed("unknown", defaultReturn, CallbackError.INVALID_STATE)));
    }

    private Uni<Optional<PendingAuthorization>> taken(Callback callback) {
        return callback.state()
                .map(state -> records.take(Authorizing.PENDING, state))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Completion> judged(Callback callback, PendingAuthorization pending) {
        AuthorizationRequest request = pending.request();
        Optional<ProviderDefinition> definition = providers.find(new ProviderId(request.provider()));
        boolean issRequired = definition
                .flatMap(ProviderDefinition::oauth)
                .map(OAuth::issRequired)
                .orElse(true);
        CallbackRules.Verdict verdict = CallbackRules.judge(callback, pending, issRequired);
        if (verdict instanceof CallbackRules.Proceed proceed && definition.isPresent()) {
            return exchange(definition.get(), pending, proceed.code());
        }
        if (verdict instanceof CallbackRules.Failed failed) {
            return failed(request.provider(), request.returnTo(), failed.error());
        }
        return failed(request.provider(), defaultReturn, CallbackError.INVALID_STATE);
    }

    private Uni<Completion> exchange(ProviderDefinition definition, PendingAuthorization pending, Secret code) {
        AuthorizationRequest request = pending.request();
        Optional<Secret> verifier =
                definition.oauth().filter(OAuth::pkce).map(oauth -> Secret.of(pending.codeVerifier()));
        Map<TokenSlot, Set<String>> slotScopes = new HashMap<>();
        request.slotScopes().forEach((slot, scopes) -> slotScopes.put(new TokenSlot(slot), Set.copyOf(scopes)));
        CodeExchange exchange = new CodeExchange(
                definition,
                request.inputs(),
                code,
                pending.redirectUri(),
                verifier,
                pending.nonce(),
                Set.copyOf(request.scopes()),
                slotScopes);
        return codes.begin(request.tenant(), request.owner(), request.issuer(), exchange)
                .chain(reserved -> proving.prove(exchange)
                        .chain(answer -> answered(definition, new Exchanged(request, reserved), answer)));
    }

    private Uni<Completion> answered(ProviderDefinition definition, Exchanged exchanged, GrantAnswer answer) {
        AuthorizationRequest request = exchanged.request();
        if (answer instanceof GrantAnswer.Granted granted) {
            return request.kind() == ConnectionKind.APP
                    ? installed(definition, exchanged, granted)
                    : proven(
                            request,
                            request.proven(granted.account(), granted.grants()),
                            Optional.of(exchanged.code()));
        }
        if (answer instanceof GrantAnswer.Unproven unproven) {
            return givingBack
                    .giveBack(request.unheld(Optional.empty(), unproven.grants()), Optional.of(exchanged.code()))
                    .chain(() -> refused(request, unproven.reason(), unproven.temporary()));
        }
        return answer instanceof GrantAnswer.Unavailable unavailable
                ? codes.broughtWhoKnows(request.tenant(), exchanged.code())
                        .chain(() -> refused(request, unavailable.reason(), true))
                : codes.broughtNothing(request.tenant(), exchanged.code())
                        .chain(() -> refused(request, ((GrantAnswer.Refused) answer).reason(), false));
    }

    /** @param code what was exchanged for the grants, as long as nobody has taken it */
    private Uni<Completion> proven(AuthorizationRequest request, ProvenAccount proven, Optional<Reservation> code) {
        return request.mode() == AuthorizationRequest.Mode.BROWSER
                ? connect(request, proven, code)
                : keep(request, proven, code);
    }

    /** The person's grant only proves rights over an installation, and is given back whatever comes of it. */
    private Uni<Completion> installed(ProviderDefinition definition, Exchanged exchanged, GrantAnswer.Granted person) {
        AuthorizationRequest request = exchanged.request();
        return renewedAccount(request)
                .chain(accountId ->
                        installations.prove(definition, request.inputs(), person.grant(), person.account(), accountId))
                .eventually(() -> givingBack.giveBack(
                        request.unheld(Optional.of(person.account().id()), person.grants()),
                        Optional.of(exchanged.code())))
                .chain(answer -> installed(request, answer));
    }

    private Uni<Optional<String>> renewedAccount(AuthorizationRequest request) {
        return request.connection()
                .map(id -> connecting.accountId(request.tenant(), id))
                .orElseGet(() -> Uni.createFrom().item(Optional.empty()));
    }

    private Uni<Completion> installed(AuthorizationRequest request, InstallationAnswer answer) {
        if (answer instanceof InstallationAnswer.Proven proven) {
            ProvenAccount account = request.proven(proven.account(), Map.of(TokenSlot.MAIN, proven.grant()));
            return proven(request, account, Optional.empty());
        }
        if (answer instanceof InstallationAnswer.Missing) {
            return failed(request.provider(), request.returnTo(), CallbackError.INSTALLATION_MISSING);
        }
        if (answer instanceof InstallationAnswer.Ambiguous) {
            return failed(request.provider(), request.returnTo(), CallbackError.INSTALLATION_AMBIGUOUS);
        }
        return answer instanceof InstallationAnswer.Unavailable unavailable
                ? refused(request, unavailable.reason(), true)
                : refused(request, ((InstallationAnswer.Refused) answer).reason(), false);
    }

    private Uni<Completion> refused(AuthorizationRequest request, String reason, boolean temporary) {
        LOG.warnf("%s granted nothing to a user of tenant %s: %s", request.provider(), request.tenant(), reason);
        CallbackError error = temporary ? CallbackError.PROVIDER_UNAVAILABLE : CallbackError.EXCHANGE_FAILED;
        return failed(request.provider(), request.returnTo(), error);
    }

    private Uni<Completion> connect(AuthorizationRequest request, ProvenAccount proven, Optional<Reservation> code) {
        return givingBack
                .unlessDone(proven.unheld(), connecting.connect(proven, request.connection(), code))
                .chain(outcome -> connected(request, outcome));
    }

    private Uni<Completion> connected(AuthorizationRequest request, ConnectOutcome outcome) {
        if (outcome instanceof ConnectOutcome.Connected connected) {
            metrics.completed(request.provider());
            LOG.infof(
                    "connection %s: %s account connected for a user of tenant %s",
                    connected.connection().id(), request.provider(), request.tenant());
            return Uni.createFrom()
                    .item(new Completion.Connected(
                            request.returnTo(), connected.connection().id()));
        }
        if (outcome instanceof ConnectOutcome.TooLate) {
            return refused(request, "it took too long", true);
        }
        CallbackError error = outcome instanceof ConnectOutcome.OtherAccount
                ? CallbackError.ACCOUNT_MISMATCH
                : CallbackError.CONNECTION_GONE;
        return failed(request.provider(), request.returnTo(), error);
    }

    /** The grant is recorded as one to be given back before anybody can redeem it: nobody may ever do. */
    private Uni<Completion> keep(AuthorizationRequest request, ProvenAccount proven, Optional<Reservation> code) {
        Uni<Completion> kept = givingBack
                .reserve(proven.unheld(), code, settings.resultLifetime())
                .chain(reserved -> reserved.map(place -> redeemable(request, ProvenResult.of(request, proven, place)))
                        .orElseGet(() -> refused(request, "it took too long", true)));
        return givingBack.unlessDone(proven.unheld(), kept);
    }

    private Uni<Completion> redeemable(AuthorizationRequest request, ProvenResult result) {
        OneTimeSecret code = OneTimeSecret.random(random);
        return records.put(RESULT, code, result, settings.resultLifetime())
                .replaceWith(new Completion.AwaitsRedemption(request.returnTo(), code));
    }

    private Uni<Completion> failed(String provider, URI returnTo, CallbackError error) {
        metrics.failed(provider, error);
        LOG.infof("an authorization with %s ended without a connection: %s", provider, error.code());
        return Uni.createFrom().item(new Completion.Failed(returnTo, error));
    }

    /** @param code stands for what came of it, until somebody comes to hold that */
    private record Exchanged(AuthorizationRequest request, Reservation code) {}
}
