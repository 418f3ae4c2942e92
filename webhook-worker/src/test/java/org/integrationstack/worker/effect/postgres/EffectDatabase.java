package org.integrationstack.worker.effect.postgres;

import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.Sealer;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.worker.delivery.postgres.LedgerDatabase;
import org.integrationstack.worker.effect.EffectLedger;

/** The effects of a ledger that the application under test does not work on. */
public final class EffectDatabase {
    private static final Sealer SEALER =
            Keyset.parse(Secret.of(Keyset.generate())).sealer();

    private EffectDatabase() {}

    public static EffectLedger effects(LedgerDatabase database) {
        return new PostgresEffects(database.engine(), SEALER);
    }
}
