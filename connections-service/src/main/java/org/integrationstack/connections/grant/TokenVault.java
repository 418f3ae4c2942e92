package org.integrationstack.connections.grant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.vault.DataKeys;
import org.integrationstack.connections.vault.Place;
import org.integrationstack.connections.vault.SealedTable;
import org.integrationstack.connections.vault.Vault;

/**
 * Seals tokens for the database and opens them again. A sealed field opens only for the tenant, holder, slot and field
 * it was sealed for, so a row copied elsewhere is worthless. Thread-safe.
 */
@ApplicationScoped
public class TokenVault {
    /** What the keys that seal tokens are for. */
    public static final KeyPurpose TOKENS = new KeyPurpose("tokens");

    private static final String ACCESS_TOKEN = "access_token";
    private static final String REFRESH_TOKEN = "refresh_token";
    private static final String VALUES = "kept_values";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

    private final Vault vault;

    @Inject
    public TokenVault(Vault vault) {
        this.vault = vault;
    }

    @Produces
    @Singleton
    static SealedTable grants() {
        return table(
                "connection_grant",
                "connection",
                Stream.of(
                        SealedTable.Column.of(ACCESS_TOKEN),
                        SealedTable.Column.of(REFRESH_TOKEN),
                        // Moved there from its neighbour as it was.
                        new SealedTable.Column("previous_refresh_token", REFRESH_TOKEN),
                        SealedTable.Column.of(VALUES)));
    }

    /** Where tokens wait to be given back, as they were sealed for whom they were taken from. */
    @Produces
    @Singleton
    static SealedTable revocations() {
        return table(
                "grant_revocation",
                "place",
                Stream.of(ACCESS_TOKEN, REFRESH_TOKEN, VALUES).map(SealedTable.Column::of));
    }

    private static SealedTable table(String name, String holder, Stream<SealedTable.Column> columns) {
        return new SealedTable(name, TOKENS, holder, Optional.of("slot"), columns.toList());
    }

    /**
     * The grant, sealed.
     *
     * @param holder the id of the connection that holds it, or one that stands for it
     */
    public SealedGrant seal(TenantId tenant, UUID holder, TokenSlot slot, Grant grant) {
        Place place = place(tenant, holder, slot);
        DataKeys keys = vault.keys(TOKENS);
        return new SealedGrant(
                keys.seal(place, ACCESS_TOKEN, bytes(grant.accessToken())),
                grant.refreshToken().map(token -> keys.seal(place, REFRESH_TOKEN, bytes(token))),
                keys.seal(place, VALUES, json(grant.values())),
                grant.tokenType(),
                grant.expiresAt());
    }

    /**
     * The grant again. Fails with {@link org.integrationstack.common.secret.SealBrokenException} when it was not sealed
     * for this holder and slot, or under keys we do not have. Best called outside of a transaction: it may have to read
     * keys that another replica has made, over a connection of its own.
     *
     * @param scopes what the connection says was granted; they are no secret and not sealed
     */
    public Uni<Grant> open(TenantId tenant, UUID holder, TokenSlot slot, SealedGrant sealed, Set<String> scopes) {
        Place place = place(tenant, holder, slot);
        return vault.keysFor(TOKENS, sealed.sealed())
                .map(keys -> new Grant(
                        secret(keys.open(place, ACCESS_TOKEN, sealed.accessToken())),
                        sealed.refreshToken().map(token -> secret(keys.open(place, REFRESH_TOKEN, token))),
                        sealed.tokenType(),
                        scopes,
                        sealed.expiresAt(),
                        texts(keys.open(place, VALUES, sealed.values()))));
    }

    private static Place place(TenantId tenant, UUID holder, TokenSlot slot) {
        return new Place(TOKENS, tenant, holder, slot.name());
    }

    private static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }

    private static Secret secret(byte[] text) {
        return Secret.of(new String(text, StandardCharsets.UTF_8));
    }

    private static byte[] json(Map<String, String> values) {
        try {
            return JSON.writeValueAsBytes(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> texts(byte[] json) {
        try {
            return JSON.readValue(json, TEXTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
