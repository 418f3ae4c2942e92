package org.integrationstack.sandbox.frame;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** RSA keys as files and variables have them. Stateless. */
public final class Rsa {
    /** Version 0, the algorithm rsaEncryption with no parameters. Source: RFC 5208 section 5, RFC 8017 appendix A.1. */
    private static final byte[] PKCS8_BEGIN = {2, 1, 0, 48, 13, 6, 9, 42, -122, 72, -122, -9, 13, 1, 1, 1, 5, 0};

    private Rsa() {}

    /**
     * The public half of a private key.
     *
     * @param text PEM, as PKCS#8 or, as GitHub hands it out, PKCS#1; line breaks may be missing or
     *     written as {@code \n}; or the base64 of PKCS#8 alone, which fits into one variable
     * @throws IllegalArgumentException if it is none of these; the message does not repeat it
     */
    public static PublicKey publicHalf(String text) {
        try {
            byte[] der = Base64.getDecoder().decode(text.replace("\\n", "").replaceAll("-----[A-Z ]+-----|\\s", ""));
            byte[] pkcs8 = text.contains("BEGIN RSA PRIVATE KEY") ? pkcs8(der) : der;
            KeyFactory keys = KeyFactory.getInstance("RSA");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()));
        } catch (IllegalArgumentException | GeneralSecurityException malformed) {
            throw new IllegalArgumentException("not an RSA private key in PEM", malformed);
        }
    }

    private static byte[] pkcs8(byte[] pkcs1) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(PKCS8_BEGIN);
        content.writeBytes(tagged(4, pkcs1));
        return tagged(48, content.toByteArray());
    }

    /** A value of DER that has 128 to 65,535 bytes. */
    private static byte[] tagged(int tag, byte[] value) {
        ByteArrayOutputStream tagged = new ByteArrayOutputStream();
        tagged.writeBytes(new byte[] {(byte) tag, (byte) 0x82, (byte) (value.length >> 8), (byte) value.length});
        tagged.writeBytes(value);
        return tagged.toByteArray();
    }
}
