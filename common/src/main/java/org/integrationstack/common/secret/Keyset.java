package org.integrationstack.common.secret;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;

/**
 * Keys that seal data at rest: AES-256-GCM, several at once, each with an id that the sealed data carries. New data is
 * sealed under the primary key; data of the others still opens, so keys change without a stop. One keyset per purpose,
 * so that who opens one kind of secret cannot open another.
 *
 * <p>As text it is a Tink JSON keyset in base64, made by {@link #generate()} and by Tink's own {@code tinkey}.
 *
 * <p>Source: NIST SP 800-38D (GCM); Tink, "Keysets" and "Tink's wire format".
 */
public final class Keyset {
    private static final int VERSION = 1;
    private static final int PREFIX = 1 + Integer.BYTES;

    private final KeysetHandle handle;

    private Keyset(KeysetHandle handle) {
        this.handle = handle;
    }

    /** @throws IllegalArgumentException when the text is not a keyset; the message never quotes it */
    public static Keyset parse(Secret text) {
        register();
        try {
            byte[] json = Base64.getMimeDecoder().decode(text.reveal());
            KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(
                    new String(json, StandardCharsets.UTF_8), InsecureSecretKeyAccess.get());
            handle.getPrimitive(RegistryConfiguration.get(), Aead.class);
            return new Keyset(handle);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a keyset for sealing: expected a Tink AES256-GCM keyset as base64");
        }
    }

    /** A new keyset with one key, in the form {@link #parse} reads. */
    public static String generate() {
        register();
        try {
            return new Keyset(KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM))
                    .text()
                    .reveal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this runtime", e);
        }
    }

    /** In the form {@link #parse} reads. */
    public Secret text() {
        try {
            String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
            return Secret.of(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset was checked when parsed", e);
        }
    }

    /** The key that seals. Ids are 32 bits without a sign. */
    public long primaryId() {
        return Integer.toUnsignedLong(handle.getPrimary().getId());
    }

    /** All keys, each of which opens. */
    public Set<Long> ids() {
        return IntStream.range(0, handle.size())
                .mapToObj(index -> Integer.toUnsignedLong(handle.getAt(index).getId()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** With a further key, new and random, that opens but does not seal yet. */
    public Keyset withNewKey() {
        return changed(
                keys -> keys.addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()));
    }

    /**
     * With this key as the one that seals.
     *
     * @throws IllegalArgumentException when it is not one of them
     */
    public Keyset withPrimary(long id) {
        return changed(keys -> keys.getAt(indexOf(id)).makePrimary());
    }

    /** With the primary key alone: what the others sealed does not open any more. */
    public Keyset withPrimaryAlone() {
        return changed(keys -> {
            for (int index = keys.size() - 1; index >= 0; index--) {
                if (!keys.getAt(index).isPrimary()) {
                    keys.deleteAt(index);
                }
            }
        });
    }

    private Keyset changed(Consumer<KeysetHandle.Builder> change) {
        KeysetHandle.Builder keys = KeysetHandle.newBuilder(handle);
        change.accept(keys);
        try {
            return new Keyset(keys.build());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset was checked when parsed", e);
        }
    }

    private int indexOf(long id) {
        return IntStream.range(0, handle.size())
                .filter(index -> Integer.toUnsignedLong(handle.getAt(index).getId()) == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no key " + id));
    }

    /**
     * The key that sealed this, as its first bytes say; it is proven only by opening.
     *
     * <p>Source: Tink, "Tink's wire format": one byte of version, four of key id.
     *
     * @throws SealBrokenException when it is too short to name one
     */
    public static long keyId(byte[] sealed) {
        if (sealed.length <= PREFIX || sealed[0] != VERSION) {
            throw new SealBrokenException("sealed data does not name the key that sealed it");
        }
        return Integer.toUnsignedLong(ByteBuffer.wrap(sealed, 1, Integer.BYTES).getInt());
    }

    /** What seals and opens with these keys. */
    public Sealer sealer() {
        try {
            return new AeadSealer(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the keyset was checked when parsed", e);
        }
    }

    private static void register() {
        try {
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this runtime", e);
        }
    }

    private record AeadSealer(Aead aead) implements Sealer {
        @Override
        public byte[] seal(byte[] plain, byte[] associatedData) {
            try {
                return aead.encrypt(plain, associatedData);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("sealing failed", e);
            }
        }

        @Override
        public byte[] open(byte[] sealed, byte[] associatedData) {
            try {
                return aead.decrypt(sealed, associatedData);
            } catch (GeneralSecurityException e) {
                throw new SealBrokenException("sealed data does not open with these keys in this place");
            }
        }
    }
}
