package org.integrationstack.local.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.MacKeys;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class SecretsTest {

    @TempDir
    private Path directory;

    @Test
    void makesEverySecretOnceAndKeepsIt() {
        Path file = directory.resolve("secrets.env");

        Secrets first = Secrets.in(file);
        Secrets again = Secrets.in(file);

        assertThat(again.get("INTEGRATION_KEYS_VAULT")).isEqualTo(first.get("INTEGRATION_KEYS_VAULT"));
        assertThat(again.get("GITHUB_WEBHOOK_SECRET")).isEqualTo(first.get("GITHUB_WEBHOOK_SECRET"));
    }

    @Test
    void noTwoInstallationsAndNoTwoSecretsAreAlike() {
        Secrets.in(directory.resolve("one.env"));
        Secrets.in(directory.resolve("two.env"));

        var values =
                new ArrayList<>(PrivateFile.read(directory.resolve("one.env")).values());
        values.addAll(PrivateFile.read(directory.resolve("two.env")).values());
        assertThat(values).doesNotHaveDuplicates().allMatch(value -> value.length() >= 16);
    }

    @Test
    void onlyItsOwnerCanReadTheFile() throws Exception {
        Path file = directory.resolve("secrets.env");

        Secrets.in(file);

        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void addsWhatAnOlderFileLacksAndChangesNothingElse() {
        Path file = directory.resolve("secrets.env");
        PrivateFile.write(file, Map.of("REDIS_PASSWORD", "kept-from-before"));

        Secrets secrets = Secrets.in(file);

        assertThat(secrets.get("REDIS_PASSWORD")).isEqualTo("kept-from-before");
        assertThat(PrivateFile.read(file)).containsEntry("REDIS_PASSWORD", "kept-from-before");
        assertThat(PrivateFile.read(file)).containsKey("INTEGRATION_KEYS_CACHE");
    }

    @Test
    void makesKeysThatTheServicesCanUse() {
        Secrets secrets = Secrets.in(directory.resolve("secrets.env"));
        byte[] text = {1, 2, 3};

        var vault =
                Keyset.parse(Secret.of(secrets.get("INTEGRATION_KEYS_VAULT"))).sealer();
        var mac = MacKeys.parse(Secret.of(secrets.get("INTEGRATION_KEYS_WEBHOOK_MAC")));

        assertThat(vault.open(vault.seal(text, text), text)).isEqualTo(text);
        assertThat(mac.verify(text, mac.mac(text))).isTrue();
    }

    @Test
    void makesAKeyForTheApp() throws Exception {
        String pem = Secrets.in(directory.resolve("secrets.env")).appKey();

        assertThat(pem).startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("\n-----END PRIVATE KEY-----\n");
        byte[] key = Base64.getDecoder().decode(pem.lines().toList().get(1));
        assertThat(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(key)))
                .isInstanceOfSatisfying(
                        RSAPrivateKey.class,
                        rsa -> assertThat(rsa.getModulus().bitLength()).isEqualTo(2048));
    }

    @Test
    void refusesANameThatNoSecretHas() {
        Secrets secrets = Secrets.in(directory.resolve("secrets.env"));

        assertThatIllegalArgumentException().isThrownBy(() -> secrets.get("PASSWORD"));
    }
}
