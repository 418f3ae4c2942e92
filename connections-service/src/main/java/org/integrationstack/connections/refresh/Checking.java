package org.integrationstack.connections.refresh;

import java.time.Instant;
import java.util.Optional;

import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

import org.integrationstack.common.provider.ProviderDefinition;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.AccountAnswer;
import org.integrationstack.connections.grant.AccountEndpoint;
import org.integrationstack.connections.grant.IntrospectionAnswer;
import org.integrationstack.connections.grant.IntrospectionEndpoint;

/**
 * Asks a provider whether it honours a token, as its definition says: whose it is, else whether it is active. Only a
 * plain refusal counts; a provider that is away, or answers nonsense, has not refused.
 */
final class Checking {
    private static final Logger LOG = Logger.getLogger(Checking.class);

    private final Tokens tokens;
    private final Standing standing;
    private final Renewals renewals;
    private final AccountEndpoint accounts;
    private final IntrospectionEndpoint introspection;
    private final TokenOpening opening;

    Checking(
            Tokens tokens,
            Standing standing,
            Renewals renewals,
            AccountEndpoint accounts,
            IntrospectionEndpoint introspection,
            TokenOpening opening) {
        this.tokens = tokens;
        this.standing = standing;
        this.renewals = renewals;
        this.accounts = accounts;
        this.introspection = introspection;
        this.opening = opening;
    }

    /**
     * Checks, once, a token that the provider refused somebody. One that it does not honour is lost; unless its time is
     * over by now, or there was a call without an answer: then it has only ended, and asking again may bring another.
     */
    Uni<Void> check(StoredToken token) {
        return tokens.checked(token.fence())
                .chain(first -> first
                        ? ask(token).chain(verdict -> conclude(token, verdict))
                        : Uni.createFrom().voidItem());
    }

    private Uni<Void> conclude(StoredToken token, Verdict verdict) {
        LOG.infof("%s had refused the token of connection %s; asked, it is %s", token.provider(), token.ref(), verdict);
        return verdict == Verdict.REFUSED
                ? tokens.read(token.ref())
                        .chain(found -> found.filter(now -> isAsChecked(token, now))
                                .map(this::refused)
                                .orElseGet(() -> Uni.createFrom().voidItem()))
                : Uni.createFrom().voidItem();
    }

    /** Somebody may have planned it meanwhile, which changes nothing about it; one who renews it knows better. */
    private static boolean isAsChecked(StoredToken checked, StoredToken now) {
        return now.state().version() == checked.state().version()
                && !now.state().leased();
    }

    private Uni<Void> refused(StoredToken token) {
        TokenState state = token.state();
        if (state.renewable() && state.ended()) {
            return Uni.createFrom().voidItem();
        }
        return state.renewable() && state.outcomeUnknown()
                ? tokens.plan(token.fence(), endedAt(state.readAt())).replaceWithVoid()
                : standing.lost(token.fence(), Trouble.CREDENTIAL_REFUSED).replaceWithVoid();
    }

    private static Tokens.Plan endedAt(Instant time) {
        return new Tokens.Plan(Optional.of(time), Optional.of(time), Optional.of(time));
    }

    /** What the provider says of it. */
    Uni<Verdict> ask(StoredToken token) {
        return renewals.provider(token)
                .map(provider -> ask(token, provider))
                .orElseGet(() -> Uni.createFrom().item(Verdict.UNKNOWN));
    }

    private Uni<Verdict> ask(StoredToken token, ProviderDefinition provider) {
        return opening.openForUse(token)
                .chain(grant -> accounts.account(provider, token.kind(), token.inputs(), grant)
                        .chain(answer -> answer instanceof AccountAnswer.Unasked
                                ? introspection
                                        .introspect(provider, token.inputs(), grant)
                                        .map(Checking::verdict)
                                : Uni.createFrom().item(verdict(answer))));
    }

    private static Verdict verdict(AccountAnswer answer) {
        if (answer instanceof AccountAnswer.Known) {
            return Verdict.HONOURED;
        }
        return answer instanceof AccountAnswer.Refused ? Verdict.REFUSED : Verdict.UNKNOWN;
    }

    private static Verdict verdict(IntrospectionAnswer answer) {
        if (answer instanceof IntrospectionAnswer.Active) {
            return Verdict.HONOURED;
        }
        return answer instanceof IntrospectionAnswer.Inactive ? Verdict.REFUSED : Verdict.UNKNOWN;
    }

    /** What became of asking. */
    enum Verdict {
        HONOURED,
        REFUSED,
        UNKNOWN
    }
}
