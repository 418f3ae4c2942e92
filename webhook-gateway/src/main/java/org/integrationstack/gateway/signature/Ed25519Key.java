package org.integrationstack.gateway.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A public key for signatures. Source: RFC 8032. */
record Ed25519Key(PublicKey key) implements MessageKey {

    /** Of a signature, in bytes. Source: RFC 8032, section 5.1.6. */
    static final int SIGNATURE_LENGTH = 64;

    private static final String NAME = "Ed25519";
    private static final int LENGTH = 32;
    /** What stands before the key in a SubjectPublicKeyInfo. Source: RFC 8410, section 4. */
    private static final byte[] PUBLIC_KEY_INFO = HexFormat.of().parseHex("302a300506032b6570032100");

    /** Empty where the bytes are no public key. */
    static Optional<Ed25519Key> of(byte[] key) {
        if (key.length != LENGTH) {
            return Optional.empty();
        }
        byte[] info = new byte[PUBLIC_KEY_INFO.length + LENGTH];
        System.arraycopy(PUBLIC_KEY_INFO, 0, info, 0, PUBLIC_KEY_INFO.length);
        System.arraycopy(key, 0, info, PUBLIC_KEY_INFO.length, LENGTH);
        try {
            return Optional.of(
                    new Ed25519Key(KeyFactory.getInstance(NAME).generatePublic(new X509EncodedKeySpec(info))));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean proves(List<byte[]> message, List<byte[]> signatures) {
        return signatures.stream().anyMatch(signature -> proves(message, signature));
    }

    private boolean proves(List<byte[]> message, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(NAME);
            verification.initVerify(key);
            for (byte[] piece : message) {
                verification.update(piece);
            }
            return verification.verify(signature);
        } catch (SignatureException e) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + NAME, e);
        }
    }
}
