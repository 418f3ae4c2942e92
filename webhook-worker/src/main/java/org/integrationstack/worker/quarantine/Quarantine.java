package org.integrationstack.worker.quarantine;

import java.util.List;
import java.util.function.Function;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import org.integrationstack.common.database.DatabaseFailures;

/** Where unreadable records are kept. */
public interface Quarantine {

    /** Keeps a record and the reason why it cannot be read. The same record again changes nothing. */
    Uni<Void> keep(ConsumerRecord<byte[], byte[]> record, String reason);

    /** Something read from a record. */
    record Read<T>(ConsumerRecord<byte[], byte[]> record, T value) {}

    /**
     * Stores a batch with as few calls as possible. Where the database refuses the batch for what is in it, each half is
     * tried, in order, down to the single record, which is quarantined. Any other failure is the caller's.
     *
     * @param store stores all of a batch or nothing
     */
    default <T> Uni<Void> storeOrKeep(List<Read<T>> batch, Function<List<T>, Uni<Void>> store) {
        if (batch.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return store.apply(batch.stream().map(Read::value).toList())
                .onFailure(DatabaseFailures::isOfTheData)
                .recoverWithUni(refusal -> storeHalves(batch, store, refusal));
    }

    private <T> Uni<Void> storeHalves(List<Read<T>> batch, Function<List<T>, Uni<Void>> store, Throwable refusal) {
        if (batch.size() == 1) {
            return keep(batch.get(0).record(), "the database refuses it: " + DatabaseFailures.codeOf(refusal));
        }
        int middle = batch.size() / 2;
        return Multi.createFrom()
                .items(batch.subList(0, middle), batch.subList(middle, batch.size()))
                .onItem()
                .transformToUniAndConcatenate(half -> storeOrKeep(half, store))
                .collect()
                .asList()
                .replaceWithVoid();
    }
}
