package org.integrationstack.connections.vault;

import java.util.List;
import java.util.Optional;

import org.integrationstack.common.secret.KeyEncryptionKey;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.LocalKeyEncryptionKey;

/** Vaults for tests that need no database. */
public final class Vaults {
    private Vaults() {}

    /** A vault with fresh keys for these tables. */
    public static Vault opened(SealedTable... tables) {
        Vault vault = of(new KeysetsInMemory(), kek(Keyset.generate()), tables);
        vault.load().await().indefinitely();
        return vault;
    }

    static Vault of(Keysets keysets, KeyEncryptionKey kek, SealedTable... tables) {
        return new Vault(new Keyring(keysets, kek), keysets, List.of(tables));
    }

    static KeyEncryptionKey kek(String keyset) {
        return LocalKeyEncryptionKey.of("INTEGRATION_KEYS_VAULT", Optional.of(keyset), Optional.empty());
    }
}
