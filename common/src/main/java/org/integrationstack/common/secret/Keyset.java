package org.integrationstack.common.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

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
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM);
            String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM is missing from this runtime", e);
        }
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
