package org.integrationstack.connections.grant;

import java.net.URI;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;

import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.provider.ProviderSettings;

/**
 * Turns a code into tokens whose account is proven: nothing is called with them before it is known that the values that
 * came along lead to the provider alone; an ID token must be the issuer's answer to this very authorization.
 */
@ApplicationScoped
public class Proving {
    private final TokenEndpoint tokens;
    private final AccountEndpoint accounts;
    private final IdTokens idTokens;
    private final ProviderSettings registrations;

    @Inject
    Proving(TokenEndpoint tokens, AccountEndpoint accounts, IdTokens idTokens, ProviderSettings registrations) {
        this.tokens = tokens;
        this.accounts = accounts;
        this.idTokens = idTokens;
        this.registrations = registrations;
    }

    /** Exchanges the code and finds out, with the tokens, whose they are. */
    public Uni<GrantAnswer> prove(CodeExchange exchange) {
        return tokens.exchange(exchange).chain(answer -> {
            if (answer instanceof TokenAnswer.Granted granted) {
                return prove(exchange, granted);
            }
            return Uni.createFrom().item(failed(answer));
        });
    }

    private Uni<GrantAnswer> prove(CodeExchange exchange, TokenAnswer.Granted granted) {
        if (!KeptValues.leadToTheProvider(
                exchange.provider(), ConnectionKind.OAUTH, exchange.inputs(), granted.grant())) {
            return Uni.createFrom().item(unproven(granted, false, "kept_values"));
        }
        return identity(exchange, granted).chain(identity -> {
            if (identity instanceof IdTokenAnswer.Unavailable unavailable) {
                return Uni.createFrom().item(unproven(granted, true, unavailable.reason()));
            }
            if (identity instanceof IdTokenAnswer.Invalid invalid) {
                return Uni.createFrom().item(unproven(granted, false, invalid.reason()));
            }
            return account(exchange, granted)
                    .map(answer -> proven(exchange, granted, (IdTokenAnswer.Valid) identity, answer));
        });
    }

    /** An identity without a subject where no ID token is due. */
    private Uni<IdTokenAnswer> identity(CodeExchange exchange, TokenAnswer.Granted granted) {
        Optional<OAuth.IdToken> due = exchange.provider()
                .oauth()
                .flatMap(OAuth::idToken)
                .filter(idToken -> exchange.requested().contains(OAuth.IdToken.SCOPE));
        if (due.isEmpty()) {
            return Uni.createFrom().item(new IdTokenAnswer.Valid(""));
        }
        if (granted.idToken().isEmpty()) {
            return Uni.createFrom().item(new IdTokenAnswer.Invalid("no_id_token"));
        }
        URI keys = due.get().keys().resolve(exchange.inputs());
        String clientId =
                registrations.client(exchange.provider().id()).orElseThrow().id();
        return idTokens.check(
                new IdTokenCheck(granted.idToken().get(), due.get().issuers(), keys, clientId, exchange.nonce()));
    }

    private Uni<AccountAnswer> account(CodeExchange exchange, TokenAnswer.Granted granted) {
        boolean inAnswer =
                exchange.provider().oauth().orElseThrow().account().url().isEmpty();
        if (inAnswer) {
            return Uni.createFrom()
                    .item(granted.account()
                            .<AccountAnswer>map(AccountAnswer.Known::new)
                            .orElseGet(() -> new AccountAnswer.Unreadable("account_not_named")));
        }
        return accounts.account(exchange.provider(), ConnectionKind.OAUTH, exchange.inputs(), granted.grant());
    }

    private static GrantAnswer proven(
            CodeExchange exchange, TokenAnswer.Granted granted, IdTokenAnswer.Valid identity, AccountAnswer answer) {
        if (answer instanceof AccountAnswer.Known known) {
            return isSame(exchange, identity, known.account())
                    ? new GrantAnswer.Granted(granted.grant(), granted.others(), account(exchange, granted, known))
                    : unproven(granted, false, "account_of_another_subject");
        }
        if (answer instanceof AccountAnswer.Unavailable unavailable) {
            return unproven(granted, true, unavailable.reason());
        }
        return unproven(granted, false, reason(answer));
    }

    /** With the person, where the token response tells who it is. */
    private static Account account(CodeExchange exchange, TokenAnswer.Granted granted, AccountAnswer.Known known) {
        Optional<String> kept =
                exchange.provider().oauth().flatMap(it -> it.account().personKept());
        return kept.isEmpty()
                ? known.account()
                : known.account()
                        .grantedBy(Optional.ofNullable(granted.grant().values().get(kept.get())));
    }

    private static String reason(AccountAnswer answer) {
        if (answer instanceof AccountAnswer.Refused refused) {
            return refused.reason();
        }
        if (answer instanceof AccountAnswer.Unreadable unreadable) {
            return unreadable.reason();
        }
        return answer instanceof AccountAnswer.Unnamed ? "account_not_named" : "account_unasked";
    }

    /** Source: OpenID Connect Core 1.0 section 5.3.2: the subject of both must be the same. */
    private static boolean isSame(CodeExchange exchange, IdTokenAnswer.Valid identity, Account account) {
        boolean bySubject = exchange.provider()
                .oauth()
                .orElseThrow()
                .account()
                .id()
                .toString()
                .equals("/sub");
        return identity.subject().isEmpty() || !bySubject || identity.subject().equals(account.id());
    }

    private static GrantAnswer unproven(TokenAnswer.Granted granted, boolean temporary, String reason) {
        return new GrantAnswer.Unproven(granted.grants(), temporary, reason);
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
