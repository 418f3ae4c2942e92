package org.integrationstack.common.secret;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeysetTest {
    private static final byte[] PLAIN = bytes("ghu_token");
    private static final byte[] PLACE = bytes("acme/connection/access");

    private final String text = Keyset.generate();
    private final Keyset keyset = Keyset.parse(Secret.of(text));
    private final Sealer sealer = keyset.sealer();

    @Test
    void opensWhatItSealed() {
        byte[] sealed = sealer.seal(PLAIN, PLACE);

        assertThat(sealer.open(sealed, PLACE)).isEqualTo(PLAIN);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("ghu_token");
    }

    @Test
    void sealsTheSameTextDifferentlyEachTime() {
        assertThat(sealer.seal(PLAIN, PLACE)).isNotEqualTo(sealer.seal(PLAIN, PLACE));
    }

    @Test
    void doesNotOpenInAnotherPlace() {
        byte[] sealed = sealer.seal(PLAIN, PLACE);

        assertThatThrownBy(() -> sealer.open(sealed, bytes("globex/connection/access")))
                .isInstanceOf(SealBrokenException.class);
    }

    @Test
    void doesNotOpenWhatWasAltered() {
        byte[] sealed = sealer.seal(PLAIN, PLACE);
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> sealer.open(sealed, PLACE)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void doesNotOpenUnderOtherKeys() {
        byte[] sealed = Keyset.parse(Secret.of(Keyset.generate())).sealer().seal(PLAIN, PLACE);

        assertThatThrownBy(() -> sealer.open(sealed, PLACE)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void aNewKeyOpensBeforeItSeals() {
        Keyset both = keyset.withNewKey();
        long added = both.ids().stream()
                .filter(id -> id != keyset.primaryId())
                .findFirst()
                .orElseThrow();

        assertThat(both.primaryId()).isEqualTo(keyset.primaryId());
        assertThat(both.ids()).containsExactlyInAnyOrder(keyset.primaryId(), added);
        byte[] sealedByOneAhead = both.withPrimary(added).sealer().seal(PLAIN, PLACE);
        assertThat(both.sealer().open(sealedByOneAhead, PLACE)).isEqualTo(PLAIN);
        assertThat(Keyset.keyId(sealedByOneAhead)).isEqualTo(added);
        assertThatThrownBy(() -> sealer.open(sealedByOneAhead, PLACE)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void opensOldDataUntilTheOldKeyIsDropped() {
        byte[] old = sealer.seal(PLAIN, PLACE);
        Keyset both = keyset.withNewKey();
        Keyset changed = both.withPrimary(both.ids().stream()
                .filter(id -> id != keyset.primaryId())
                .findFirst()
                .orElseThrow());

        assertThat(changed.sealer().open(old, PLACE)).isEqualTo(PLAIN);
        Keyset alone = changed.withPrimaryAlone();
        assertThat(alone.ids()).containsExactly(changed.primaryId());
        assertThatThrownBy(() -> alone.sealer().open(old, PLACE)).isInstanceOf(SealBrokenException.class);
    }

    @Test
    void isReadFromItsOwnText() {
        Keyset several = keyset.withNewKey();

        assertThat(Keyset.parse(several.text()).ids()).isEqualTo(several.ids());
    }

    @Test
    void doesNotPromoteAKeyItLacks() {
        assertThatThrownBy(() -> keyset.withPrimary(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesNoKeyForWhatIsNotSealed() {
        assertThatThrownBy(() -> Keyset.keyId(new byte[0])).isInstanceOf(SealBrokenException.class);
        assertThatThrownBy(() -> Keyset.keyId(PLAIN)).isInstanceOf(SealBrokenException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "czNjcmV0", "e30="})
    void refusesATextThatIsNoKeysetWithoutQuotingIt(String other) {
        assertThatThrownBy(() -> Keyset.parse(Secret.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(other)
                .hasNoCause();
        assertThatThrownBy(() -> MacKeys.parse(Secret.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(other)
                .hasNoCause();
    }

    @Test
    void keysForOnePurposeDoNotServeTheOther() {
        assertThatThrownBy(() -> Keyset.parse(Secret.of(MacKeys.generate())))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MacKeys.parse(Secret.of(text))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void macKeysVerifyTheirOwnCodesOnly() {
        MacKeys keys = MacKeys.parse(Secret.of(MacKeys.generate()));
        MacKeys others = MacKeys.parse(Secret.of(MacKeys.generate()));
        byte[] code = keys.mac(PLAIN);

        assertThat(keys.verify(PLAIN, code)).isTrue();
        assertThat(keys.verify(PLACE, code)).isFalse();
        assertThat(others.verify(PLAIN, code)).isFalse();
        assertThat(keys.verify(PLAIN, new byte[0])).isFalse();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
