package org.integrationstack.common.secret;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalKeyEncryptionKeyTest {
    private static final String NAME = "INTEGRATION_KEYS_VAULT";
    private static final KeyPurpose TOKENS = new KeyPurpose("tokens");
    private static final KeyPurpose SIGNING = new KeyPurpose("signing-secrets");

    private final Keyset key = Keyset.parse(Secret.of(Keyset.generate()));
    private final Secret data = Secret.of(Keyset.generate());

    @TempDir
    Path directory;

    @Test
    void unwrapsWhatItWrapped() {
        KeyEncryptionKey kek = environment(key);
        byte[] wrapped = get(kek.wrap(TOKENS, data));

        KeyEncryptionKey.Unwrapped unwrapped = get(kek.unwrap(TOKENS, wrapped));

        assertThat(unwrapped.keyset()).isEqualTo(data);
        assertThat(unwrapped.current()).isTrue();
    }

    @Test
    void unwrapsForNoOtherPurpose() {
        KeyEncryptionKey kek = environment(key);
        byte[] wrapped = get(kek.wrap(TOKENS, data));

        assertThatThrownBy(() -> get(kek.unwrap(SIGNING, wrapped))).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void unwrapsUnderNoOtherKey() {
        byte[] wrapped = get(environment(key).wrap(TOKENS, data));

        assertThatThrownBy(() -> get(
                        environment(Keyset.parse(Secret.of(Keyset.generate()))).unwrap(TOKENS, wrapped)))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void saysWhatItsNewestKeyDidNotWrap() {
        byte[] wrapped = get(environment(key).wrap(TOKENS, data));

        assertThat(get(environment(rotated()).unwrap(TOKENS, wrapped)).current())
                .isFalse();
    }

    @Test
    void usesAFileAsItIsNow() throws IOException {
        Path file = directory.resolve("vault.key");
        Files.writeString(file, key.text().reveal() + "\n");
        KeyEncryptionKey kek = LocalKeyEncryptionKey.of(NAME, Optional.empty(), Optional.of(file));
        byte[] wrapped = get(kek.wrap(TOKENS, data));

        Files.writeString(file, rotated().text().reveal());

        assertThat(get(kek.unwrap(TOKENS, wrapped))).isEqualTo(new KeyEncryptionKey.Unwrapped(data, false));
        assertThat(get(kek.unwrap(TOKENS, get(kek.wrap(TOKENS, data)))).current())
                .isTrue();
    }

    @Test
    void wantsExactlyOneOfBothSettings() {
        assertThatThrownBy(() -> LocalKeyEncryptionKey.of(NAME, Optional.empty(), Optional.empty()))
                .hasMessageStartingWith("a key is missing: set either INTEGRATION_KEYS_VAULT, to a Tink AES256-GCM")
                .hasMessageContaining("or INTEGRATION_KEYS_VAULT_FILE,");
        assertThatThrownBy(() -> LocalKeyEncryptionKey.of(NAME, Optional.of(" "), Optional.empty()))
                .hasMessageStartingWith("a key is missing: ");
        assertThatThrownBy(() -> LocalKeyEncryptionKey.of(
                        NAME, Optional.of(Keyset.generate()), Optional.of(directory.resolve("vault.key"))))
                .hasMessageStartingWith("two keys are given: set either INTEGRATION_KEYS_VAULT, ");
    }

    @Test
    void saysWhatIsWrongWithItWithoutQuotingIt() throws IOException {
        Path file = Files.writeString(directory.resolve("vault.key"), "s3cret-but-no-keyset");

        assertThatThrownBy(() -> LocalKeyEncryptionKey.of(NAME, Optional.of("s3cret-but-no-keyset"), Optional.empty()))
                .hasMessageStartingWith("INTEGRATION_KEYS_VAULT holds no key: ")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> LocalKeyEncryptionKey.of(NAME, Optional.empty(), Optional.of(file)))
                .hasMessageStartingWith("INTEGRATION_KEYS_VAULT_FILE holds no key: ")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() ->
                        LocalKeyEncryptionKey.of(NAME, Optional.empty(), Optional.of(directory.resolve("absent"))))
                .hasMessageStartingWith("INTEGRATION_KEYS_VAULT_FILE names ")
                .hasMessageEndingWith("absent, which cannot be read");
    }

    private Keyset rotated() {
        Keyset both = key.withNewKey();
        return both.withPrimary(both.ids().stream()
                .filter(id -> id != key.primaryId())
                .findFirst()
                .orElseThrow());
    }

    private static KeyEncryptionKey environment(Keyset keyset) {
        return LocalKeyEncryptionKey.of(NAME, Optional.of(keyset.text().reveal()), Optional.empty());
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().indefinitely();
    }
}
