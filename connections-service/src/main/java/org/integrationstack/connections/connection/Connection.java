package org.integrationstack.connections.connection;

import java.net.URI;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.TokenSlot;

/**
 * An account of a provider, connected by a user. Made and changed by {@link Lifecycle} alone.
 *
 * @param issuer who issued the grant: with the account's id, what makes the account unique
 * @param account proven by the grant or by the credential's check; before that check it stands for nobody
 * @param scopes of its main token
 * @param slotScopes those of its further tokens, by slot
 * @param labels what callers find it by; theirs to choose and to change
 * @param settings what the user set, valid by the provider's own schema
 * @param inputs what was asked of the user when connecting; never changes, since hosts are made of it
 * @param resumesTo what it is beneath a pause; present if, and only if, it is paused
 * @param trouble why it does not work, or not well: what ails its main token
 * @param slotTroubles what ails its further tokens, by slot: it works without them
 * @param revocation present once disconnected
 * @param expiresAt when the main token ends; empty where it does not, or nobody knows. As it was when this was read:
 *     tokens are refreshed without a change of the connection
 * @param version raised by one with every change; a reader ignores versions that are not newer
 */
public record Connection(
        ConnectionId id,
        TenantId tenant,
        UserId owner,
        ProviderId provider,
        URI issuer,
        ConnectionKind kind,
        Account account,
        GrantedScopes scopes,
        Map<String, GrantedScopes> slotScopes,
        Map<String, String> labels,
        Map<String, Object> settings,
        Map<String, String> inputs,
        ConnectionStatus status,
        Optional<ConnectionStatus> resumesTo,
        Optional<Trouble> trouble,
        Map<String, Trouble> slotTroubles,
        Optional<Revocation> revocation,
        Optional<Instant> expiresAt,
        Instant createdAt,
        Instant updatedAt,
        long version) {
    public Connection {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(scopes, "scopes");
        slotScopes = Map.copyOf(slotScopes);
        labels = Map.copyOf(labels);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        inputs = Map.copyOf(inputs);
        Objects.requireNonNull(trouble, "trouble");
        slotTroubles = Map.copyOf(slotTroubles);
        Objects.requireNonNull(expiresAt, "expiry");
        Objects.requireNonNull(createdAt, "created");
        Objects.requireNonNull(updatedAt, "updated");
        if (resumesTo.isPresent() != (status == ConnectionStatus.PAUSED)) {
            throw new IllegalArgumentException("a connection is something beneath its pause, and only then");
        }
        if (revocation.isPresent() != (status == ConnectionStatus.DISCONNECTED)) {
            throw new IllegalArgumentException("a connection has a revocation if, and only if, it is disconnected");
        }
    }

    /** What it is, a pause left aside. */
    public ConnectionStatus health() {
        return resumesTo.orElse(status);
    }

    /** What ails that token. */
    public Optional<Trouble> trouble(TokenSlot slot) {
        return slot.equals(TokenSlot.MAIN) ? trouble : Optional.ofNullable(slotTroubles.get(slot.name()));
    }

    /** What was granted with that token. */
    public GrantedScopes scopes(TokenSlot slot) {
        return slot.equals(TokenSlot.MAIN)
                ? scopes
                : slotScopes.getOrDefault(slot.name(), new GrantedScopes(Set.of(), Set.of()));
    }

    /** The account, once it is known whose it is. */
    public Optional<Account> provenAccount() {
        return Optional.of(account).filter(known -> !known.equals(nobody(id)));
    }

    /** The account of a credential that was not checked yet: equal to no other, and to none at any provider. */
    static Account nobody(ConnectionId id) {
        return new Account("unchecked:" + id, Optional.empty(), Optional.empty());
    }

    /** Whether it is there for that caller, who is of its tenant: asked wherever a connection was found by its id. */
    public boolean isSeenBy(Caller caller) {
        return caller.sees(owner, provider, id);
    }
}
