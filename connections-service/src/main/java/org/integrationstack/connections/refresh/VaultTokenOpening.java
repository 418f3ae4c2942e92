package org.integrationstack.connections.refresh;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenVault;

/** Opens and seals with the vault's keys. */
@ApplicationScoped
class VaultTokenOpening implements TokenOpening {
    private final TokenVault vault;

    @Inject
    VaultTokenOpening(TokenVault vault) {
        this.vault = vault;
    }

    @Override
    public Uni<Grant> open(StoredToken token) {
        return open(token, token.grant());
    }

    @Override
    public Uni<Grant> openForUse(StoredToken token) {
        return open(token, token.grant().withoutRefreshToken());
    }

    private Uni<Grant> open(StoredToken token, SealedGrant sealed) {
        TokenRef ref = token.ref();
        return vault.open(ref.tenant(), ref.connection().value(), ref.slot(), sealed, token.scopes());
    }

    @Override
    public SealedGrant seal(TokenRef ref, Grant grant) {
        return vault.seal(ref.tenant(), ref.connection().value(), ref.slot(), grant);
    }
}
