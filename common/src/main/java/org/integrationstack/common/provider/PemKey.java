package org.integrationstack.common.provider;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA private key as providers hand it out: PEM around PKCS #8 or PKCS #1 (Source: RFC 7468 section 10, RFC 8017
 * appendix A.1.2). Line breaks may be written as {@code \n}, since environment files hold one line.
 */
final class PemKey {

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (?:RSA )?PRIVATE KEY-----");
    /** Source: RFC 5208 section 5: version 0, and the algorithm rsaEncryption without parameters. */
    private static final byte[] RSA = HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;

    private PemKey() {}

    /** @throws GeneralSecurityException if it is no such key; the message shows nothing of it */
    static PrivateKey read(String text) throws GeneralSecurityException {
        Matcher pem = PEM.matcher(text.replace("\\n", "\n"));
        if (!pem.find()) {
            throw new InvalidKeySpecException("no PEM of a private key");
        }
        byte[] content = Base64.getMimeDecoder().decode(pem.group(2));
        byte[] pkcs8 = pem.group(1) == null ? content : der(SEQUENCE, RSA, der(OCTETS, content));
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /** Source: ITU-T X.690 section 8.1.3.5: the length in two octets, which is enough for any key of 16,384 bits. */
    private static byte[] der(byte tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer value = ByteBuffer.allocate(4 + length)
                .put(tag)
                .put((byte) 0x82)
                .put((byte) (length >> 8))
                .put((byte) length);
        for (byte[] part : parts) {
            value.put(part);
        }
        return value.array();
    }
}
