package org.integrationstack.connections.idempotency;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.integrationstack.common.identity.Caller;
import org.integrationstack.common.identity.Role;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.identity.UserId;
import org.integrationstack.connections.testing.Database;
import org.integrationstack.connections.testing.ServiceTest;
import org.integrationstack.embedded.testing.Infrastructure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ServiceTest
class CreatedOnceIT {
    private static final Caller ALICE = caller("acme", "alice");
    private static final String BODY = "{\"provider\":\"stripe\"}";

    @Inject
    CreatedOnce once;

    private final Queue<UUID> created = new ConcurrentLinkedQueue<>();

    @AfterEach
    void cleanUp() {
        Infrastructure.clean();
    }

    @Test
    void findsWhatTheSameRequestCreated() {
        Creation first = create(ALICE, "key-1", BODY);
        Creation again = create(ALICE, "key-1", BODY);

        assertThat(first).isInstanceOf(Creation.Created.class);
        assertThat(again).isEqualTo(new Creation.Repeated(created.peek()));
        assertThat(created).hasSize(1);
    }

    @Test
    void refusesAnotherRequestUnderTheSameKey() {
        create(ALICE, "key-1", BODY);

        assertThat(create(ALICE, "key-1", BODY + " ")).isEqualTo(new Creation.KeyReused());
        assertThat(created).hasSize(1);
    }

    @Test
    void keepsCallersAndTenantsApart() {
        create(ALICE, "key-1", BODY);

        assertThat(create(caller("acme", "bob"), "key-1", BODY)).isInstanceOf(Creation.Created.class);
        assertThat(create(caller("globex", "alice"), "key-1", BODY)).isInstanceOf(Creation.Created.class);
        assertThat(created).hasSize(3);
    }

    @Test
    void createsEachTimeWithoutAKey() {
        run(() -> once.create(ALICE, Optional.empty(), bytes(BODY), this::store));
        run(() -> once.create(ALICE, Optional.empty(), bytes(BODY), this::store));

        assertThat(created).hasSize(2);
    }

    @Test
    void createsOnceWhenAskedAtTheSameTime() {
        List<CompletableFuture<Creation>> asked = Stream.generate(
                        () -> creation(ALICE, "key-1", BODY).subscribeAsCompletionStage())
                .limit(8)
                .toList();

        Set<Class<?>> outcomes = asked.stream()
                .map(CompletableFuture::join)
                .map(Object::getClass)
                .collect(Collectors.toSet());

        assertThat(outcomes).containsExactlyInAnyOrder(Creation.Created.class, Creation.Repeated.class);
        assertThat(created).hasSize(1);
    }

    @Test
    void leavesTheKeyUnusedWhenCreatingFails() {
        assertThatThrownBy(() -> run(() -> once.create(ALICE, key("key-1"), bytes(BODY), id -> {
                    throw new IllegalStateException("no room");
                })))
                .hasMessageContaining("no room");

        assertThat(create(ALICE, "key-1", BODY)).isInstanceOf(Creation.Created.class);
    }

    @Test
    void freesKeysAfterADayAndForgetsThem() {
        create(ALICE, "key-1", BODY);
        create(ALICE, "key-2", BODY);
        sql("update idempotency_key set created_at = now() - interval '25 hours'");

        assertThat(create(ALICE, "key-1", "another body")).isInstanceOf(Creation.Created.class);
        run(() -> once.forgetOld());

        assertThat(sql("select count(*) from idempotency_key")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "caf\u00e9"})
    void refusesWhatIsNoKey(String text) {
        assertThatThrownBy(() -> key(text)).hasMessageContaining("Idempotency-Key:");
    }

    @Test
    void refusesSeveralKeys() {
        assertThatThrownBy(() -> IdempotencyKey.of(List.of("a", "b"))).hasMessageContaining("Idempotency-Key:");
    }

    private Creation create(Caller caller, String key, String body) {
        return run(() -> creation(caller, key, body));
    }

    private Uni<Creation> creation(Caller caller, String key, String body) {
        return once.create(caller, key(key), bytes(body), this::store);
    }

    private Uni<Void> store(UUID id) {
        created.add(id);
        return Uni.createFrom().voidItem();
    }

    private static <T> T run(Supplier<Uni<T>> work) {
        return work.get().await().indefinitely();
    }

    private static Optional<IdempotencyKey> key(String text) {
        return IdempotencyKey.of(List.of(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Caller caller(String tenant, String subject) {
        return new Caller(new TenantId(tenant), new UserId(subject), Set.of(Role.USER), Set.of());
    }

    private static long sql(String statement) {
        return Database.sql(statement).stream()
                .findFirst()
                .map(row -> row.getLong(0))
                .orElse(0L);
    }
}
