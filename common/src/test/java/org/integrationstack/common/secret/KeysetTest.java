package org.integrationstack.common.secret;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KeysetTest {
    private static final byte[] PLAIN = bytes("ghu_token");
    private static final byte[] PLACE = bytes("acme/connection/access");

    private final String text = Keyset.generate();
    private final Sealer sealer = Keyset.parse(Secret.of(text)).sealer();

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
    void opensOldDataAfterTheKeyChanged() throws Exception {
        byte[] old = sealer.seal(PLAIN, PLACE);
        Sealer changed = Keyset.parse(Secret.of(withNewPrimary(text))).sealer();

        byte[] fresh = changed.seal(PLAIN, PLACE);

        assertThat(changed.open(old, PLACE)).isEqualTo(PLAIN);
        assertThatThrownBy(() -> sealer.open(fresh, PLACE)).isInstanceOf(SealBrokenException.class);
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

    private static String withNewPrimary(String keyset) throws Exception {
        String json = new String(Base64.getDecoder().decode(keyset), StandardCharsets.UTF_8);
        KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        KeysetHandle changed = KeysetHandle.newBuilder(handle)
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build();
        String changedJson = TinkJsonProtoKeysetFormat.serializeKeyset(changed, InsecureSecretKeyAccess.get());
        return Base64.getEncoder().encodeToString(bytes(changedJson));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
