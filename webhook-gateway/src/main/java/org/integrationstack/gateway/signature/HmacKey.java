package org.integrationstack.gateway.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.integrationstack.common.provider.SignatureScheme.Algorithm;

/** A key for keyed hashes, which are compared in constant time. Source: RFC 2104. */
record HmacKey(Algorithm algorithm, SecretKeySpec key) implements MessageKey {

    static HmacKey of(Algorithm algorithm, byte[] key) {
        return new HmacKey(algorithm, new SecretKeySpec(key, algorithm.macName()));
    }

    @Override
    public boolean proves(List<byte[]> message, List<byte[]> signatures) {
        byte[] code = code(message);
        boolean found = false;
        for (byte[] signature : signatures) {
            found |= MessageDigest.isEqual(code, signature);
        }
        return found;
    }

    private byte[] code(List<byte[]> message) {
        try {
            Mac mac = Mac.getInstance(algorithm.macName());
            mac.init(key);
            message.forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + algorithm.macName(), e);
        }
    }
}
