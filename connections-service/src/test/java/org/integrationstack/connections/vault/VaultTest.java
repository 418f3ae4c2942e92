package org.integrationstack.connections.vault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.Test;

import org.integrationstack.common.database.Schema;
import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.KeyEncryptionKey;
import org.integrationstack.common.secret.KeyPurpose;
import org.integrationstack.common.secret.Keyset;
import org.integrationstack.common.secret.SealBrokenException;
import org.integrationstack.common.secret.Secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Keys as several replicas see them that share a database. */
class VaultTest {
    private static final KeyPurpose TOKENS = new KeyPurpose("tokens");
    private static final SealedTable TABLE = new SealedTable(
            "connection_grant", TOKENS, "connection", Optional.of("slot"), List.of(SealedTable.Column.of("token")));
    private static final Place PLACE = new Place(TOKENS, new TenantId("acme"), UUID.randomUUID(), "main");
    private static final byte[] PLAIN = "ghu_token".getBytes(StandardCharsets.UTF_8);
    private static final UUID ROTATION = UUID.randomUUID();

    private final Keyset key = Keyset.parse(Secret.of(Keyset.generate()));
    private final KeyEncryptionKey kek = Vaults.kek(key.text().reveal());
    private final KeysetsInMemory keysets = new KeysetsInMemory();
    private final Keyring keyring = new Keyring(keysets, kek);
    private final Vault one = Vaults.of(keysets, kek, TABLE);
    private final Vault other = Vaults.of(keysets, kek, TABLE);

    @Test
    void replicasAgreeOnTheKeysThatTheFirstMade() {
        get(one.load());
        get(other.load());

        byte[] sealed = seal(one);

        assertThat(open(other, sealed)).isEqualTo(PLAIN);
        assertThat(keysets.keys).hasSize(1);
    }

    @Test
    void sealsNothingBeforeTheKeysAreThere() {
        assertThatThrownBy(() -> one.keys(TOKENS)).hasMessageContaining("The keys are not there yet");
    }

