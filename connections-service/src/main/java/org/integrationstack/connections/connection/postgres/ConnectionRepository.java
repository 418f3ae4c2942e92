package org.integrationstack.connections.connection.postgres;

import java.net.URI;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import org.hibernate.exception.ConstraintViolationException;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.Narrowing;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.AlreadyLiveException;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionFilter;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.connection.Label;
import org.integrationstack.connections.connection.StoredGrant;
import org.integrationstack.connections.grant.SealedGrant;
import org.integrationstack.connections.grant.TokenSlot;

/** Connections in Postgres. */
@ApplicationScoped
class ConnectionRepository implements PanacheRepositoryBase<ConnectionEntity, UUID>, Connections {
    private static final String LIVE_ACCOUNT = "connection_live_account";

    @Override
    public Uni<Optional<Connection>> find(TenantId tenant, ConnectionId id) {
        return first(find("tenant = ?1 and id = ?2", tenant.value(), id.value()));
    }

    @Override
    public Uni<Optional<Connection>> lock(TenantId tenant, ConnectionId id) {
        return first(
                find("tenant = ?1 and id = ?2", tenant.value(), id.value()).withLock(LockModeType.PESSIMISTIC_WRITE));
    }

    @Override
    public Uni<Optional<Connection>> lockLive(
            TenantId tenant, UserId owner, ProviderId provider, URI issuer, String accountId) {
        return first(find(
                        "tenant = ?1 and owner = ?2 and provider = ?3 and issuer = ?4 and accountId = ?5 and status <> ?6",
                        tenant.value(),
                        owner.value(),
                        provider.value(),
                        issuer.toString(),
                        accountId,
                        ConnectionStatus.DISCONNECTED)
                .withLock(LockModeType.PESSIMISTIC_WRITE));
    }

    @Override
    public Uni<List<Connection>> list(ConnectionFilter filter, Optional<Position> after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder("tenant = :tenant");
        parameters.put("tenant", filter.tenant().value());
        filter.owner().ifPresent(owner -> and(query, parameters, "owner", owner.value()));
        narrow(query, parameters, filter.narrowing());
        filter.provider().ifPresent(provider -> and(query, parameters, "provider", provider.value()));
        if (!filter.statuses().isEmpty()) {
            query.append(" and status in :statuses");
            parameters.put("statuses", filter.statuses());
        }
        filter.externalId().ifPresent(account -> and(query, parameters, "accountId", account));
        filter.labels().forEach(label -> andLabel(query, parameters, label));
        after.ifPresent(position -> {
            query.append(" and (createdAt, id) < (:at, :id)");
            parameters.put("at", position.at());
            parameters.put("id", position.id());
        });
        query.append(" order by createdAt desc, id desc");
        return find(query.toString(), parameters)
                .range(0, limit - 1)
                .list()
                .map(rows -> rows.stream().map(ConnectionEntity::toConnection).toList());
    }

    @Override
    public Uni<Long> countTold() {
        return count("status <> ?1", ConnectionStatus.PENDING);
    }

    @Override
    public Uni<List<Connection>> lockNextTold(Optional<UUID> after, int limit) {
        PanacheQuery<ConnectionEntity> next = after.map(
                        id -> find("status <> ?1 and id > ?2 order by id", ConnectionStatus.PENDING, id))
                .orElseGet(() -> find("status <> ?1 order by id", ConnectionStatus.PENDING));
        return next.withLock(LockModeType.PESSIMISTIC_WRITE)
                .range(0, limit - 1)
                .list()
                .map(rows -> rows.stream().map(ConnectionEntity::toConnection).toList());
    }

    @Override
    public Uni<Void> insert(Connection connection) {
        return flushed(persist(ConnectionEntity.of(connection)).replaceWithVoid());
    }

    @Override
    public Uni<Void> update(Connection connection) {
        return flushed(findById(connection.id().value())
                .invoke(entity -> entity.change(connection))
                .replaceWithVoid());
    }

    @Override
    public Uni<Void> remove(Connection connection) {
        return eraseGrants(connection)
                .chain(() -> delete(
                        "tenant = ?1 and id = ?2",
                        connection.tenant().value(),
                        connection.id().value()))
                .replaceWithVoid();
    }

