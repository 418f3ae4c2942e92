package org.integrationstack.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

/**
 * The key that signs tokens: made once, then read from its file, so that tokens stay good over restarts.
 */
final class SigningKey {

    private static final int BITS = 2048;

    private SigningKey() {}

    /**
     * Reads {@code signing-key.jwk} in the directory, or makes it, readable by its owner only.
     *
     * @throws IllegalStateException if the file is there and is not a private RSA key: a new key would silently make
     *     every token invalid
     */
    static RSAKey in(Path directory) throws IOException, JOSEException {
        Path file = directory.resolve("signing-key.jwk");
        if (!Files.exists(file)) {
            write(file, generate());
        }
        try {
            RSAKey key = RSAKey.parse(Files.readString(file));
            if (key.isPrivate()) {
                return key;
            }
        } catch (ParseException malformed) {
            throw new IllegalStateException(file + " is not a signing key; delete it to have a new one", malformed);
        }
        throw new IllegalStateException(file + " holds no private key; delete it to have a new one");
    }

    private static RSAKey generate() throws JOSEException {
        return new RSAKeyGenerator(BITS)
                .keyUse(KeyUse.SIGNATURE)
                .algorithm(JWSAlgorithm.RS256)
                .keyIDFromThumbprint(true)
                .generate();
    }

    private static void write(Path file, RSAKey key) throws IOException {
        Files.createDirectories(file.getParent());
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Path draft = Files.createTempFile(file.getParent(), "signing-key", ".draft", ownerOnly);
        Files.writeString(draft, key.toJSONString());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
