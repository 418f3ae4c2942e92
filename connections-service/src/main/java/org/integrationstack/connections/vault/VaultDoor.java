package org.integrationstack.connections.vault;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.startup.Prerequisite;

/** The service is ready once it can read its keys, and ends when it never will: the key-encryption key is another. */
final class VaultDoor implements Prerequisite {
    private static final Logger LOG = Logger.getLogger(VaultDoor.class);

    private final Vault vault;
    private final Schema schema;
    private final Runnable end;

    /** @param end ends the process, which is of no use without its keys */
    VaultDoor(Vault vault, Schema schema, Runnable end) {
        this.vault = vault;
        this.schema = schema;
        this.end = end;
    }

    @Override
    public String name() {
        return "vault";
    }

    @Override
    public Uni<Void> establish() {
        return schema.applied()
                .chain(vault::load)
                .onFailure(SealBrokenException.class)
                .invoke(failure -> {
                    LOG.fatalf("refusing to start: %s", failure.getMessage());
                    end.run();
                });
    }

    /** Keys that another replica has changed, and that this one cannot read, are in use already. */
    @Override
    public Uni<Void> check() {
        return vault.trouble()
                .map(trouble -> Uni.createFrom().<Void>failure(new SealBrokenException(trouble)))
                .orElseGet(() -> Uni.createFrom().voidItem());
    }
}
