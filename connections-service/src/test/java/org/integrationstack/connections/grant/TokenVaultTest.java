package org.integrationstack.connections.grant;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.vault.Vaults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TokenVaultTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final ConnectionId CONNECTION = ConnectionId.random();
    private static final Grant GRANT = new Grant(
            Secret.of("access"),
            Optional.of(Secret.of("refresh")),
            "bearer",
            Set.of("repo"),
            Optional.empty(),
            Map.of("instance_url", "https://one.example.com"));

    private final TokenVault vault = new TokenVault(Vaults.opened(TokenVault.grants()));

    @Test
    void opensWhatItSealed() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION.value(), TokenSlot.MAIN, GRANT);

        assertThat(open(ACME, CONNECTION, TokenSlot.MAIN, sealed)).isEqualTo(GRANT);
    }

    @Test
    void sealsEverySecret() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION.value(), TokenSlot.MAIN, GRANT);

        assertThat(text(sealed.accessToken())).doesNotContain("access");
        assertThat(text(sealed.refreshToken().orElseThrow())).doesNotContain("refresh");
        assertThat(text(sealed.values())).doesNotContain("one.example.com");
    }

    @Test
    void opensForNoOtherTenantConnectionOrSlot() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION.value(), TokenSlot.MAIN, GRANT);

        assertThatThrownBy(() -> open(new TenantId("globex"), CONNECTION, TokenSlot.MAIN, sealed))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> open(ACME, ConnectionId.random(), TokenSlot.MAIN, sealed))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> open(ACME, CONNECTION, new TokenSlot("user"), sealed))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void takesNoFieldForAnother() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION.value(), TokenSlot.MAIN, GRANT);
        SealedGrant swapped = new SealedGrant(
                sealed.refreshToken().orElseThrow(),
                Optional.of(sealed.accessToken()),
                sealed.values(),
                sealed.tokenType(),
                sealed.expiresAt());

        assertThatThrownBy(() -> open(ACME, CONNECTION, TokenSlot.MAIN, swapped))
                .isInstanceOf(SealBrokenException.class);
    }

    private Grant open(TenantId tenant, ConnectionId connection, TokenSlot slot, SealedGrant sealed) {
        return vault.open(tenant, connection.value(), slot, sealed, Set.of("repo"))
                .await()
                .indefinitely();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
