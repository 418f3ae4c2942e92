package org.integrationstack.gateway.diagnosis;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.SignatureScheme;
import org.integrationstack.gateway.diagnosis.Diagnosis.Reason;
import org.integrationstack.gateway.endpoint.Place.Lane;
import org.integrationstack.gateway.signature.SignatureVerifiers;
import org.integrationstack.gateway.signature.SignedRequest;
import org.integrationstack.gateway.signature.Verdict;

/**
 * Finds out why a delivery does not verify: by changing one thing at a time, as senders and what lies between are known
 * to, until it would verify. The verifiers are those that decide on deliveries. Thread-safe.
 */
@ApplicationScoped
public class Diagnostics {

    private static final int LONGEST_QUEUE = 32;
    private static final byte[] NOTHING = {};

    private final SignatureVerifiers verifiers;
    // One thread: looking into deliveries never takes more than that from those who take them in.
    private final ExecutorService worker = new ThreadPoolExecutor(
            1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(LONGEST_QUEUE), Diagnostics::thread);

    @Inject
    public Diagnostics(SignatureVerifiers verifiers) {
        this.verifiers = verifiers;
    }

    /**
     * Takes time in proportion to the body, some dozen times over, on a thread of its own. Fails with
     * {@link java.util.concurrent.RejectedExecutionException} when too many others are waiting for it.
     */
    public Uni<Diagnosis> diagnose(Suspect suspect) {
        return Uni.createFrom().item(suspect).emitOn(worker).chain(this::reason).map(Diagnosis::new);
    }

    private Uni<Reason> reason(Suspect suspect) {
        return suspect.place()
                .lane(suspect.request())
                .map(lane -> diagnose(suspect, lane))
                .orElseGet(() -> Uni.createFrom().item(Reason.UNKNOWN_KIND));
    }

    private Uni<Reason> diagnose(Suspect suspect, Lane lane) {
        Case given = new Case(
                lane.webhooks(), lane.trust(), suspect.request(), suspect.body().orElse(NOTHING));
        return verdict(given).chain(verdict -> switch (verdict) {
            case GENUINE -> Uni.createFrom().item(isCompressed(suspect) ? Reason.BODY_COMPRESSED : Reason.VERIFIED);
            case STALE -> Uni.createFrom().item(Reason.STALE);
            case UNVERIFIABLE -> Uni.createFrom().item(Reason.UNVERIFIABLE);
            case WRONG -> cause(suspect, lane, given);
        });
    }

    private static boolean isCompressed(Suspect suspect) {
        return suspect.request().headers().apply("Content-Encoding").stream()
                .anyMatch(coding -> !coding.equalsIgnoreCase("identity"));
    }

    /** Alterations are made one after the other, and the first that explains it ends the search. */
    private Uni<Reason> cause(Suspect suspect, Lane lane, Case given) {
        Stream<Alteration> alterations = new Alterations(suspect, given).all();
        return Multi.createFrom()
                .items(() -> alterations)
                .onItem()
                .transformToUniAndConcatenate(alteration -> verdict(alteration.altered())
                        .map(verdict ->
                                explains(verdict) ? Optional.of(alteration.reason()) : Optional.<Reason>empty()))
                .select()
                .where(Optional::isPresent)
                .toUni()
                .map(found -> found == null ? unexplained(suspect, lane) : found.orElseThrow());
    }

    /** How old it is may be told another time; one thing is wrong at a time. */
    private static boolean explains(Verdict verdict) {
        return verdict == Verdict.GENUINE || verdict == Verdict.STALE;
    }

    private Uni<Verdict> verdict(Case one) {
        return verifiers
                .of(one.webhooks(), one.trust())
                .flatMap(verifier -> verifier.claim(one.request()))
                .map(claim -> claim.verify(one.body()))
                .orElseGet(() -> Uni.createFrom().item(Verdict.WRONG));
    }

    private static Reason unexplained(Suspect suspect, Lane lane) {
        if (lane.verifier().isEmpty()) {
            return Reason.NO_SECRET;
        }
        SignedRequest request = suspect.request();
        long most = lane.webhooks().signatures().stream()
                .map(SignatureScheme::proofHeaders)
                .flatMap(headers -> headers.stream())
                .mapToLong(header -> request.headers().apply(header).size())
                .max()
                .orElse(1);
        if (most == 0) {
            return Reason.SIGNATURE_MISSING;
        }
        if (most > 1) {
            return Reason.SIGNATURE_DOUBLED;
        }
        boolean claimed = lane.verifier().get().claim(request).isPresent();
        if (!claimed) {
            return Reason.SIGNATURE_MALFORMED;
        }
        return suspect.body().isPresent() ? Reason.NO_MATCH : Reason.BODY_UNKNOWN;
    }

    @PreDestroy
    void close() {
        worker.shutdown();
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "diagnostics");
        thread.setDaemon(true);
        return thread;
    }
}
