package org.integrationstack.connections.grant;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Secret;

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

    private final TokenVault vault =
            new TokenVault(Keyset.parse(Secret.of(Keyset.generate())).sealer());

    @Test
    void opensWhatItSealed() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION, GRANT);

        assertThat(vault.open(ACME, CONNECTION, sealed, Set.of("repo"))).isEqualTo(GRANT);
    }

    @Test
    void sealsEverySecret() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION, GRANT);

        assertThat(text(sealed.accessToken())).doesNotContain("access");
        assertThat(text(sealed.refreshToken().orElseThrow())).doesNotContain("refresh");
        assertThat(text(sealed.values())).doesNotContain("one.example.com");
    }

    @Test
    void opensForNoOtherTenantOrConnection() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION, GRANT);

        assertThatThrownBy(() -> vault.open(new TenantId("globex"), CONNECTION, sealed, Set.of()))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> vault.open(ACME, ConnectionId.random(), sealed, Set.of()))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void takesNoFieldForAnother() {
        SealedGrant sealed = vault.seal(ACME, CONNECTION, GRANT);
        SealedGrant swapped = new SealedGrant(
                sealed.refreshToken().orElseThrow(),
                Optional.of(sealed.accessToken()),
                sealed.values(),
                sealed.tokenType(),
                sealed.expiresAt());

        assertThatThrownBy(() -> vault.open(ACME, CONNECTION, swapped, Set.of()))
                .isInstanceOf(SealBrokenException.class);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