    @Override
    public Uni<Optional<StoredGrant>> grant(TenantId tenant, ConnectionId id, TokenSlot slot) {
        return rows(tenant, id, LockModeType.NONE)
                .map(rows -> rows.stream()
                        .filter(row -> row.slot.equals(slot.name()))
                        .findFirst()
                        .map(GrantEntity::toStoredGrant));
    }

    @Override
    public Uni<Optional<Instant>> issuedAt(TenantId tenant, ConnectionId id, TokenSlot slot) {
        return rows(tenant, id, LockModeType.NONE)
                .map(rows -> rows.stream()
                        .filter(row -> row.slot.equals(slot.name()))
                        .findFirst()
                        .map(row -> row.issuedAt));
    }

    @Override
    public Uni<List<StoredGrant>> grants(TenantId tenant, ConnectionId id) {
        return rows(tenant, id, LockModeType.NONE)
                .map(rows -> rows.stream().map(GrantEntity::toStoredGrant).toList());
    }

    @Override
    public Uni<List<StoredGrant>> lockGrants(TenantId tenant, ConnectionId id) {
        return rows(tenant, id, LockModeType.PESSIMISTIC_WRITE)
                .map(rows -> rows.stream().map(GrantEntity::toStoredGrant).toList());
    }

    private static Uni<List<GrantEntity>> rows(TenantId tenant, ConnectionId id, LockModeType lock) {
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from GrantEntity where connection = :connection and tenant = :tenant",
                                GrantEntity.class)
                        .setParameter("connection", id.value())
                        .setParameter("tenant", tenant.value())
                        .setLockMode(lock)
                        .getResultList());
    }

    /** Locked, since a refresh changes the row without the connection's own lock. */
    @Override
    public Uni<Void> storeGrant(Connection connection, TokenSlot slot, SealedGrant grant) {
        return Panache.getSession()
                .chain(session -> session.find(
                                GrantEntity.class,
                                new GrantEntity.Key(connection, slot),
                                LockModeType.PESSIMISTIC_WRITE)
                        .chain(found -> {
                            GrantEntity row = found == null ? GrantEntity.of(connection, slot) : found;
                            row.change(grant, connection);
                            return found == null
                                    ? session.persist(row)
                                    : Uni.createFrom().voidItem();
                        }))
                .chain(this::flush);
    }

    @Override
    public Uni<Void> eraseGrants(Connection connection) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "delete from GrantEntity where connection = :connection and tenant = :tenant")
                        .setParameter("connection", connection.id().value())
                        .setParameter("tenant", connection.tenant().value())
                        .executeUpdate())
                .replaceWithVoid();
    }

    /** Of all constraints one tells that somebody was faster; any other that is violated is a mistake of ours. */
    private Uni<Void> flushed(Uni<Void> change) {
        return change.chain(this::flush)
                .onFailure(ConnectionRepository::isOfLiveAccount)
                .transform(AlreadyLiveException::new);
    }

    private static boolean isOfLiveAccount(Throwable failure) {
        return failure instanceof ConstraintViolationException violation
                && LIVE_ACCOUNT.equals(violation.getConstraintName());
    }

    private static Uni<Optional<Connection>> first(PanacheQuery<ConnectionEntity> query) {
        return query.firstResult().map(entity -> Optional.ofNullable(entity).map(ConnectionEntity::toConnection));
    }

    private static void narrow(StringBuilder query, Map<String, Object> parameters, Narrowing narrowing) {
        if (!narrowing.providers().isEmpty()) {
            query.append(" and provider in :providers");
            parameters.put(
                    "providers",
                    narrowing.providers().stream().map(ProviderId::value).toList());
        }
        if (!narrowing.connections().isEmpty()) {
            query.append(" and id in :ids");
            parameters.put(
                    "ids",
                    narrowing.connections().stream().map(ConnectionId::value).toList());
        }
    }

    private static void andLabel(StringBuilder query, Map<String, Object> parameters, Label label) {
        String name = "label" + parameters.size();
        query.append(" and id in (select l.connection from LabelEntity l where l.tenant = :tenant and l.name = :%1$s"
                        .formatted(name))
                .append(" and l.text = :%1$sText)".formatted(name));
        parameters.put(name, label.key());
        parameters.put(name + "Text", label.value());
    }

    private static void and(StringBuilder query, Map<String, Object> parameters, String name, Object value) {
        query.append(" and ").append(name).append(" = :").append(name);
        parameters.put(name, value);
    }
}
