package org.integrationstack.connections.connection.postgres;

import java.net.URI;
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
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.connection.AlreadyLiveException;
import org.integrationstack.connections.connection.Connection;
import org.integrationstack.connections.connection.ConnectionFilter;
import org.integrationstack.connections.connection.ConnectionStatus;
import org.integrationstack.connections.connection.Connections;
import org.integrationstack.connections.grant.SealedGrant;

/** Connections in Postgres. */
@ApplicationScoped
class ConnectionRepository implements PanacheRepositoryBase<ConnectionEntity, UUID>, Connections {

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
        filter.provider().ifPresent(provider -> and(query, parameters, "provider", provider.value()));
        filter.status().ifPresent(status -> and(query, parameters, "status", status));
        filter.externalId().ifPresent(account -> and(query, parameters, "accountId", account));
        after.ifPresent(position -> {
            query.append(" and (createdAt < :at or createdAt = :at and id < :id)");
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
    public Uni<Void> insert(Connection connection, SealedGrant grant) {
        return Panache.getSession()
                .chain(session -> session.persistAll(
                        ConnectionEntity.of(connection), GrantEntity.of(connection.tenant(), connection.id(), grant)))
                .chain(this::flush)
                .onFailure(ConstraintViolationException.class)
                .transform(AlreadyLiveException::new);
    }

    @Override
    public Uni<Void> update(Connection connection) {
        return findById(connection.id().value())
                .invoke(entity -> entity.change(connection))
                .chain(this::flush);
    }

    @Override
    public Uni<Optional<SealedGrant>> grant(TenantId tenant, ConnectionId id) {
        return Panache.getSession()
                .chain(session -> session.find(GrantEntity.class, id.value()))
                .map(entity -> Optional.ofNullable(entity)
                        .filter(found -> found.tenant.equals(tenant.value()))
                        .map(GrantEntity::toSealedGrant));
    }

    @Override
    public Uni<Void> replaceGrant(Connection connection, SealedGrant grant) {
        return Panache.getSession()
                .chain(session -> session.merge(GrantEntity.of(connection.tenant(), connection.id(), grant)))
                .chain(this::flush)
                .onFailure(ConstraintViolationException.class)
                .transform(AlreadyLiveException::new);
    }

    @Override
    public Uni<Void> eraseGrant(Connection connection) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "delete from GrantEntity where connection = :connection and tenant = :tenant")
                        .setParameter("connection", connection.id().value())
                        .setParameter("tenant", connection.tenant().value())
                        .executeUpdate())
                .replaceWithVoid();
    }

    private static Uni<Optional<Connection>> first(PanacheQuery<ConnectionEntity> query) {
        return query.firstResult().map(entity -> Optional.ofNullable(entity).map(ConnectionEntity::toConnection));
    }

    private static void and(StringBuilder query, Map<String, Object> parameters, String name, Object value) {
        query.append(" and ").append(name).append(" = :").append(name);
        parameters.put(name, value);
    }
}
