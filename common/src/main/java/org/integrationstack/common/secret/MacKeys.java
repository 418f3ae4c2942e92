package org.integrationstack.common.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.mac.MacConfig;
import com.google.crypto.tink.mac.PredefinedMacParameters;

/**
 * Keys that prove who wrote something: HMAC-SHA256, several at once, each with an id that the code carries, first one
 * used to write. As text a Tink JSON keyset in base64. Thread-safe.
 *
 * <p>Source: RFC 2104 (HMAC); Tink, "Tink's wire format".
 */
public final class MacKeys {
    private final Mac mac;

    private MacKeys(Mac mac) {
        this.mac = mac;
    }

    /** @throws IllegalArgumentException when the text is not such a keyset; the message never quotes it */
    public static MacKeys parse(Secret text) {
        register();
        try {
            byte[] json = Base64.getMimeDecoder().decode(text.reveal());
            KeysetHandle handle = TinkJsonProtoKeysetFormat.parseKeyset(
                    new String(json, StandardCharsets.UTF_8), InsecureSecretKeyAccess.get());
            return new MacKeys(handle.getPrimitive(RegistryConfiguration.get(), Mac.class));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException("not a keyset for MACs: expected a Tink HMAC-SHA256 keyset as base64");
        }
    }

    /** A new keyset with one key, in the form {@link #parse} reads. */
    public static String generate() {
        register();
        try {
            KeysetHandle handle = KeysetHandle.generateNew(PredefinedMacParameters.HMAC_SHA256_256BITTAG);
            String json = TinkJsonProtoKeysetFormat.serializeKeyset(handle, InsecureSecretKeyAccess.get());
            return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this runtime", e);
        }
    }

    /** The code of this data under the primary key: key id and 32 bytes of HMAC. */
    public byte[] mac(byte[] data) {
        try {
            return mac.computeMac(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("computing a MAC failed", e);
        }
    }

    /** Whether one of these keys made this code for this data; compared in constant time. */
    public boolean verify(byte[] data, byte[] code) {
        try {
            mac.verifyMac(code, data);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void register() {
        try {
            MacConfig.register();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this runtime", e);
        }
    }
}
