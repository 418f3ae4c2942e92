package org.integrationstack.connections.grant;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

/** Turns a code into tokens whose account is proven. */
@ApplicationScoped
public class Proving {
    private final TokenEndpoint tokens;
    private final AccountEndpoint accounts;

    @Inject
    Proving(TokenEndpoint tokens, AccountEndpoint accounts) {
        this.tokens = tokens;
        this.accounts = accounts;
    }

    /** Exchanges the code and asks, with the tokens, whose they are. */
    public Uni<GrantAnswer> prove(CodeExchange exchange) {
        return tokens.exchange(exchange).chain(answer -> {
            if (answer instanceof TokenAnswer.Granted granted) {
                return account(exchange, granted);
            }
            return Uni.createFrom().item(failed(answer));
        });
    }

    private Uni<GrantAnswer> account(CodeExchange exchange, TokenAnswer.Granted granted) {
        return accounts.account(exchange.provider(), exchange.inputs(), granted.grant())
                .map(answer -> known(granted, answer));
    }

    private static GrantAnswer known(TokenAnswer.Granted granted, AccountAnswer answer) {
        if (answer instanceof AccountAnswer.Known known) {
            return new GrantAnswer.Granted(granted.grant(), known.account());
        }
        if (answer instanceof AccountAnswer.Unavailable unavailable) {
            return new GrantAnswer.Unavailable(unavailable.reason());
        }
        return new GrantAnswer.Refused(
                answer instanceof AccountAnswer.Refused refused
                        ? refused.reason()
                        : ((AccountAnswer.Unreadable) answer).reason());
    }

    private static GrantAnswer failed(TokenAnswer answer) {
        if (answer instanceof TokenAnswer.Unavailable unavailable) {
            return new GrantAnswer.Unavailable(unavailable.reason());
        }
        if (answer instanceof TokenAnswer.Unknown unknown) {
            return unknown.cause() == TokenAnswer.Cause.LOST
                    ? new GrantAnswer.Unavailable(unknown.reason())
                    : new GrantAnswer.Refused(unknown.reason());
        }
        return new GrantAnswer.Refused(((TokenAnswer.Refused) answer).code());
    }
}