    @Test
    void keepsKeysOnlyWrapped() {
        get(one.load());

        String wrapped = new String(keysets.stored.get(TOKENS).wrapped(), StandardCharsets.ISO_8859_1);

        assertThat(wrapped).doesNotContain("AesGcmKey").doesNotContain("primaryKeyId");
        assertThatThrownBy(() -> Keyset.parse(Secret.of(wrapped))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReplicaReadsKeysThatItMeetsAndDoesNotKnow() {
        get(one.load());
        get(other.load());
        rotateUpToPromotion();
        get(one.refresh());

        byte[] sealed = seal(one);

        assertThat(Keyset.keyId(sealed)).isEqualTo(keysets.added.get(ROTATION));
        assertThat(open(other, sealed)).isEqualTo(PLAIN);
    }

    @Test
    void aReplicaNoticesChangedKeys() {
        get(one.load());
        rotateUpToPromotion();

        get(one.refresh());
        int readings = keysets.readings;
        get(one.refresh());

        assertThat(one.keys(TOKENS).primaryId()).isEqualTo(keysets.added.get(ROTATION));
        assertThat(keysets.readings).as("unchanged keys are not read again").isEqualTo(readings);
    }

    @Test
    void aNewKeyOpensBeforeItSeals() {
        get(one.load());
        long old = one.keys(TOKENS).primaryId();

        get(keyring.addKey(ROTATION, TOKENS));
        get(keyring.addKey(ROTATION, TOKENS));
        get(one.refresh());

        assertThat(keysets.keys).hasSize(2);
        assertThat(one.keys(TOKENS).primaryId()).isEqualTo(old);
    }

    @Test
    void destroysOldKeysOnceNothingIsSealedUnderThem() {
        get(one.load());
        long old = one.keys(TOKENS).primaryId();
        byte[] sealed = seal(one);
        rotateUpToPromotion();

        keysets.inUse.add(old);
        assertThat(get(keyring.retire(TOKENS))).isFalse();
        keysets.inUse.clear();
        assertThat(get(keyring.retire(TOKENS))).isTrue();

        get(one.refresh());
        assertThat(keysets.keys).containsExactly(keysets.added.get(ROTATION));
        assertThatThrownBy(() -> open(one, sealed)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void wrapsKeysAnewWhenTheKeyEncryptionKeyHasChanged() {
        get(one.load());
        byte[] sealed = seal(one);
        Keyset both = key.withNewKey();
        Keyset changed = both.withPrimary(both.ids().stream()
                .filter(id -> id != key.primaryId())
                .findFirst()
                .orElseThrow());

        Vault restarted = Vaults.of(keysets, Vaults.kek(changed.text().reveal()), TABLE);
        get(restarted.load());

        Vault withoutTheOldKey =
                Vaults.of(keysets, Vaults.kek(changed.withPrimaryAlone().text().reveal()), TABLE);
        get(withoutTheOldKey.load());
        assertThat(open(withoutTheOldKey, sealed)).isEqualTo(PLAIN);
    }

    @Test
    void refusesToStartWithAnotherKeyEncryptionKey() {
        get(one.load());
        AtomicInteger ends = new AtomicInteger();
        Vault wrong = Vaults.of(keysets, Vaults.kek(Keyset.generate()), TABLE);

        assertThatThrownBy(() -> get(new VaultDoor(wrong, applied(), ends::incrementAndGet).establish()))
                .isInstanceOf(SealBrokenException.class)
                .hasMessage("the keys for tokens do not open with INTEGRATION_KEYS_VAULT:"
                        + " it is not the key that wrapped them, or they were altered");
        assertThat(ends).hasValue(1);
    }

    @Test
    void isNotReadyWithKeysThatItCannotRead() {
        VaultDoor door = new VaultDoor(one, applied(), () -> {});
        get(door.establish());
        get(door.check());
        keysets.stored.computeIfPresent(
                TOKENS, (purpose, keyset) -> new StoredKeyset(purpose, keyset.version() + 1, new byte[] {1, 2, 3}));

        assertThatThrownBy(() -> get(one.refresh())).isInstanceOf(SealBrokenException.class);

        assertThatThrownBy(() -> get(door.check())).isInstanceOf(SealBrokenException.class);
        assertThat(one.keys(TOKENS).open(PLACE, "token", seal(one)))
                .as("what it knows it still opens")
                .isEqualTo(PLAIN);
    }

    @Test
    void opensNothingInAnotherPlace() {
        get(one.load());
        byte[] sealed = seal(one);

        List<Place> others = List.of(
                new Place(TOKENS, new TenantId("globex"), PLACE.subject(), "main"),
                new Place(TOKENS, PLACE.tenant(), UUID.randomUUID(), "main"),
                new Place(TOKENS, PLACE.tenant(), PLACE.subject(), "user"),
                new Place(TOKENS, PLACE.tenant(), PLACE.subject(), "maintoken"));
        others.forEach(place -> assertThatThrownBy(() -> one.keys(TOKENS).open(place, "token", sealed))
                .isInstanceOf(SealBrokenException.class));
        assertThatThrownBy(() -> one.keys(TOKENS).open(PLACE, "refresh_token", sealed))
                .isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> one.keys(TOKENS)
                        .open(
                                new Place(new KeyPurpose("signing"), PLACE.tenant(), PLACE.subject(), "main"),
                                "token",
                                sealed))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void rotateUpToPromotion() {
        get(keyring.addKey(ROTATION, TOKENS));
        get(keyring.promote(ROTATION, TOKENS));
    }

    private static Schema applied() {
        Schema schema = new Schema(() -> {}, Pool.newInstance(null));
        get(schema.establish());
        return schema;
    }

    private static byte[] seal(Vault vault) {
        return vault.keys(TOKENS).seal(PLACE, "token", PLAIN);
    }

    private static byte[] open(Vault vault, byte[] sealed) {
        return get(vault.keysFor(TOKENS, List.of(sealed))).open(PLACE, "token", sealed);
    }

    private static <T> T get(Uni<T> uni) {
        return uni.await().indefinitely();
    }
}
