package org.integrationstack.worker.effect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.worker.delivery.Delivery;

/** Every effect, from its plan to its end. Any number of executors on any number of replicas may claim at once. */
public interface EffectLedger {

    /**
     * Adds what is not there yet, by key, in the caller's transaction.
     *
     * @return the keys of those that were added
     */
    Uni<Set<EffectKey>> add(SqlConnection transaction, Delivery delivery, List<Entry> entries);

    /**
     * Claims effects that are due: tenant by tenant in turn, of each those longest due. No lock is held afterwards: a
     * claim is a lease, and an effect whose owner dies is due again when it ends.
     *
     * @return the claims in the order of their tenants
     */
    Uni<List<EffectClaim>> claim(Request request);

    /**
     * Records what became of a claim.
     *
     * @return whether it was still held; if not, nothing was written
     */
    Uni<Boolean> record(EffectClaim claim, EffectVerdict verdict);

    /** Since when the oldest effect that waits for an attempt has been due. */
    Uni<Optional<Instant>> oldestDue();

    /** Removes what was settled longer ago than this and whose delivery is gone, and says how many they were. */
    Uni<Integer> forgetOlderThan(Duration age);

    /**
     * An effect to add.
     *
     * @param outcome empty where it is still to be performed
     */
    record Entry(PlannedEffect effect, EffectCall call, Optional<EffectOutcome.Settled> outcome) {}

    /**
     * What is to be claimed.
     *
     * @param owner a name that no other executor has
     * @param after where in the order of tenants to begin
     * @param most how many effects altogether
     * @param perTenant how many attempts at effects of one tenant the owner may make at once
     * @param busy how many it makes already
     */
    record Request(String owner, String after, int most, int perTenant, Map<TenantId, Integer> busy, Duration lease) {
        public Request {
            busy = Map.copyOf(busy);
        }
    }
}
