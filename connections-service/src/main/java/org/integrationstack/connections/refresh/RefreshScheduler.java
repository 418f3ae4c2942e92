package org.integrationstack.connections.refresh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.grant.IntrospectionAnswer;
import org.integrationstack.connections.grant.IntrospectionEndpoint;

/**
 * Renews tokens ahead of their end. Takes a few of those that are due at a time, by an index and past what other
 * replicas have taken, so that it costs and holds no more with many connections than with few. For a new token it first
 * finds out when it ends.
 */
public class RefreshScheduler {
    private static final Logger LOG = Logger.getLogger(RefreshScheduler.class);

    /** What was taken by a replica that then died, or rested, is looked at again. */
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Tokens tokens;
    private final Refreshing refreshing;
    private final Renewals renewals;
    private final Planning planning;
    private final IntrospectionEndpoint introspection;
    private final TokenOpening opening;
    private final RefreshMetrics metrics;
    private final int atOnce;

    RefreshScheduler(
            Tokens tokens,
            Refreshing refreshing,
            Renewals renewals,
            Planning planning,
            IntrospectionEndpoint introspection,
            TokenOpening opening,
            RefreshMetrics metrics,
            int atOnce) {
        this.tokens = tokens;
        this.refreshing = refreshing;
        this.renewals = renewals;
        this.planning = planning;
        this.introspection = introspection;
        this.opening = opening;
        this.metrics = metrics;
        this.atOnce = atOnce;
    }

    /** Sees to all that is due, and ends when nothing is. */
    public Uni<Void> renewDue() {
        return Uni.createFrom().deferred(() -> {
            long begin = System.nanoTime();
            return seeToAllDue().invoke(() -> metrics.passed(Duration.ofNanos(System.nanoTime() - begin)));
        });
    }

    private Uni<Void> seeToAllDue() {
        return Multi.createBy()
                .repeating()
                .uni(() -> tokens.takeDue(atOnce, AGAIN))
                .whilst(taken -> taken.size() == atOnce)
                .onItem()
                .transformToMultiAndConcatenate(taken -> Multi.createFrom().iterable(taken))
                .onItem()
                .transformToUni(this::seeTo)
                .merge(atOnce)
                .collect()
                .last()
                .replaceWithVoid();
    }

    /** Counts what is due and not taken. */
    public Uni<Void> measure() {
        return tokens.countDue().invoke(metrics::backlog).replaceWithVoid();
    }

    /** One that cannot be seen to does not keep the others waiting; it comes due again. */
    private Uni<Void> seeTo(TokenRef ref) {
        return tokens.read(ref)
                .chain(found -> found.map(token -> token.state().planned() ? renew(ref) : plan(token))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf("cannot see to the token of connection %s: %s", ref, failure.toString());
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> renew(TokenRef ref) {
        return refreshing.token(ref, Demand.due()).replaceWithVoid();
    }

    private Uni<Void> plan(StoredToken token) {
        return renewals.provider(token)
                .map(provider -> found(token, provider)
                        .map(end -> planning.of(provider, token.kind(), token.state(), end))
                        .chain(plan -> tokens.plan(token.fence(), plan))
                        .replaceWithVoid())
                .orElseGet(() -> Uni.createFrom().voidItem());
    }

    /** When it ends, where the provider has not said and can be asked. */
    private Uni<Optional<Instant>> found(StoredToken token, ProviderDefinition provider) {
        if (token.state().expiresAt().isPresent()
                || provider.introspection(token.kind()).isEmpty()) {
            return Uni.createFrom().item(Optional.empty());
        }
        return opening.openForUse(token)
                .chain(grant -> introspection.introspect(provider, token.inputs(), grant))
                .map(answer ->
                        answer instanceof IntrospectionAnswer.Active active ? active.expiresAt() : Optional.empty());
    }
}
