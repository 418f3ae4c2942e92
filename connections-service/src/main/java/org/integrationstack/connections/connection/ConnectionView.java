package org.integrationstack.connections.connection;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A connection as callers see it; never a token.
 *
 * @param trouble why it does not work, or not well; only while there is some. What ails its main token, else a further one
 * @param slotTroubles what ails its further tokens, by slot; it works without them
 * @param account null before the check of a credential has told whose it is
 * @param revocation how far the provider has taken the grant back; only once disconnected
 */
public record ConnectionView(
        String id,
        String provider,
        String kind,
        String status,
        @JsonInclude(JsonInclude.Include.NON_NULL) String trouble,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> slotTroubles,
        @JsonInclude(JsonInclude.Include.NON_NULL) String revocation,
        String owner,
        Account account,
        Scopes scopes,
        Instant expiresAt,
        Map<String, String> labels,
        Map<String, Object> settings,
        Map<String, String> inputs,
        Instant createdAt,
        Instant updatedAt,
        long version) {

    /**
     * Who the connection is at the provider.
     *
     * @param person who of the account granted it, where the provider tells the two apart
     */
    public record Account(
            String id,
            String name,
            String email,
            @JsonInclude(JsonInclude.Include.NON_NULL) String person) {}

    /**
     * What was asked for, what was granted, and what is wanting.
     *
     * @param slots the same of the connection's further tokens, where it has some
     */
    public record Scopes(
            Set<String> requested,
            Set<String> granted,
            Set<String> missing,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, Scopes> slots) {}

    /**
     * @param scopes with what is not covered by what was granted
     * @param settings what applies
     */
    public static ConnectionView of(Connection connection, Scopes scopes, Map<String, Object> settings) {
        return new ConnectionView(
                connection.id().toString(),
                connection.provider().value(),
                connection.kind().text(),
                connection.status().name(),
                trouble(connection),
                slotTroubles(connection),
                connection.revocation().map(Revocation::text).orElse(null),
                connection.owner().value(),
                connection.provenAccount().map(ConnectionView::account).orElse(null),
                scopes,
                connection.expiresAt().orElse(null),
                connection.labels(),
                settings,
                connection.inputs(),
                connection.createdAt(),
                connection.updatedAt(),
                connection.version());
    }

    private static String trouble(Connection connection) {
        return connection
                .trouble()
                .or(() -> connection.slotTroubles().values().stream().findFirst())
                .map(Trouble::text)
                .orElse(null);
    }

    private static Map<String, String> slotTroubles(Connection connection) {
        Map<String, String> troubles = new TreeMap<>();
        connection.slotTroubles().forEach((slot, trouble) -> troubles.put(slot, trouble.text()));
        return troubles;
    }

    private static Account account(org.integrationstack.connections.grant.Account account) {
        return new Account(
                account.id(),
                account.name().orElse(null),
                account.email().orElse(null),
                account.person().orElse(null));
    }
}
