package org.integrationstack.worker.effect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.TenantId;

/**
 * Claims for one executor, so that no tenant waits for another: beginning behind the tenant whose turn it was last, and no
 * more of a tenant at once than allowed. Thread-safe.
 */
final class TenantTurns {
    private final String owner;
    private final EffectLedger ledger;
    private final EffectConfig config;
    private final Map<TenantId, Integer> busy = new HashMap<>();
    private String last = "";

    TenantTurns(String owner, EffectLedger ledger, EffectConfig config) {
        this.owner = owner;
        this.ledger = ledger;
        this.config = config;
    }

    /** Up to so many claims. */
    Uni<List<EffectClaim>> claim(int most) {
        EffectLedger.Request request = request(most);
        return ledger.claim(request)
                .chain(claims -> claims.isEmpty() && !request.after().isEmpty()
                        ? ledger.claim(fromTheStart(most))
                        : Uni.createFrom().item(claims))
                .invoke(this::taken);
    }

    /** The attempt is over. */
    synchronized void release(EffectClaim claim) {
        busy.computeIfPresent(claim.tenant(), (tenant, n) -> n == 1 ? null : n - 1);
    }

    private synchronized EffectLedger.Request request(int most) {
        return new EffectLedger.Request(owner, last, most, config.perTenant(), busy, config.lease());
    }

    private synchronized EffectLedger.Request fromTheStart(int most) {
        last = "";
        return request(most);
    }

    /** Claims come in the order of their tenants. */
    private synchronized void taken(List<EffectClaim> claims) {
        for (EffectClaim claim : claims) {
            busy.merge(claim.tenant(), 1, Integer::sum);
            last = claim.tenant().value();
        }
    }
}
