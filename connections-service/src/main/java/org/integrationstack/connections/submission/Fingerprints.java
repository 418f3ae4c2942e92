package org.integrationstack.connections.submission;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import org.integrationstack.common.identity.TenantId;
import org.integrationstack.common.secret.Secret;

/**
 * Names credentials of providers that do not say whose one is: the same credential has the same name within a tenant, and
 * the name tells nothing about it to anyone without the key, not even whether a guess is right. Thread-safe.
 */
@ApplicationScoped
class Fingerprints {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PREFIX = "key:";
    private static final int LENGTH = 16;

    private final byte[] key;

    @Inject
    Fingerprints(@ConfigProperty(name = "integration.submission.fingerprint-key") String key) {
        // A key of its own, whatever else the configured one is good for.
        this.key = mac(bytes(key), bytes("credential-fingerprint.v1"));
    }

    /** Whether the name is one of these. */
    static boolean isOne(String name) {
        return name.startsWith(PREFIX);
    }

    String of(TenantId tenant, Secret credential) {
        byte[] own = mac(key, bytes(tenant.value()));
        byte[] code = mac(own, bytes(credential.reveal()));
        return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(code, LENGTH));
    }

    private static byte[] mac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 is missing from this runtime", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
