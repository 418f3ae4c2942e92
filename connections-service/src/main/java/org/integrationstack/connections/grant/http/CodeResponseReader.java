package org.integrationstack.connections.grant.http;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.http.InboundResponse;
import org.integrationstack.common.provider.OAuth;
import org.integrationstack.common.secret.Secret;
import org.integrationstack.connections.grant.Account;
import org.integrationstack.connections.grant.Grant;
import org.integrationstack.connections.grant.TokenAnswer;
import org.integrationstack.connections.grant.TokenSlot;

/** Reads the answer to a code, which may hold more than one token: those of other slots, an ID token, the account. */
final class CodeResponseReader {
    private final OAuth oauth;
    private final Clock clock;
    private final TokenResponseReader main;

    CodeResponseReader(OAuth oauth, Clock clock) {
        this.oauth = oauth;
        this.clock = clock;
        this.main = new TokenResponseReader(oauth.response(), oauth.errors(), oauth.scopes()::split, clock);
    }

    /** What the response says; never throws, whatever was sent. */
    TokenAnswer read(InboundResponse response, Set<String> requested, Map<TokenSlot, Set<String>> slotScopes) {
        TokenAnswer answer = main.read(response, requested);
        return answer instanceof TokenAnswer.Granted granted
                ? whole(granted.grant(), Bodies.read(response).orElseThrow(), slotScopes)
                : answer;
    }

    private TokenAnswer whole(Grant grant, JsonNode body, Map<TokenSlot, Set<String>> slotScopes) {
        Optional<Account> account =
                oauth.account().url().isPresent() ? Optional.empty() : AccountReader.read(oauth.account(), body);
        Optional<Secret> idToken = oauth.idToken()
                .flatMap(expected -> Bodies.text(body, expected.at()))
                .map(Secret::of);
        return new TokenAnswer.Granted(grant, others(grant, body, slotScopes), account, idToken);
    }

    private Map<TokenSlot, Grant> others(Grant grant, JsonNode body, Map<TokenSlot, Set<String>> slotScopes) {
        Map<TokenSlot, Grant> others = new HashMap<>();
        oauth.slots().forEach((name, slot) -> {
            TokenSlot key = new TokenSlot(name);
            new TokenResponseReader(slot.response(), oauth.errors(), slot.scopes()::split, clock)
                    .grant(body, slotScopes.getOrDefault(key, Set.of()), grant.values())
                    .ifPresent(other -> others.put(key, other));
        });
        return others;
    }
}
