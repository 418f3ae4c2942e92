package org.integrationstack.connections.refresh.postgres;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;

import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.provider.ConnectionKind;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Trouble;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;
import org.integrationstack.connections.refresh.Renewals;
import org.integrationstack.connections.refresh.StoredToken;
import org.integrationstack.connections.refresh.TokenRef;
import org.integrationstack.connections.refresh.TokenState;

/** Reads tokens from rows. */
@ApplicationScoped
class StoredTokenReader {
    private final Renewals renewals;

    @Inject
    StoredTokenReader(Renewals renewals) {
        this.renewals = renewals;
    }

    StoredToken read(TokenRef ref, Row row) {
        ConnectionKind kind = ConnectionKind.valueOf(row.getString("kind"));
        return new StoredToken(
                ref,
                new UserId(row.getString("owner")),
                new ProviderId(row.getString("provider")),
                URI.create(row.getString("issuer")),
                kind,
                ConnectionStatus.valueOf(row.getString("status")),
                Optional.ofNullable(row.getString("trouble")).map(Trouble::valueOf),
                row.getLong("connection_version"),
                row.getString("account_id"),
                ref.slot().equals(TokenSlot.MAIN)
                        ? scopes(row.getString("granted_scopes"))
                        : scopes(row.getJsonArray("slot_scopes")),
                inputs(row.getJsonObject("inputs")),
                grant(row),
                state(row, kind));
    }

    private static SealedGrant grant(Row row) {
        return new SealedGrant(
                row.getBuffer("access_token").getBytes(),
                Optional.ofNullable(row.getBuffer("refresh_token")).map(token -> token.getBytes()),
                row.getBuffer("kept_values").getBytes(),
                row.getString("token_type"),
                time(row, "expires_at"));
    }

    private TokenState state(Row row, ConnectionKind kind) {
        return new TokenState(
                row.getLong("version"),
                row.getLong("authorized_version"),
                row.getLong("epoch"),
                renewals.renews(kind, row.getBuffer("refresh_token") != null),
                time(row, "issued_at").orElseThrow(),
                time(row, "expires_at"),
                time(row, "expected_end"),
                time(row, "lease_until"),
                time(row, "asked_at"),
                time(row, "retry_at"),
                row.getInteger("failures"),
                row.getBoolean("after_refusal"),
                time(row, "checked_at"),
                Optional.ofNullable(row.getLong("learned_seconds")).map(Duration::ofSeconds),
                row.getLong("planned_version").equals(row.getLong("version")),
                time(row, "read_at").orElseThrow());
    }

    private static Optional<Instant> time(Row row, String column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }

    private static Set<String> scopes(String text) {
        return text.isEmpty() ? Set.of() : Set.copyOf(Arrays.asList(text.split(" ", -1)));
    }

    private static Set<String> scopes(JsonArray array) {
        Set<String> scopes = new HashSet<>();
        Optional.ofNullable(array).ifPresent(them -> them.forEach(scope -> scopes.add((String) scope)));
        return scopes;
    }

    private static Map<String, String> inputs(JsonObject json) {
        Map<String, String> inputs = new HashMap<>();
        json.forEach(input -> inputs.put(input.getKey(), (String) input.getValue()));
        return inputs;
    }
}
