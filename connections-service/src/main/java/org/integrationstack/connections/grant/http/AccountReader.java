package org.integrationstack.connections.grant.http;

import java.util.Optional;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;

import org.integrationstack.common.provider.OAuth;
import org.integrationstack.connections.grant.Account;

/** Reads an account where the definition says it lies. */
final class AccountReader {
    private AccountReader() {}

    /** Empty without an id, or with one that is absurd. */
    static Optional<Account> read(OAuth.AccountLookup lookup, JsonNode body) {
        return text(body, lookup.id())
                .filter(Account::isId)
                .map(id -> new Account(
                        id,
                        lookup.name().flatMap(pointer -> text(body, pointer)),
                        lookup.email().flatMap(pointer -> text(body, pointer)),
                        lookup.person().flatMap(pointer -> text(body, pointer))));
    }

    private static Optional<String> text(JsonNode body, JsonPointer pointer) {
        return Bodies.text(body, pointer).filter(text -> !text.isBlank());
    }
}
