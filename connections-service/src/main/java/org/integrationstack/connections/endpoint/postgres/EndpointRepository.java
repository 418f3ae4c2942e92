package org.integrationstack.connections.endpoint.postgres;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;

import org.integrationstack.common.identity.ConnectionId;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.page.Position;
import org.integrationstack.common.provider.ProviderId;
import org.integrationstack.connections.endpoint.Endpoint;
import org.integrationstack.connections.endpoint.EndpointFilter;
import org.integrationstack.connections.endpoint.EndpointSecret;
import org.integrationstack.connections.endpoint.Endpoints;

/** Endpoints in Postgres. */
@ApplicationScoped
class EndpointRepository implements PanacheRepositoryBase<EndpointEntity, UUID>, Endpoints {
    private static final String OF_ID = "tenant = ?1 and id = ?2";

    @Override
    public Uni<Optional<Endpoint>> find(TenantId tenant, UUID id) {
        return all(find(OF_ID, tenant.value(), id)).map(EndpointRepository::first);
    }

    @Override
    public Uni<Optional<Endpoint>> lock(TenantId tenant, UUID id) {
        return all(find(OF_ID, tenant.value(), id).withLock(LockModeType.PESSIMISTIC_WRITE))
                .map(EndpointRepository::first);
    }

    @Override
    public Uni<List<Endpoint>> lockAllOf(TenantId tenant, ConnectionId connection) {
        return all(find("tenant = ?1 and connection = ?2 order by id", tenant.value(), connection.value())
                .withLock(LockModeType.PESSIMISTIC_WRITE));
    }

    @Override
    public Uni<List<Endpoint>> lockNext(Optional<UUID> after, int limit) {
        PanacheQuery<EndpointEntity> next =
                after.map(id -> find("id > ?1 order by id", id)).orElseGet(() -> find("order by id"));
        return all(next.withLock(LockModeType.PESSIMISTIC_WRITE).range(0, limit - 1));
    }

    @Override
    public Uni<List<Endpoint>> list(EndpointFilter filter, Optional<Position> after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        StringBuilder query = new StringBuilder("tenant = :tenant");
        parameters.put("tenant", filter.tenant().value());
        filter.owner().ifPresent(owner -> and(query, parameters, "owner = :owner", "owner", owner.value()));
        filter.provider().ifPresent(it -> and(query, parameters, "provider = :provider", "provider", it.value()));
        filter.connection()
                .ifPresent(it -> and(query, parameters, "connection = :connection", "connection", it.value()));
        narrow(query, parameters, filter);
        after.ifPresent(position -> {
            and(query, parameters, "(createdAt, id) < (:at, :id)", "at", position.at());
            parameters.put("id", position.id());
        });
        query.append(" order by createdAt desc, id desc");
        return all(find(query.toString(), parameters).range(0, limit - 1));
    }

    private static void narrow(StringBuilder query, Map<String, Object> parameters, EndpointFilter filter) {
        if (!filter.narrowing().providers().isEmpty()) {
            List<String> providers = filter.narrowing().providers().stream()
                    .map(ProviderId::value)
                    .toList();
            and(query, parameters, "provider in :providers", "providers", providers);
        }
        if (!filter.narrowing().connections().isEmpty()) {
            List<UUID> connections = filter.narrowing().connections().stream()
                    .map(ConnectionId::value)
                    .toList();
            and(query, parameters, "connection in :connections", "connections", connections);
        }
    }

    private static void and(
            StringBuilder query, Map<String, Object> parameters, String condition, String name, Object value) {
        query.append(" and ").append(condition);
        parameters.put(name, value);
    }

    @Override
    public Uni<Long> count(TenantId tenant) {
        return count("tenant = ?1", tenant.value());
    }

    @Override
    public Uni<Long> countAll() {
        return count();
    }

    @Override
    public Uni<Void> insert(Endpoint endpoint) {
        return persist(EndpointEntity.of(endpoint))
                .chain(() -> Panache.getSession())
                .chain(session -> session.persistAll(secrets(endpoint)))
                .chain(this::flush);
    }

    @Override
    public Uni<Void> update(Endpoint endpoint) {
        return findById(endpoint.id())
                .invoke(entity -> entity.change(endpoint))
                .chain(() -> removeSecretsNotIn(endpoint))
                .chain(() -> Panache.getSession())
                .chain(session -> session.mergeAll(secrets(endpoint)))
                .chain(this::flush);
    }

    private static Object[] secrets(Endpoint endpoint) {
        return endpoint.secrets().stream()
                .map(secret -> SecretEntity.of(endpoint, secret))
                .toArray();
    }

    private static Uni<Integer> removeSecretsNotIn(Endpoint endpoint) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery(
                                "delete from SecretEntity where endpoint = :endpoint and id not in :kept")
                        .setParameter("endpoint", endpoint.id())
                        .setParameter(
                                "kept",
                                endpoint.secrets().stream()
                                        .map(EndpointSecret::id)
                                        .toList())
                        .executeUpdate());
    }

    @Override
    public Uni<Void> eraseEnded(Instant before) {
        return Panache.getSession()
                .chain(session -> session.createMutationQuery("delete from SecretEntity where endsAt < :before")
                        .setParameter("before", before)
                        .executeUpdate())
                .replaceWithVoid();
    }

    @Override
    public Uni<Void> remove(Endpoint endpoint) {
        return delete(OF_ID, endpoint.tenant().value(), endpoint.id()).replaceWithVoid();
    }

    /** With their secrets, in one further question. */
    private static Uni<List<Endpoint>> all(PanacheQuery<EndpointEntity> query) {
        return query.list()
                .chain(rows -> secrets(rows)
                        .map(secrets -> rows.stream()
                                .map(row -> row.toEndpoint(secrets.getOrDefault(row.id, List.of())))
                                .toList()));
    }

    private static Uni<Map<UUID, List<EndpointSecret>>> secrets(List<EndpointEntity> rows) {
        if (rows.isEmpty()) {
            return Uni.createFrom().item(Map.of());
        }
        return Panache.getSession()
                .chain(session -> session.createSelectionQuery(
                                "from SecretEntity where endpoint in :endpoints order by createdAt desc, id",
                                SecretEntity.class)
                        .setParameter(
                                "endpoints", rows.stream().map(row -> row.id).toList())
                        .getResultList())
                .map(found -> found.stream()
                        .collect(Collectors.groupingBy(
                                secret -> secret.endpoint,
                                Collectors.mapping(SecretEntity::toSecret, Collectors.toList()))));
    }

    private static Optional<Endpoint> first(List<Endpoint> found) {
        return found.stream().findFirst();
    }
}
