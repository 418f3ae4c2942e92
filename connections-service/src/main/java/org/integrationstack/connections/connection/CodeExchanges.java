package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.database.Transactions;
import org.integrationstack.connections.grant.CodeExchange;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.RevocationAnswer;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenEndpoint;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.grant.TokenVault;

/**
 * Records authorization codes, sealed, before they are exchanged. Whoever attaches what a code brought takes it out in the
 * same transaction; a code that stays, since its process died or no answer came, is exchanged once more: what that
 * brings is given back, and a provider that has exchanged it before refuses it and revokes what it issued for it.
 *
 * <p>Source: RFC 6749 section 4.1.2: a code that is used more than once must be denied, and tokens issued for it should be
 * revoked.
 *
 * <p>It also keeps exchanges and revocations apart that would end all grants of an account: whose a code is shows only when
 * it has been exchanged. A revocation waits for the exchanges of its provider, and an exchange for the revocation that is
 * being asked for.
 */
@ApplicationScoped
public class CodeExchanges {
    /** How long an authorization may take from its code to its connection; later it finds its code taken. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final String REDIRECT_URI = "redirect_uri";
    private static final String OWNER = "owner";
    private static final String TYPE = "code";

    private final Transactions transactions;
    private final RevocationQueue queue;
    private final GivingBack givingBack;
    private final TokenEndpoint tokens;
    private final TokenVault vault;
    private final Clock clock;

    @Inject
    CodeExchanges(
            Transactions transactions,
            RevocationQueue queue,
            GivingBack givingBack,
            TokenEndpoint tokens,
            TokenVault vault,
            Clock clock) {
        this.transactions = transactions;
        this.queue = queue;
        this.givingBack = givingBack;
        this.tokens = tokens;
        this.vault = vault;
        this.clock = clock;
    }

    /** Records a code; when that ends it may be exchanged. */
    public Uni<Reservation> begin(TenantId tenant, UserId owner, URI issuer, CodeExchange exchange) {
        Reservation reservation = Reservation.ofCode();
        RevocationOrder order = order(tenant, owner, issuer, exchange, reservation);
        return transactions
                .of(tenant, () -> queue.announce(order))
                .chain(() -> untilNobodyAsks(order))
                .replaceWith(reservation);
    }

    /** Ends with the calls that were under way: none is begun meanwhile. */
    private Uni<Void> untilNobodyAsks(RevocationOrder order) {
        return queue.isAsking(order.provider(), order.issuer())
                .chain(asking -> asking
                        ? Uni.createFrom()
                                .voidItem()
                                .onItem()
                                .delayIt()
                                .by(LOOK_EVERY)
                                .chain(() -> untilNobodyAsks(order))
                        : Uni.createFrom().voidItem());
    }

    /** The code brought nothing. Never fails: one that stays is refused once more, and then forgotten. */
    public Uni<Void> broughtNothing(TenantId tenant, Reservation reservation) {
        return quietly(tenant, () -> queue.take(tenant, reservation.place()).replaceWithVoid());
    }

    /** Nobody knows what the code brought. Never fails: it is seen to a little later then. */
    public Uni<Void> broughtWhoKnows(TenantId tenant, Reservation reservation) {
        return quietly(tenant, () -> queue.hasten(tenant, reservation.place()));
    }

    private Uni<Void> quietly(TenantId tenant, Supplier<Uni<Void>> change) {
        return transactions.of(tenant, change).onFailure().recoverWithNull();
    }

    private RevocationOrder order(
            TenantId tenant, UserId owner, URI issuer, CodeExchange exchange, Reservation reservation) {
        Map<String, String> values = Map.of(
                REDIRECT_URI, exchange.redirectUri().toString(),
                OWNER, owner.value());
        Grant code = new Grant(exchange.code(), exchange.codeVerifier(), TYPE, Set.of(), Optional.empty(), values);
        return new RevocationOrder(
                tenant,
                reservation.place(),
                TokenSlot.MAIN,
                RevocationReason.EXCHANGING,
                exchange.provider().id(),
                issuer,
                ConnectionKind.OAUTH,
                Optional.empty(),
                exchange.inputs(),
                vault.seal(tenant, reservation.place(), TokenSlot.MAIN, code),
                clock.instant().plus(PATIENCE));
    }

    /** Exchanges a code that was left over, and gives back what it brings. */
    Uni<RevocationAnswer> settle(ProviderDefinition provider, RevocationOrder order, Grant code) {
        if (provider.oauth().isEmpty()) {
            return Uni.createFrom().item(new RevocationAnswer.Unsupported());
        }
        Map<TokenSlot, Set<String>> slots = new HashMap<>();
        provider.oauth().get().slots().keySet().forEach(slot -> slots.put(new TokenSlot(slot), Set.of()));
        CodeExchange exchange = new CodeExchange(
                provider,
                order.inputs(),
                code.accessToken(),
                URI.create(code.values().get(REDIRECT_URI)),
                code.refreshToken(),
                "",
                Set.of(),
                slots);
        return tokens.exchange(exchange).chain(answer -> settled(order, code, answer));
    }

    private Uni<RevocationAnswer> settled(RevocationOrder order, Grant code, TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Granted granted) {
            return givingBack
                    .giveBack(unheld(order, code, granted), Optional.empty())
                    .replaceWith(new RevocationAnswer.Revoked());
        }
        if (answer instanceof TokenAnswer.Refused refused) {
            return Uni.createFrom()
                    .item(
                            refused.kind() == TokenAnswer.Kind.CLIENT
                                    ? new RevocationAnswer.Refused(refused.code())
                                    : new RevocationAnswer.Revoked());
        }
        return Uni.createFrom().item(new RevocationAnswer.Unavailable("code_in_doubt"));
    }

    private static UnheldGrants unheld(RevocationOrder order, Grant code, TokenAnswer.Granted granted) {
        return new UnheldGrants(
                order.tenant(),
                new UserId(code.values().get(OWNER)),
                order.provider(),
                order.issuer(),
                order.kind(),
                Optional.empty(),
                order.inputs(),
                granted.grants());
    }
}
