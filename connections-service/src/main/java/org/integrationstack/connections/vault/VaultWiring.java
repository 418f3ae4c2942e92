package org.integrationstack.connections.vault;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.secret.KeyEncryptionKey;
import org.integrationstack.common.secret.LocalKeyEncryptionKey;
import org.integrationstack.common.startup.Prerequisite;

/** Makes beans of this package's plain classes. */
@ApplicationScoped
class VaultWiring {

    /** Made at start: no key, no start. */
    @Produces
    @Singleton
    @Startup
    KeyEncryptionKey keyEncryptionKey(
            @ConfigProperty(name = "integration.keys.vault") Optional<String> text,
            @ConfigProperty(name = "integration.keys.vault-file") Optional<Path> file) {
        return LocalKeyEncryptionKey.of("INTEGRATION_KEYS_VAULT", text, file);
    }

    @Produces
    @Singleton
    Keyring keyring(Keysets keysets, KeyEncryptionKey kek) {
        return new Keyring(keysets, kek);
    }

    @Produces
    @Singleton
    Vault vault(Keyring keyring, Keysets keysets, @All List<SealedTable> tables, VaultMetrics metrics) {
        Vault vault = new Vault(keyring, keysets, tables);
        metrics.watch(vault);
        return vault;
    }

    @Produces
    @Singleton
    Prerequisite door(Vault vault, Schema schema) {
        return new VaultDoor(vault, schema, () -> Quarkus.asyncExit(1));
    }

    @Produces
    @Singleton
    VaultMetrics metrics(MeterRegistry registry) {
        return new VaultMetrics(registry);
    }

    @Produces
    @Singleton
    Rotating rotating(
            Rotations rotations,
            Vault vault,
            Keyring keyring,
            @All List<SealedTable> tables,
            VaultSettings settings,
            VaultMetrics metrics) {
        return new Rotating(rotations, vault, keyring, tables, settings, metrics);
    }

    void stop(@Observes ShutdownEvent event, Rotating rotating) {
        rotating.stop();
    }
}
