package org.integrationstack.connections.endpoint;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.common.secret.SigningSecret;
import org.integrationstack.connections.vault.DataKeys;
import org.integrationstack.connections.vault.Place;
import org.integrationstack.connections.vault.SealedTable;
import org.integrationstack.connections.vault.Vault;

/**
 * Seals signing secrets for the database, under keys of their own, and opens them again. For their way to the gateway they
 * are sealed otherwise: the gateway's key opens nothing that lies here. Thread-safe.
 */
@ApplicationScoped
class SecretVault {
    private static final KeyPurpose SIGNING_SECRETS = new KeyPurpose("signing-secrets");
    private static final String SECRET = "secret";

    private final Vault vault;

    @Inject
    SecretVault(Vault vault) {
        this.vault = vault;
    }

    @Produces
    @Singleton
    static SealedTable secrets() {
        return new SealedTable(
                "webhook_endpoint_secret",
                SIGNING_SECRETS,
                "id",
                Optional.empty(),
                List.of(SealedTable.Column.of(SECRET)));
    }

    /** The secret, sealed under that id, as the current one. */
    EndpointSecret seal(TenantId tenant, UUID id, Secret secret, Instant now) {
        byte[] plain = secret.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] sealed = vault.keys(SIGNING_SECRETS).seal(place(tenant, id), SECRET, plain);
        return new EndpointSecret(id, sealed, now, Optional.empty());
    }

    /**
     * These secrets again. Fails with {@link org.integrationstack.common.secret.SealBrokenException} when one was not
     * sealed for its place, or under keys we do not have.
     */
    Uni<List<SigningSecret>> open(TenantId tenant, List<EndpointSecret> secrets) {
        if (secrets.isEmpty()) {
            return Uni.createFrom().item(List.of());
        }
        return vault.keysFor(
                        SIGNING_SECRETS,
                        secrets.stream().map(EndpointSecret::sealed).toList())
                .map(keys -> secrets.stream()
                        .map(secret -> new SigningSecret(open(keys, tenant, secret), secret.until()))
                        .toList());
    }

    private static Secret open(DataKeys keys, TenantId tenant, EndpointSecret secret) {
        byte[] plain = keys.open(place(tenant, secret.id()), SECRET, secret.sealed());
        return Secret.of(new String(plain, StandardCharsets.UTF_8));
    }

    private static Place place(TenantId tenant, UUID id) {
        return new Place(SIGNING_SECRETS, tenant, id, "");
    }
}
